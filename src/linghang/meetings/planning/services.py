"""Deeds about a meeting to come: it is called, and called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.models import Form, Meeting
from linghang.meetings.planning import calling
from linghang.meetings.recording.rules import STATE_NAMES, State
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotPlan(Refused):
    """The meeting cannot be called; the message lists every reason."""


class CannotCallOff(Refused):
    """The meeting cannot be called off."""


@transaction.atomic
def plan(
    *,
    unit: str,
    kinds: Sequence[str],
    day: date,
    starts_at: time | None = None,
    place: str = "",
    theme: str = "",
    tells: bool = False,
    actor: Actor,
    at: datetime,
) -> Meeting:
    """Call a meeting of the unit: the first kind holds the others as its parts (§1.3.9).

    tells: its members get a notice. Raises CannotPlan. A second one of the kind on the same day
    is refused, also at once: the unit is locked.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    refuse(CannotPlan, "不能安排", _reasons(host, list(kinds), day))
    meeting = Meeting.objects.create(
        unit=host,
        kind=kinds[0],
        day=day,
        starts_at=starts_at,
        place=place.strip(),
        theme=theme.strip(),
        saved_at=at,
    )
    Form.objects.bulk_create(
        Form(meeting=meeting, kind=kind, number=number) for number, kind in enumerate(kinds, 1)
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PLANNED,
        subject=meeting,
        facts={"unit": host.name, "kind": names(kinds), "day": day.isoformat()},
    )
    if tells:
        calling.tell_members(meeting=meeting, name=names(kinds), actor=actor, at=at)
    return meeting


def names(kinds: Sequence[str]) -> str:
    """What a meeting of these kinds is called: 主题党日（含党课）."""
    known = catalog.meetings()
    first, *more = (known[kind].name if kind in known else kind for kind in kinds)
    return f"{first}（含{'、'.join(more)}）" if more else first


@transaction.atomic
def call_off(*, meeting_id: int, reason: str, actor: Actor, at: datetime) -> Meeting:
    """Call off a meeting that was only planned. Raises CannotCallOff."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)
    )
    reasons = missing(取消原因=reason.strip())
    if meeting.state != State.PLANNED:
        reasons.append(f"会议{STATE_NAMES[State(meeting.state)]}")
    refuse(CannotCallOff, "不能取消", reasons)
    meeting.state, meeting.reason = State.CALLED_OFF.value, reason.strip()
    meeting.version += 1
    meeting.save(update_fields=["state", "reason", "version"])
    calling.rest(meeting, at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CALLED_OFF,
        subject=meeting,
        facts={
            "unit": meeting.unit.name,
            "kind": names([meeting.kind]),
            "day": meeting.day.isoformat(),
            "reason": meeting.reason,
        },
    )
    return meeting


def _reasons(host: Unit, kinds: list[str], day: date) -> list[str]:
    known = catalog.meetings()
    strange = [kind for kind in kinds if kind not in known]
    if strange or not kinds:
        return ["没有选会议类别"]
    main, *parts = (known[kind] for kind in kinds)
    reasons = [] if host.kind in main.of else [f"“{host.name}”不召开{main.name}"]
    if len(set(kinds)) < len(kinds):
        reasons.append("同一形式选了两次")
    reasons += [
        f"{main.name}不能包含{part.name}" for part in parts if part.code not in main.may_hold
    ]
    if day not in host.span:
        reasons.append(f"“{host.name}”在{day.isoformat()}不存在")
    standing = Meeting.objects.filter(unit=host, day=day).exclude(state=State.CALLED_OFF)
    held = set(standing.values_list("forms__kind", flat=True))
    reasons += [f"当日已有一次{known[kind].name}" for kind in kinds if kind in held]
    return reasons
