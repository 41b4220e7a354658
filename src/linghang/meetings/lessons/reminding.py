"""Reminds those who owe a lesson of it when its last day is near."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.meetings import trail_actions
from linghang.meetings.lessons import catalog, providers, queries
from linghang.meetings.lessons.rules import Owing
from linghang.meetings.models import Lesson
from linghang.notices import services as notices
from linghang.org import posts

NOTICE = "lesson_due"


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell each once of every duty that is due within DAYS, or was; returns how many.

    Nobody while the hospital keeps no lessons here. The notice rests when enough was given.
    """
    if not Lesson.objects.exists():
        return 0
    values = parameters.in_force(today)
    found = queries.owing(today.year, today, values=values)
    due = providers.near(found, today, values.get(providers.DAYS))
    return sum(_told(one, today.year, now) for one in due)


def _told(one: Owing, year: int, now: datetime) -> int:
    name = trail_actions.lesson_duty_id(one.person, one.duty, year)
    told = notices.notify(
        kind=NOTICE,
        to=[one.person],
        subject=(trail_actions.LESSON_DUTY, name),
        facts={
            "duty": catalog.duties()[one.duty].name,
            "post": posts.post(one.post).name,
            "year": year,
            "times": one.times,
            "short": one.short,
            "due": day_label(one.due),
        },
        actor=system_actor(),
        at=now,
        due=one.due,
        once=name,
    )
    return len(told)
