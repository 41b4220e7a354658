"""Lessons of a year by who taught them, beside what those owe who hold certain posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import DayOfYear, Value
from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.lessons import catalog as declared
from linghang.meetings.lessons import rules, where
from linghang.meetings.lessons.definitions import LessonDuty
from linghang.meetings.lessons.rules import Held, LessonKind, Owing, Speaker, Taught
from linghang.meetings.models import Lesson, LessonQuerySet, MeetingQuerySet
from linghang.org import posts
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership
from linghang.org.models.people import PersonQuerySet
from linghang.org.posts_held.rules import Basis

SECRETARIES = ("party_secretary", "general_branch_secretary", "branch_secretary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """speakers: who owes first, then by how often. lessons, micro: 专题党课 and 微党课 of the year.

    by_secretaries: lessons given in a post of a Party secretary (书记讲党课 n 次).
    """

    speakers: tuple[Speaker, ...]
    lessons: int
    micro: int
    by_secretaries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A duty in a year, with its parameters in force. span: ends with the last day."""

    duty: LessonDuty
    times: int
    newcomers: int
    span: Period


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
    one = posts.post(post)
    return (not one.is_leader, one.tree is not Tree.PARTY, list(known).index(post))


def of_year(year: int, today: date, *, meetings: MeetingQuerySet, people: PersonQuerySet) -> Year:
    """What was taught in the year, beside what is owed; in a number of queries that stays.

    meetings, people: as far as the post sees them: what was taught elsewhere is not counted, and
    who owes without being read about is left out. Whether they gave it is asked of all meetings.
    """
    rows = Lesson.objects.given(Period.year(year)).filter(form__meeting__in=meetings.order_by())
    taught = [_taught(*row) for row in _of(rows)]
    micro = sum(one.kind is LessonKind.MICRO for one in taught)
    speakers = rules.speakers(taught, owing(year, today, people=people))
    return Year(
        speakers=tuple(sorted(speakers, key=_first_who_owes)),
        lessons=len(taught) - micro,
        micro=micro,
        by_secretaries=rules.by_role(taught, SECRETARIES),
    )


def _first_who_owes(one: Speaker) -> tuple[bool, int, int, int]:
    return not one.owed, -one.short, -one.special, -one.micro


def terms(year: int, today: date, values: Mapping[str, Value] | None = None) -> list[Term]:
    """The duties of the year that ask for something, in file order.

    values: the parameters in force, if they were read already; else one query.
    """
    span = Period.year(year)
    held = parameters.in_force(min(today, span.last_day)) if values is None else values
    return [
        one
        for loaded in declared.duties().items.values()
        if (one := _term(loaded.item, span, held)) is not None
    ]


def _term(duty: LessonDuty, span: Period, values: Mapping[str, Value]) -> Term | None:
    times, newcomers, by = (values.get(one) for one in (duty.times, duty.newcomers, duty.by))
    if not isinstance(times, int) or not times:
        return None
    last = by.of(span.start.year) if isinstance(by, DayOfYear) else span.last_day
    return Term(
        duty=duty,
        times=times,
        newcomers=newcomers if isinstance(newcomers, int) else 0,
        span=Period(span.start, date.fromordinal(last.toordinal() + 1)),
    )


def owing(
    year: int,
    today: date,
    *,
    people: PersonQuerySet | None = None,
    values: Mapping[str, Value] | None = None,
) -> list[Owing]:
    """What these people, else everybody, owe of the year: duty by duty, with what they gave.

    Who holds the post on the last day, or today if that lies ahead, owes. Of a year that is over
    and was kept on paper nothing is owed. In ten queries at most.
    """
    span, asked = Period.year(year), terms(year, today, values)
    if not asked or (span.end <= today and not Lesson.objects.given(span).exists()):
        return []
    held = _held(asked, span, people)
    members = _members(list(held), span)
    owed = [
        (term, person, *found)
        for term in asked
        for person, rows in held.items()
        if (found := _owed(term, rows, members.get(person, ()), today)) is not None
    ]
    taught = _given(list(dict.fromkeys(person for _, person, _, _ in owed)), span)
    return [
        Owing(
            duty=term.duty.code,
            person=person,
            post=post,
            times=times,
            due=term.span.last_day,
            given=rules.given(taught, person=person, where=term.duty.where, year=year),
        )
        for term, person, post, times in owed
    ]


def _held(asked: list[Term], span: Period, people: PersonQuerySet | None) -> dict[str, list[Held]]:
    """Person → the posts that they hold in the year, by rank."""
    wanted = {post for one in asked for post in one.duty.posts}
    rows = (
        Appointment.objects.filter(post__in=wanted, active_from__lt=span.end)
        .reaching(span.start)
        .exclude(basis=Basis.DELEGATED)
    )
    if people is not None:
        rows = rows.filter(person__in=people.order_by())
    columns = ("person__code", "post", "active_from", "active_to")
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for one in map(Held._make, rows.order_by("person__code").values_list(*columns)):
        found[one.person].append(one)
    return {who: sorted(each, key=lambda one: _rank(one.post)) for who, each in found.items()}


def _owed(
    term: Term, held: list[Held], member: Iterable[tuple[date, date | None]], today: date
) -> tuple[str, int] | None:
    """(post, how many) on the day that counts; None where nothing is owed."""
    on = min(today, term.span.last_day)
    rows = [one for one in held if one.post in term.duty.posts]
    begun = rules.since(rows, on)
    belongs = any(since <= on and (until is None or on < until) for since, until in member)
    if begun is None or (term.duty.members_only and not belongs):
        return None
    times = rules.times_owed(term.times, since=begun, span=term.span, newcomers=term.newcomers)
    post = next(one.post for one in rows if one.is_on(on))
    return (post, times) if times else None


def _members(people: list[str], span: Period) -> dict[str, list[tuple[date, date | None]]]:
    """Person → the days on which they belong to the Party here."""
    rows = Membership.objects.reaching(span.start).filter(
        line=Line.PARTY, person__code__in=people, active_from__lt=span.end
    )
    found: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for person, since, until in rows.values_list("person__code", "active_from", "active_to"):
        found[person].append((since, until))
    return found


def _given(people: Collection[str], span: Period) -> list[Taught]:
    """What these people taught in the span, with the places at which it counts."""
    rows = Lesson.objects.given(span).filter(speaker__code__in=people)
    told = _of(rows)
    if not told:
        return []
    found = where.of_all((where.Given(row[0], row[5], row[4], row[6]) for row in told), span)
    return [_taught(*row, places) for row, places in zip(told, found, strict=True)]


def _of(rows: LessonQuerySet) -> list[tuple[str, str, str, str, date, str, str]]:
    columns = ("speaker__code", "post", "kind", "form__kind", "form__meeting__day")
    return list(rows.values_list(*columns, "form__meeting__unit__code", "place"))


def _taught(
    speaker: str,
    post: str,
    kind: str,
    form: str,
    day: date,
    _host: str,
    _told: str,
    places: frozenset[str] = frozenset(),
) -> Taught:
    return Taught(
        speaker, post, LessonKind(kind), is_owed=_is_owed(kind, form), day=day, where=places
    )


def _is_owed(kind: str, form: str) -> bool:
    """Whether a lesson of this kind, at this kind of meeting, meets what is owed."""
    known = catalog.meetings().items.get(form)
    return known is not None and kind in known.item.lessons_owed


def is_post_with_duty(post: str) -> bool:
    """Whether some duty names the post; without a query."""
    return any(post in one.item.posts for one in declared.duties().items.values())


def posts_with_duties() -> Iterator[str]:
    """The posts that some duty names, in file order."""
    yield from dict.fromkeys(
        post for one in declared.duties().items.values() for post in one.item.posts
    )
