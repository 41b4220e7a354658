"""Deeds of pairing: pair two, note progress, end it with or without what it was to lead to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.branches import trail_actions
from linghang.branches.cultivation import services as cultivation
from linghang.branches.cultivation.rules import KIND_NAMES, Kind
from linghang.branches.models import Pairing, Progress
from linghang.branches.pairing import rules
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.models import Person, Unit
from linghang.org.rules import missing, refuse


class CannotPair(Refused):
    """The pairing does not hold as it is written; the message lists every reason."""


@transaction.atomic
def pair(
    *,
    unit: str,
    person: str,
    mentor: str,
    kind: Kind,
    goal: str,
    since: date,
    due_on: date,
    actor: Actor,
    at: datetime,
    today: date,
) -> Pairing:
    """Let somebody be grown by somebody towards a goal. Raises CannotPair.

    One pairing of a kind runs for a person; the unit is locked, so that two at once are seen.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    reasons = missing(培养目标=goal.strip())
    reasons += rules.reasons_not_to_pair(
        person=person, mentor=mentor, since=since, due=due_on, today=today
    )
    running = Pairing.objects.filter(person__code=person, kind=kind.value, ended_on=None)
    if running.exists():
        reasons.append("此人同类的结对还在进行")
    refuse(CannotPair, "不能登记结对", reasons)
    row = Pairing.objects.create(
        unit=host,
        person=Person.objects.get(code=person),
        mentor=Person.objects.get(code=mentor),
        kind=kind.value,
        goal=goal.strip(),
        since=since,
        due_on=due_on,
    )
    _leave(row, trail_actions.PAIRED, actor, at, mentor=mentor, goal=row.goal)
    return row


@transaction.atomic
def note(
    *, pairing_id: int, day: date, says: str, actor: Actor, at: datetime, today: date
) -> Progress:
    """Note how far it came. Raises CannotPair."""
    row = _locked(pairing_id, day, today, missing(进展=says.strip()), "不能登记进展")
    made = Progress.objects.create(pairing=row, day=day, says=says.strip())
    _leave(row, trail_actions.PROGRESSED, actor, at, day=day.isoformat())
    return made


@transaction.atomic
def achieve(
    *,
    pairing_id: int,
    day: date,
    became: str,
    document: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Pairing:
    """End it with what it led to, which is entered as an event of 三培养.

    Raises CannotPair, CannotEnter.
    """
    row = _locked(pairing_id, day, today, [], "不能登记达成")
    row.event = cultivation.enter(
        unit=row.unit_id,
        person=row.person_id,
        kind=Kind(row.kind),
        day=day,
        became=became,
        document=document,
        actor=actor,
        at=at,
        today=today,
    )
    row.ended_on = day
    row.save(update_fields=["event", "ended_on"])
    _leave(row, trail_actions.ACHIEVED, actor, at, became=row.event.became)
    return row


@transaction.atomic
def end(
    *, pairing_id: int, day: date, reason: str, actor: Actor, at: datetime, today: date
) -> Pairing:
    """End it without what it was to lead to. Raises CannotPair."""
    row = _locked(pairing_id, day, today, missing(原因=reason.strip()), "不能终止")
    row.ended_on, row.end_reason = day, reason.strip()
    row.save(update_fields=["ended_on", "end_reason"])
    _leave(row, trail_actions.UNPAIRED, actor, at, reason=row.end_reason)
    return row


def _locked(pk: int, day: date, today: date, reasons: list[str], what: str) -> Pairing:
    """The row, locked, if something may be noted of it on the day. Raises CannotPair."""
    row = Pairing.objects.select_for_update().get(pk=pk)
    noted = list(row.progress.values_list("day", flat=True))
    reasons = reasons + rules.reasons_not_to_note(
        since=row.since, noted=noted, ended=row.ended_on, day=day, today=today
    )
    refuse(CannotPair, what, reasons)
    return row


def _leave(row: Pairing, action: str, actor: Actor, at: datetime, **facts: str) -> None:
    told = {"person": row.person_id, "kind": KIND_NAMES[Kind(row.kind)], **facts}
    trail.leave(at=at, actor=actor, action=action, subject=row, facts=told)
