"""Tell whoever enters for the unit, and whoever oversees the ledger, that something ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction

from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.expiring.queries import Ending, endings
from linghang.ledgers.expiring.rules import Stage
from linghang.notices import services as notices
from linghang.org import queries as org
from linghang.org.posts_held.rules import Basis
from linghang.procedures.definitions import Scope, Seat

DAYS = "ledgers.expiry_days"
KINDS = {Stage.SOON: "ledger_ends", Stage.OVER: "ledger_ended"}
KNOWN_TO_FEW = "ledger_ends_known_to_few"

Held = Mapping[str, list[tuple[str, str]]]


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell of each end twice, before and after it; returns how many notices.

    What few may know is told without a word of what it is: notices are listed for others, too.
    """
    days, told = cast(int, parameters.value(DAYS, today)), 0
    held = _held(today)
    for one in endings(today, days):
        open_to_all = one.ledger.secrecy is Secrecy.OPEN
        facts = {
            "ledger": one.ledger.name,
            "number": one.entry.number,
            "title": one.entry.title + (f"的{one.paper}" if one.paper else ""),
            "until": day_label(one.until),
        }
        told += len(
            notices.notify(
                kind=KINDS[one.stage] if open_to_all else KNOWN_TO_FEW,
                to=told_to(one.ledger, one.entry.unit_id, held),
                subject=one.entry if open_to_all else ("ledgers.waiting", ""),
                facts=facts if open_to_all else {},
                actor=system_actor(),
                at=now,
                due=one.until if open_to_all else None,
                once=_once(one),
            )
        )
    return told


def _once(one: Ending) -> str:
    return f"{one.entry.pk}:{one.paper}:{one.until}:{one.stage}"


def _held(today: date) -> Held:
    """Post → (person, unit) of those who hold it, not by delegation."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    wanted = {
        post
        for loaded in catalog.catalog().items.values()
        for seat in (*loaded.item.enter, *loaded.item.oversee)
        for post in seat.posts
    }
    for one in org.tenures(today, held=wanted):
        if one.basis is not Basis.DELEGATED:
            found[one.post.code].append((one.person, one.unit))
    return found


def told_to(ledger: Ledger, unit: str, held: Held) -> list[str]:
    """Who enters for the unit itself, or where nobody does for all; and who oversees."""
    own = [seat for seat in ledger.enter if seat.at not in (Scope.ANYWHERE, Scope.ELSEWHERE)]
    anywhere = [seat for seat in ledger.enter if seat not in own]
    entering = [person for person, at in _of(own, held) if at == unit]
    entering = entering or [person for person, _ in _of(anywhere, held)]
    overseeing = [person for person, _ in _of(ledger.oversee, held)]
    return list(dict.fromkeys([*entering, *overseeing]))


def _of(seats: Iterable[Seat], held: Held) -> list[tuple[str, str]]:
    return [one for seat in seats for post in seat.posts for one in held.get(post, [])]
