"""Duties that this engine knows of: lessons that one owes oneself, and who is behind with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.meetings import trail_actions
from linghang.meetings.lessons import catalog, queries
from linghang.meetings.lessons.rules import Owing, State
from linghang.meetings.models import Lesson
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.models import Person
from linghang.org.rules import Rights

DAYS = "lesson.remind_days"


def near(found: list[Owing], today: date, days: object) -> list[Owing]:
    """Those that are short, and whose last day is at most so many days ahead, or past."""
    return [
        one
        for one in found
        if one.short and isinstance(days, int) and (one.due - today).days <= days
    ]


def lessons_due(rights: Rights, today: date) -> Iterator[Duty]:
    """What one still owes in a post with such a duty, once its last day is near."""
    if not queries.is_post_with_duty(rights.post.code):
        return
    values = parameters.in_force(today)
    people = Person.objects.filter(code=rights.person)
    found = queries.owing(today.year, today, people=people, values=values)
    for one in near(found, today, values.get(DAYS)):
        name = catalog.duties()[one.duty].name
        yield Duty(
            section="owe",
            title=f"{name}还差{one.short}次",
            why="应讲党课",
            subject=(
                trail_actions.LESSON_DUTY,
                trail_actions.lesson_duty_id(one.person, one.duty, today.year),
            ),
            due=one.due,
        )


def speakers_behind(rights: Rights, today: date) -> Iterator[Duty]:
    """For who looks after branches: how many whom they read about have not given what was due."""
    if not policy.may_oversee_meetings(rights) or not Lesson.objects.exists():
        return  # a hospital that keeps no lessons here yet is not behind with all of them
    people = Person.objects.visible_to(rights, today)
    found = queries.owing(today.year, today, people=people)
    late = [one for one in found if one.state(today) is State.MISSING]
    if late:
        yield Duty(
            section="watch",
            title=f"{len({one.person for one in late})}人应讲的党课逾期未讲",
            why="应讲党课",
            subject=(trail_actions.OVERSIGHT, "lessons"),
        )
