"""Deeds about talks: record one, and read what was written down of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.appraisal.queries import ASSEMBLY
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.models import HeartTalk
from linghang.meetings.talks import rules
from linghang.meetings.talks.rules import Occasion
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotRecordTalk(Refused):
    """The talk cannot be recorded; the message lists every reason."""


class NotYours(Refused):
    """What was said is for the two and the branch secretary."""


@transaction.atomic
def record(
    *,
    unit: str,
    other: str,
    day: date,
    occasion: Occasion,
    summary: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> HeartTalk:
    """Record a talk that the actor held with another member of the branch (§1.4.7).

    The summary is sealed; the trail tells that a talk took place, neither with whom nor why.
    Raises CannotRecordTalk.
    """
    host = Unit.objects.get(code=unit)
    members = {one.person for one in bodies.members(unit, catalog.meetings()[ASSEMBLY], day)}
    reasons = missing(谈话要点=summary.strip())
    if actor.person == other:
        reasons.append("谈话人和谈话对象是同一人")
    if actor.person not in members:
        reasons.append("谈话由谈话人自己记录，您当日不是本支部党员")
    if other not in members:
        reasons.append("谈话对象当日不是本支部党员")
    if day > today:
        reasons.append("谈话日期在今天以后")
    if HeartTalk.objects.filter(talker__code=actor.person, other__code=other, day=day).exists():
        reasons.append("当日与此人的谈话已经记录")
    refuse(CannotRecordTalk, "不能记录", reasons)
    row = HeartTalk.objects.create(
        unit=host,
        talker_id=actor.person,
        other_id=other,
        day=day,
        occasion=occasion.value,
        summary=summary.strip(),
        recorded_at=at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TALKED,
        subject=row,
        facts={"unit": host.name, "day": day.isoformat()},
    )
    return row


def read(*, talk_id: int, secretary_of: str, actor: Actor, at: datetime) -> str:
    """What was written down of the talk, opened for its reader; leaves a trail.

    secretary_of: code of the branch whose secretary the actor is in person, "" for none. Raises
    NotYours, and the faults of a key.
    """
    row = HeartTalk.objects.select_related("unit").get(pk=talk_id)
    if not rules.may_read(
        reader=actor.person,
        talker=row.talker_id,
        other=row.other_id,
        secretary=bool(secretary_of) and row.unit_id == secretary_of,
    ):
        raise NotYours("谈心谈话的内容只有谈话双方和支部书记可以查看。")
    text = row.summary.open()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TALK_READ,
        subject=row,
        facts={"unit": row.unit.name, "day": row.day.isoformat()},
    )
    return str(text)
