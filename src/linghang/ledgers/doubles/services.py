"""Deeds on entries that agree: say that they are not the same thing, and take that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, reach, reasons, trail_actions
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.doubles import queries
from linghang.ledgers.doubles.models import Apart
from linghang.ledgers.entering import services as entering
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.models import Entry
from linghang.procedures.days import Day

LEAST_REASON = 4


@transaction.atomic
def tell_apart(
    *, ledger: str, entries: Collection[int], reason: str, actor: Actor, at: datetime, today: date
) -> list[Apart]:
    """Remember that entries which agree are not the same thing (不是同一件).

    entries: several that agree with one another; a single one is told apart from all with which
    it agrees. By who verifies or oversees the ledger for their units. Raises CannotEnter.
    """
    declared = catalog.catalog()[ledger]
    rows = Entry.objects.select_for_update(of=("self",)).filter(ledger=ledger, pk__in=entries)
    chosen = {row.pk: row for row in rows.order_by("pk")}
    pairs = _pairs(declared, chosen)
    met = {row.pk: row for pair in pairs for row in pair}
    complaints = _not_allowed(declared, [*chosen.values(), *met.values()], actor, today)
    if len("".join(reason.split())) < LEAST_REASON:
        complaints.append(Complaint("reason", "请写明为什么不是同一件"))
    if not pairs:
        complaints.append(Complaint("", "选中的记录没有疑似重复的，可能已经核对过"))
    if complaints:
        raise CannotEnter("不能办理", complaints)
    made = [
        Apart(
            ledger=ledger,
            first=one,
            second=other,
            found_by=actor.person,
            found_at=at,
        )
        for one, other in pairs
    ]
    for one in made:
        reasons.keep(one, declared, reason.strip())
    Apart.objects.bulk_create(made)
    for one in made:
        _leave(trail_actions.TOLD_APART, one, declared, actor, at, one.reason)
    return made


def _pairs(ledger: Ledger, chosen: dict[int, Entry]) -> list[tuple[Entry, Entry]]:
    """Entries that agree, the earlier one first: of the chosen ones, or of the only one."""
    found: dict[tuple[int, int], tuple[Entry, Entry]] = {}
    for row in chosen.values():
        for other in queries.suspects(ledger, row):
            if other.pk in chosen or len(chosen) == 1:
                first, second = sorted((row, other), key=lambda one: one.pk)
                found.setdefault((first.pk, second.pk), (first, second))
    return list(found.values())


@transaction.atomic
def take_back(
    *, ledger: str, findings: Collection[int], reason: str, actor: Actor, at: datetime, today: date
) -> int:
    """Two entries may be the same thing after all: they are shown again. Raises CannotEnter."""
    declared = catalog.catalog()[ledger]
    rows = Apart.objects.standing().filter(ledger=ledger, pk__in=findings)
    found = list(rows.select_for_update(of=("self",)).select_related("first", "second"))
    entries = [entry for one in found for entry in (one.first, one.second)]
    complaints = _not_allowed(declared, entries, actor, today)
    if len("".join(reason.split())) < LEAST_REASON:
        complaints.append(Complaint("reason", "请写明理由"))
    if not found:
        complaints.append(Complaint("", "选中的核对已经撤回"))
    if complaints:
        raise CannotEnter("不能撤回", complaints)
    for one in found:
        one.ended_by, one.ended_at = actor.person, at
        said = reasons.sealed_or_not(declared, reason.strip())
        one.ended_because, one.sealed_because = said
        one.save(update_fields=["ended_by", "ended_at", "ended_because", "sealed_because"])
        _leave(trail_actions.APART_TAKEN_BACK, one, declared, actor, at, one.ended_because)
    return len(found)


def _not_allowed(
    ledger: Ledger, entries: Collection[Entry], actor: Actor, today: date
) -> list[Complaint]:
    rights, now = entering.rights_of_actor(actor, today), Day(today)
    found = []
    for unit in dict.fromkeys(entry.unit_id for entry in entries):
        verifies = reach.may_verify(ledger, rights, unit, now)
        if not verifies and not reach.may_oversee(ledger, rights, unit, now):
            found.append(Complaint("", verifies.reason))
    return found


def _leave(
    action: str, one: Apart, ledger: Ledger, actor: Actor, at: datetime, reason: str
) -> None:
    """In the life of both entries."""
    for entry, other in ((one.first, one.second), (one.second, one.first)):
        trail.leave(
            at=at,
            actor=actor,
            action=action,
            subject=entry,
            facts=trail_actions.told(
                ledger, entry.pk, number=entry.number, other=other.number, reason=reason
            ),
        )
