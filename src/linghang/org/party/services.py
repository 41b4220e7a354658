"""Deeds on Party records: what is known of a member is entered, by hand or by a procedure."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import trail_actions
from linghang.org.models import PartyRecord, Person
from linghang.org.party import rules
from linghang.org.party.rules import Dates, Ending
from linghang.org.rules import missing, refuse

NAMES = {
    "applied_on": "申请入党",
    "admitted_on": "入党",
    "full_since": "党龄起算",
    "ended_on": "党籍终止",
}


class CannotEnter(Refused):
    """The dates do not hold; the message lists every reason."""


@transaction.atomic
def enter(
    *,
    person: str,
    document: str,
    applied_on: date | None = None,
    admitted_on: date | None = None,
    full_since: date | None = None,
    ended_on: date | None = None,
    ending: Ending | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> PartyRecord:
    """Enter what is told; what is not told stays as it is. person: code.

    document: on what it rests. Raises CannotEnter, Person.DoesNotExist.
    """
    member = Person.objects.select_for_update().get(code=person)
    row = PartyRecord.objects.filter(person=member).first() or PartyRecord(person=member)
    told = {
        "applied_on": applied_on,
        "admitted_on": admitted_on,
        "full_since": full_since,
        "ended_on": ended_on,
    }
    changed = {
        name: day for name, day in told.items() if day is not None and day != getattr(row, name)
    }
    for name, day in changed.items():
        setattr(row, name, day)
    row.document = document.strip()
    if ending:
        row.ending = ending.value
    reasons = missing(依据=row.document) + rules.faults(row.dates, today)
    if bool(row.ended_on) != bool(row.ending):
        reasons.append("终止日期和终止方式要一起填写")
    refuse(CannotEnter, "不能登记", reasons)
    row.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PARTY_ENTERED,
        subject=row,
        facts={
            "person": member.code,
            "days": "，".join(f"{NAMES[name]}{day.isoformat()}" for name, day in changed.items())
            or "日期未变",
            "document": row.document,
        },
    )
    return row


def dates_of(person: str) -> Dates:
    """What is known of a person, nothing being known of who has no record."""
    row = PartyRecord.objects.filter(person__code=person).first()
    return row.dates if row else Dates()
