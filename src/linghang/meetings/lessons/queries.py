"""Lessons of a year by who taught them, beside what leaders owe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.lessons import rules
from linghang.meetings.lessons.rules import LessonKind, Speaker, Taught
from linghang.meetings.models import Lesson, MeetingQuerySet
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org import posts
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership
from linghang.org.models.people import PersonQuerySet
from linghang.org.posts_held.rules import Basis

SECRETARY, OTHERS = "lesson.secretary_per_year", "lesson.leaders_per_year"
PARTY_SECRETARY = "party_secretary"
SECRETARIES = (PARTY_SECRETARY, "general_branch_secretary", "branch_secretary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """speakers: who owes first, then by how often. lessons, micro: 专题党课 and 微党课 of the year.

    by_secretaries: lessons given in a post of a Party secretary (书记讲党课 n 次).
    """

    speakers: tuple[Speaker, ...]
    lessons: int
    micro: int
    by_secretaries: int


def posts_on(people: Iterable[str], day: date) -> dict[str, str]:
    """Person → the highest post held on the day, nobody's by delegation; Party posts first."""
    rows = (
        Appointment.objects.on(day)
        .filter(person__code__in=list(people))
        .exclude(basis=Basis.DELEGATED)
        .values_list("person__code", "post")
    )
    found: dict[str, str] = {}
    for person, post in sorted(rows, key=lambda row: _rank(row[1])):
        found.setdefault(person, post)
    return found


def _rank(post: str) -> tuple[bool, bool, int]:
    known = posts.catalog().items
    declared = posts.post(post)
    return (not declared.is_leader, declared.tree is not Tree.PARTY, list(known).index(post))


def of_year(year: int, today: date, *, meetings: MeetingQuerySet, people: PersonQuerySet) -> Year:
    """What was taught in the year, in four queries.

    meetings, people: as far as the post sees them: what was taught elsewhere, and leaders of whom
    it reads nothing, are left out.
    """
    span = Period.year(year)
    rows = Lesson.objects.filter(
        form__meeting__in=meetings.order_by(),
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__gte=span.start,
        form__meeting__day__lt=span.end,
    ).values_list("speaker__code", "post", "kind", "form__kind")
    taught = [
        Taught(speaker, post, LessonKind(kind), is_owed=_is_owed(kind, form))
        for speaker, post, kind, form in rows
    ]
    micro = sum(one.kind is LessonKind.MICRO for one in taught)
    speakers = rules.speakers(taught, _owed(min(today, span.last_day), people))
    return Year(
        speakers=tuple(sorted(speakers, key=_first_who_owes)),
        lessons=len(taught) - micro,
        micro=micro,
        by_secretaries=rules.by_role(taught, SECRETARIES),
    )


def _first_who_owes(one: Speaker) -> tuple[bool, int, int, int]:
    return not one.owed, -one.short, -one.special, -one.micro


def _is_owed(kind: str, form: str) -> bool:
    """Whether a lesson of this kind, at this kind of meeting, meets what leaders owe."""
    declared = catalog.meetings().items.get(form)
    return declared is not None and kind in declared.item.lessons_owed


def _owed(day: date, people: PersonQuerySet) -> dict[tuple[str, str], int]:
    """(person, post) → lessons owed: the Party secretary, and leaders who are Party members; of
    these people."""
    values = parameters.in_force(day)
    leaders = [code for code, one in posts.catalog().items.items() if one.item.is_leader]
    rows = (
        Appointment.objects.on(day)
        .filter(post__in=leaders, person__in=people.order_by())
        .exclude(basis=Basis.DELEGATED)
        .values_list("person__code", "post")
    )
    held = sorted(rows, key=lambda row: _rank(row[1]))
    members = set(
        Membership.objects.on(day)
        .filter(line=Line.PARTY, person__code__in=[person for person, _ in held])
        .values_list("person__code", flat=True)
    )
    found: dict[tuple[str, str], int] = {}
    seen: set[str] = set()
    for person, post in held:
        is_first = post == PARTY_SECRETARY
        owed = values.get(SECRETARY if is_first else OTHERS)
        if person not in seen and (is_first or person in members) and isinstance(owed, int):
            found[person, post] = owed
            seen.add(person)
    return found
