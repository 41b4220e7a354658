"""Deeds on a year of a ledger: lock it, open it again."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, reach, reasons, trail_actions
from linghang.ledgers.closing import queries
from linghang.ledgers.closing.models import Closing
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.entering import services as entering
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import services as filings
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Change, Entry, LedgerEntryQuerySet
from linghang.procedures.days import Day


@transaction.atomic
def close(*, ledger: str, year: int, actor: Actor, at: datetime, today: date) -> Closing:
    """Lock a year that has ended: nothing of it waits any more. Raises CannotEnter.

    Drafts don't stand in the way: they count nowhere, their writers alone could throw them away,
    and once the year is locked only who oversees hands any in.
    """
    declared = catalog.catalog()[ledger]
    found = _of_year(ledger, year)
    complaints = _not_overseeing(declared, actor, today)
    filings.hold(ledger, {year})
    waiting = found.filter(standing__in=[Standing.SUBMITTED.value, Standing.RETURNED.value]).count()
    asked = _asked(ledger, year)
    if year >= today.year:
        complaints.append(Complaint("", f"{year}年还没有结束"))
    if waiting:
        complaints.append(Complaint("", f"还有{waiting}条待审核或退回修改"))
    if asked:
        complaints.append(Complaint("", f"还有{asked}件更正或作废待审核"))
    if year in queries.closed_years(ledger):
        complaints.append(Complaint("", f"{year}年已经归档"))
    if complaints:
        raise CannotEnter("不能归档", complaints)
    closing = Closing.objects.create(
        ledger=ledger,
        year=year,
        closed_by=actor.person,
        closed_at=at,
        entries=found.in_force().count(),
        digest=digest(found),
    )
    found.in_force().update(standing=Standing.LOCKED.value)
    _leave(trail_actions.CLOSED, closing, declared, actor, at, {"count": closing.entries})
    return closing


@transaction.atomic
def reopen(*, closing_id: int, reason: str, actor: Actor, at: datetime, today: date) -> None:
    """Open a locked year again, with a reason. Raises CannotEnter."""
    closing = Closing.objects.select_for_update().get(pk=closing_id, opened_at=None)
    declared = catalog.catalog()[closing.ledger]
    complaints = _not_overseeing(declared, actor, today)
    if not reason.strip():
        complaints.append(Complaint("reason", "请写明理由"))
    if complaints:
        raise CannotEnter("不能重新开放", complaints)
    closing.opened_at = at
    closing.save(update_fields=["opened_at", *reasons.keep(closing, declared, reason.strip())])
    locked = _of_year(closing.ledger, closing.year).filter(standing=Standing.LOCKED.value)
    locked.update(standing=Standing.VERIFIED.value)
    _leave(trail_actions.REOPENED, closing, declared, actor, at, {})


def digest(found: LedgerEntryQuerySet) -> str:
    """SHA-256 over what is in force, so that a later look tells whether anything changed."""
    made = hashlib.sha256()
    columns = ("number", "version", "day", "unit", "definition_hash")
    for row in found.filter(standing__in=IN_FORCE).order_by("number").values_list(*columns):
        made.update("\x1f".join(str(one) for one in row).encode() + b"\n")
    return made.hexdigest()


def _of_year(ledger: str, year: int) -> LedgerEntryQuerySet:
    return Entry.objects.filter(ledger=ledger).happened(date(year, 1, 1), date(year + 1, 1, 1))


def _asked(ledger: str, year: int) -> int:
    """How many changes wait that would take something out of the year, or put it there."""
    days = (date(year, 1, 1), date(year, 12, 31))
    rows = Change.objects.filter(entry__ledger=ledger, applied_on=None, dropped_on=None)
    return rows.filter(Q(entry__day__range=days) | Q(day__range=days)).count()


def _not_overseeing(ledger: Ledger, actor: Actor, today: date) -> list[Complaint]:
    rights = entering.rights_of_actor(actor, today)
    decision = reach.may_oversee(ledger, rights, rights.unit.code, Day(today))
    return [] if decision else [Complaint("", decision.reason)]


def _leave(
    action: str,
    closing: Closing,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    more: dict[str, object],
) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=closing,
        facts=trail_actions.told(ledger, year=closing.year, **more),
    )
