"""Deeds about what a meeting left to be done: set a line, close it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.models import FollowUp, Form
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.rules import missing, refuse


class CannotFollowUp(Refused):
    """The line cannot be set or closed; the message lists every reason."""


@transaction.atomic
def add(
    *,
    form_id: int,
    title: str,
    owner: str,
    due_date: date,
    measure: str = "",
    actor: Actor,
    at: datetime,
) -> FollowUp:
    """Set one line: what is to be done, by whom, by when. Raises CannotFollowUp."""
    form = (
        Form.objects.select_for_update(of=("self",)).select_related("meeting__unit").get(pk=form_id)
    )
    declared = catalog.meetings()[form.kind]
    reasons = missing(事项=title.strip(), 责任人=owner)
    if not declared.agreed:
        reasons.append(f"{declared.name}没有这样的清单")
    if form.meeting.state not in TOOK_PLACE:
        reasons.append("会议还没有召开")
    if due_date < form.meeting.day:
        reasons.append("完成时限早于会议日期")
    refuse(CannotFollowUp, "不能登记", reasons)
    last = form.follow_ups.aggregate(last=Max("number"))["last"] or 0
    row = FollowUp.objects.create(
        form=form,
        number=last + 1,
        title=title.strip(),
        measure=measure.strip(),
        owner_id=owner,
        due_date=due_date,
    )
    _leave(row, trail_actions.LEFT_TO_DO, actor, at, due=due_date.isoformat())
    return row


@transaction.atomic
def close(
    *, row_id: int, closed_on: date, result: str, actor: Actor, at: datetime, today: date
) -> FollowUp:
    """Close a line with what came of it (销号). Raises CannotFollowUp."""
    row = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("form__meeting__unit")
        .get(pk=row_id)
    )
    reasons = missing(完成情况=result.strip())
    if row.closed_on:
        reasons.append(f"已于{row.closed_on.isoformat()}完成")
    if not row.form.meeting.day <= closed_on <= today:
        reasons.append("完成日期应在会议之后、今天以前")
    refuse(CannotFollowUp, "不能销号", reasons)
    row.closed_on, row.closed_by_id, row.result = closed_on, actor.person, result.strip()
    row.save(update_fields=["closed_on", "closed_by", "result"])
    _leave(row, trail_actions.DONE, actor, at, closed_on=closed_on.isoformat())
    return row


def _leave(row: FollowUp, action: str, actor: Actor, at: datetime, **facts: str) -> None:
    meeting, declared = row.form.meeting, catalog.meetings()[row.form.kind]
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=meeting,
        facts={
            "unit": meeting.unit.name,
            "kind": declared.name,
            "day": meeting.day.isoformat(),
            "agreed": declared.agreed,
            "number": row.number,
            **facts,
        },
    )
