"""Deeds about duties: say why a meeting was not held, note that one was."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.duties import queries, rules
from linghang.meetings.duties.rules import STATE_NAMES, State
from linghang.meetings.models import Excuse, Meeting
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotExcuse(Refused):
    """The reason cannot be kept; the message lists every reason."""


@transaction.atomic
def excuse(
    *,
    unit: str,
    kind: str,
    starts_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Excuse:
    """Say why a meeting was not held in a period that is over (§1.3.1). Raises CannotExcuse.

    It stays a missed one, with its reason beside it.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    found = queries.duty(unit, kind, starts_on, today)
    reasons = missing(原因=reason.strip())
    if found is None:
        reasons.append("这一期没有应开的这种会议")
    elif found.state is not State.MISSING:
        reasons.append(f"这一期{STATE_NAMES[found.state]}")
    refuse(CannotExcuse, "不能登记说明", reasons)
    row = Excuse.objects.create(
        unit=host,
        kind=kind,
        starts_on=starts_on,
        reason=reason.strip(),
        told_by_id=actor.person,
        told_at=at,
    )
    label = found.period.label if found else ""
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXCUSED,
        subject=(trail_actions.DUTY, trail_actions.duty_id(unit, kind, starts_on)),
        facts={
            "unit": host.name,
            "kind": catalog.meetings()[kind].name,
            "period": label,
            "reason": row.reason,
        },
    )
    return row


@transaction.atomic
def meet(*, meeting: Meeting, actor: Actor, at: datetime) -> None:
    """Note which duties of the running periods a meeting meets; who was reminded is at rest."""
    often = {one.kind: one.every for one in queries.frequencies(meeting.day)}
    for kind in meeting.forms.values_list("kind", flat=True):
        if kind in often:
            period = rules.period_of(meeting.day, often[kind])
            trail.leave(
                at=at,
                actor=actor,
                action=trail_actions.MET,
                subject=(
                    trail_actions.DUTY,
                    trail_actions.duty_id(meeting.unit_id, kind, period.start),
                ),
                facts={
                    "unit": meeting.unit.name,
                    "kind": catalog.meetings()[kind].name,
                    "period": period.label,
                },
            )
