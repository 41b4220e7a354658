"""Reminds speakers of lessons that they are to teach soon."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.meetings.lessons import catalog
from linghang.meetings.lessons.providers import DAYS
from linghang.meetings.models import PlannedLesson
from linghang.meetings.rota import queries
from linghang.meetings.rota.rules import State
from linghang.notices import services as notices

NOTICE = "lesson_soon"


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell each speaker once of a lesson within DAYS, and anew if its day moved; how many."""
    days = parameters.value(DAYS, today)
    if not isinstance(days, int):
        return 0
    last = today + timedelta(days=days)
    rows = PlannedLesson.objects.standing().filter(day__gte=today, day__lte=last)
    lines = [
        line
        for year in sorted({today.year, last.year})
        for line in queries.lines(rows, year, today)
    ]
    soon = [line.row for line in lines if line.state is State.OPEN]
    return sum(_told(row, now) for row in soon)


def _told(row: PlannedLesson, now: datetime) -> int:
    told = notices.notify(
        kind=NOTICE,
        to=[row.speaker_id],
        subject=row,
        facts={
            "day": day_label(row.day),
            "unit": row.unit.name,
            "topic": row.topic,
            "place": catalog.place_name(row.place) if row.place else row.unit.name,
        },
        actor=system_actor(),
        at=now,
        due=row.day,
        once=f"{row.pk}:{row.day.isoformat()}",
    )
    return len(told)
