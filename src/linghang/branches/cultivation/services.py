"""Deeds of 三培养: enter an event on a person, make a wrong one void."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.branches import trail_actions
from linghang.branches.cultivation.rules import KIND_NAMES, Kind
from linghang.branches.models import AdmissionPlan, Cultivated
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.models import Person, Unit
from linghang.org.rules import missing, refuse


class CannotEnter(Refused):
    """What is to be entered does not hold; the message lists every reason."""


@transaction.atomic
def enter(
    *,
    unit: str,
    person: str,
    kind: Kind,
    day: date,
    became: str,
    document: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Cultivated:
    """Enter what somebody became on a day, and on what that rests (§1.6.8). Raises CannotEnter."""
    reasons = missing(成为=became.strip(), 依据=document.strip())
    if day > today:
        reasons.append("日期在今天之后")
    same = Cultivated.objects.filter(person__code=person, kind=kind.value, day=day, voided_at=None)
    if same.exists():
        reasons.append("这一天已有同类记录")
    refuse(CannotEnter, "不能登记", reasons)
    row = Cultivated.objects.create(
        person=Person.objects.get(code=person),
        unit=Unit.objects.get(code=unit),
        kind=kind.value,
        day=day,
        became=became.strip(),
        document=document.strip(),
    )
    facts = {"person": person, "kind": KIND_NAMES[kind], "became": row.became}
    trail.leave(at=at, actor=actor, action=trail_actions.CULTIVATED, subject=row, facts=facts)
    return row


@transaction.atomic
def void(*, row_id: int, reason: str, actor: Actor, at: datetime) -> Cultivated:
    """Make a wrong event void. Raises CannotEnter."""
    row = Cultivated.objects.select_for_update().get(pk=row_id)
    reasons = missing(原因=reason.strip()) + (["已经作废"] if row.voided_at else [])
    refuse(CannotEnter, "不能作废", reasons)
    row.voided_at, row.void_reason = at, reason.strip()
    row.save(update_fields=["voided_at", "void_reason"])
    facts = {
        "person": row.person_id,
        "kind": KIND_NAMES[Kind(row.kind)],
        "reason": row.void_reason,
    }
    trail.leave(at=at, actor=actor, action=trail_actions.VOIDED, subject=row, facts=facts)
    return row


@transaction.atomic
def plan(*, year: int, quota: int, document: str, actor: Actor, at: datetime) -> AdmissionPlan:
    """Enter how many members may be admitted in a year; a later entry takes its place.

    Raises CannotEnter.
    """
    refuse(CannotEnter, "不能登记", missing(依据=document.strip()))
    row, _ = AdmissionPlan.objects.update_or_create(
        year=year, defaults={"quota": quota, "document": document.strip()}
    )
    facts = {"year": year, "quota": quota, "document": row.document}
    trail.leave(at=at, actor=actor, action=trail_actions.PLANNED, subject=row, facts=facts)
    return row
