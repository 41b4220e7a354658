"""Deeds on the rota of lessons: a line is set, changed, called off; a meeting keeps it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.lessons import catalog as declared
from linghang.meetings.lessons.rules import LessonKind
from linghang.meetings.models import Meeting, PlannedLesson
from linghang.meetings.rota import queries
from linghang.org.definitions import Kind
from linghang.org.models import Person, Unit
from linghang.org.rules import missing, refuse


class CannotPlanLesson(Refused):
    """The line cannot be kept like this; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a line of the rota says. unit: the branch that meets. place: a told one, or ""."""

    unit: str
    speaker: str
    day: date
    topic: str
    kind: LessonKind = LessonKind.SPECIAL
    place: str = ""


@transaction.atomic
def plan(*, kept_by: str, asked: Asked, actor: Actor, at: datetime, today: date) -> PlannedLesson:
    """Put a lesson to come into the rota of the unit. Raises CannotPlanLesson.

    kept_by: the branch that meets, or the committee above.
    """
    keeper, host = _units(kept_by, asked.unit)
    reasons = _reasons(asked, keeper, host)
    if asked.day < today:
        reasons.append("计划日期已经过去")
    refuse(CannotPlanLesson, "不能排定", reasons)
    row = PlannedLesson(kept_by=keeper, set_on=today)
    _write(row, asked)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LESSON_PLANNED,
        subject=row,
        facts={"unit": host.name, "day": row.day.isoformat(), "person": row.speaker_id},
    )
    return row


@transaction.atomic
def change(*, plan_id: int, asked: Asked, actor: Actor, at: datetime, today: date) -> PlannedLesson:
    """Change a line that was not given yet: another day, speaker, topic, branch.

    Raises CannotPlanLesson.
    """
    row = PlannedLesson.objects.select_for_update().get(pk=plan_id)
    keeper, host = _units(row.kept_by_id, asked.unit)
    reasons = _reasons(asked, keeper, host, besides=plan_id) + _is_over(plan_id, today)
    if asked.day < today and asked.day != row.day:
        reasons.append("计划日期已经过去")
    refuse(CannotPlanLesson, "不能调整", reasons)
    before, former = row.day, row.speaker_id
    _write(row, asked)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LESSON_CHANGED,
        subject=row,
        facts={
            "unit": host.name,
            "before": before.isoformat(),
            "former": former,
            "day": row.day.isoformat(),
            "person": row.speaker_id,
        },
    )
    return row


@transaction.atomic
def call_off(
    *, plan_id: int, reason: str, actor: Actor, at: datetime, today: date
) -> PlannedLesson:
    """Call off a line that was not given. Raises CannotPlanLesson."""
    row = (
        PlannedLesson.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan_id)
    )
    reasons = missing(取消原因=reason.strip()) + _is_over(plan_id, today)
    refuse(CannotPlanLesson, "不能取消", reasons)
    row.reason = reason.strip()
    row.save(update_fields=["reason"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LESSON_OFF,
        subject=row,
        facts={"unit": row.unit.name, "day": row.day.isoformat(), "reason": row.reason},
    )
    return row


@transaction.atomic
def keep(
    *, meeting: Meeting, speakers: Collection[str], actor: Actor, at: datetime, today: date
) -> None:
    """Note which lines the lessons of a meeting keep; who was reminded is at rest."""
    rows = PlannedLesson.objects.standing().filter(
        unit__code=meeting.unit_id, speaker__code__in=list(speakers)
    )
    for line in queries.lines(rows, meeting.day.year, today):
        if line.given is not None and line.given.meeting == meeting.pk:
            trail.leave(
                at=at,
                actor=actor,
                action=trail_actions.LESSON_KEPT,
                subject=line.row,
                facts={
                    "unit": line.row.unit.name,
                    "day": line.row.day.isoformat(),
                    "given": meeting.day.isoformat(),
                },
            )


def _units(kept_by: str, unit: str) -> tuple[Unit, Unit]:
    """Whose rota it is, and who meets; locked, so that a line stands once. Raises
    Unit.DoesNotExist."""
    rows = Unit.objects.select_for_update().filter(code__in={kept_by, unit}).order_by("code")
    found = {one.code: one for one in rows}
    if len(found) < len({kept_by, unit}):
        raise Unit.DoesNotExist
    return found[kept_by], found[unit]


def _write(row: PlannedLesson, asked: Asked) -> None:
    row.unit_id, row.speaker_id, row.day = asked.unit, asked.speaker, asked.day
    row.topic, row.kind, row.place = asked.topic.strip(), asked.kind.value, asked.place
    row.save()


def _reasons(asked: Asked, keeper: Unit, host: Unit, *, besides: int = 0) -> list[str]:
    reasons = missing(题目=asked.topic.strip())
    if not any(one.lessons for one in catalog.held_by(host.kind)):
        reasons.append(f"“{host.name}”不上党课")
    elif asked.day not in host.span:
        reasons.append(f"“{host.name}”在{asked.day.isoformat()}不存在")
    if keeper.code != host.code and keeper.kind != Kind.PARTY_COMMITTEE:
        reasons.append(f"“{keeper.name}”只安排自己的党课")
    if asked.place and asked.place not in declared.told():
        reasons.append("没有这样的讲课地点")
    speaker = Person.objects.filter(code=asked.speaker).first()
    if speaker is None or asked.day not in speaker.span:
        reasons.append("主讲人那天不在本院人员登记中")
    same = PlannedLesson.objects.standing().filter(
        unit=host, speaker__code=asked.speaker, kind=asked.kind.value, day=asked.day
    )
    if same.exclude(pk=besides).exists():
        reasons.append("此人当日已排了同一种党课")
    return reasons


def _is_over(plan_id: int, today: date) -> list[str]:
    line = queries.of_one(plan_id, today)
    if line.row.reason:
        return ["计划已经取消"]
    return [f"已于{line.given.day.isoformat()}讲过"] if line.given else []
