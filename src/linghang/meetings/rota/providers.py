"""Duties that this engine knows of: lessons that one is to teach, and lines of one's own rota
whose day went by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from linghang.foundation.parameters import queries as parameters
from linghang.meetings import trail_actions
from linghang.meetings.lessons.providers import DAYS
from linghang.meetings.lessons.queries import is_post_with_duty
from linghang.meetings.models import PlannedLesson
from linghang.meetings.rota import queries
from linghang.meetings.rota.rules import State
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.rules import Rights


def rota_due(rights: Rights, today: date) -> Iterator[Duty]:
    """Lessons to teach within DAYS, for posts that owe some; what the own rota has left behind.

    Whoever else is to teach learns it from a notice: not every first page asks for it.
    """
    unit = rights.unit.code
    keeps = bool(policy.may_record_meetings(rights, unit, rights.unit.kind))
    if not keeps and not is_post_with_duty(rights.post.code):
        return
    asked = Q(speaker__code=rights.person, day__gte=today)
    if keeps:
        asked |= Q(kept_by=unit, day__lt=today)
    found = queries.lines(PlannedLesson.objects.standing().filter(asked), today.year, today)
    late = [one.row for one in found if one.state is State.LATE]
    if late:
        yield Duty(
            section="owe",
            title=f"党课计划有{len(late)}次过期未讲，请登记主讲人、改期或取消",
            why=f"{rights.unit.name}的党课计划",
            subject=(trail_actions.ROTA, unit),
            due=late[0].day,
        )
    mine = [one.row for one in found if one.state is State.OPEN]
    days = parameters.value(DAYS, today) if mine else None
    for row in mine:
        if isinstance(days, int) and (row.day - today).days <= days:
            yield Duty(
                section="soon",
                title=f"在{row.unit.name}讲党课：{row.topic}",
                why="党课计划",
                subject=("meetings.plannedlesson", str(row.pk)),
                due=row.day,
            )
