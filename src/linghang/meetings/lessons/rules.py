"""党课: kinds of lessons, who owes how many in a year, and what was given (§1.3.2, §1.11.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from linghang.foundation.period import Period


class LessonKind(StrEnum):
    """专题党课, 微党课."""

    SPECIAL = "special"
    MICRO = "micro"


LESSON_NAMES: dict[LessonKind, str] = {
    LessonKind.SPECIAL: "专题党课",
    LessonKind.MICRO: "微党课",
}


class State(StrEnum):
    """late: given, though after the last day. open: still time. missing: the day is over."""

    DONE = "done"
    LATE = "late"
    OPEN = "open"
    MISSING = "missing"


STATE_NAMES: dict[State, str] = {
    State.MISSING: "逾期未讲",
    State.OPEN: "待讲",
    State.LATE: "逾期补讲",
    State.DONE: "已讲",
}


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson by one speaker, in the post of that day; "" for a plain member.

    is_owed: of a kind that meets what is owed. day: on which it was given. where: the places
    (codes) at which it counts.
    """

    speaker: str
    post: str
    kind: LessonKind
    is_owed: bool
    day: date
    where: frozenset[str] = frozenset()


class Held(NamedTuple):
    """Somebody holds a post on the days `[since, until)`; until None: still."""

    person: str
    post: str
    since: date
    until: date | None

    def is_on(self, day: date) -> bool:
        """Whether they hold it on the day."""
        return self.since <= day and (self.until is None or day < self.until)


def since(held: Iterable[Held], day: date) -> date | None:
    """Since when one person holds any of these posts without a break; None on a day without.

    A new appointment on the day on which the former ends is no break: who is elected anew has not
    come anew.
    """
    begun: date | None = None
    for one in sorted(held, key=lambda one: one.since, reverse=True):
        if one.is_on(day if begun is None else begun - timedelta(days=1)):
            begun = one.since
    return begun


def times_owed(times: int, *, since: date, span: Period, newcomers: int) -> int:
    """How many of the lessons of the span somebody owes who holds the post since that day.

    All, if they held it when the span began. Else as many as their whole months left in it are of
    its own, but one at the least; none with fewer months than `newcomers`.
    """
    if since <= span.start or not times:
        return times
    left = _months(since, span.end)
    if left < newcomers:
        return 0
    return max(1, times * left // max(1, _months(span.start, span.end)))


def _months(start: date, end: date) -> int:
    """Whole months from the one day to the other, 0 for less than one or none."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return max(0, whole - (end.day < start.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What somebody owes of one duty in a year, and what they gave. due: the last day.

    given: those lessons of the year that count for it, whenever they were given, by day.
    """

    duty: str
    person: str
    post: str
    times: int
    due: date
    given: tuple[Taught, ...]

    @property
    def short(self) -> int:
        return max(0, self.times - len(self.given))

    def state(self, today: date) -> State:
        """Due today is not missing; what was given after the last day was late."""
        if not self.short:
            in_time = sum(one.day <= self.due for one in self.given)
            return State.DONE if in_time >= self.times else State.LATE
        return State.MISSING if self.due < today else State.OPEN


def given(
    taught: Iterable[Taught], *, person: str, where: Collection[str], year: int
) -> tuple[Taught, ...]:
    """The lessons of the person that count for a duty, in whatever post, by day."""
    found = (
        one
        for one in taught
        if one.speaker == person
        and one.is_owed
        and one.day.year == year
        and (not where or not one.where.isdisjoint(where))
    )
    return tuple(sorted(found, key=lambda one: one.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """What a speaker gave in the year, and of how many duties they met how many."""

    person: str
    post: str
    owed: int
    met: int
    special: int
    micro: int

    @property
    def short(self) -> int:
        return self.owed - self.met


def speakers(taught: Iterable[Taught], owing: Sequence[Owing]) -> list[Speaker]:
    """(person, post) with what they gave; first who owes, in the order given.

    A lesson counts for the post in which it was given; of who owes, for the post in which they
    owe.
    """
    by_person: dict[str, tuple[str, str]] = {}
    duties: dict[str, list[Owing]] = {}
    for each in owing:
        by_person.setdefault(each.person, (each.person, each.post))
        duties.setdefault(each.person, []).append(each)
    found: dict[tuple[str, str], list[Taught]] = {key: [] for key in by_person.values()}
    for one in taught:
        key = by_person.get(one.speaker, (one.speaker, one.post))
        found.setdefault(key, []).append(one)
    return [
        Speaker(
            person=person,
            post=post,
            owed=len(duties.get(person, ())),
            met=sum(not each.short for each in duties.get(person, ())),
            special=sum(one.kind is LessonKind.SPECIAL for one in lessons),
            micro=sum(one.kind is LessonKind.MICRO for one in lessons),
        )
        for (person, post), lessons in found.items()
    ]


def by_role(taught: Iterable[Taught], posts: Iterable[str]) -> int:
    """How many lessons were given in one of these posts (书记讲党课 n 次)."""
    wanted = set(posts)
    return sum(one.post in wanted for one in taught)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What tells where lessons were given; all by day, as (unit or person, …, since, until).

    belongs: person → (unit, since, until) of the Party. in_charge: person → (unit, since, until).
    covers: branch → (unit, since, until). above: unit → what it stands under.
    """

    belongs: Mapping[str, Sequence[tuple[str, date, date | None]]]
    in_charge: Mapping[str, Sequence[tuple[str, date, date | None]]]
    covers: Mapping[str, Sequence[tuple[str, date, date | None]]]
    above: Mapping[str, str | None]

    def is_own_branch(self, person: str, host: str, day: date) -> bool:
        """Whether the speaker belongs to the branch, or to one of its groups."""
        return any(
            host in (unit, self.above.get(unit)) for unit in _on(self.belongs.get(person, ()), day)
        )

    def is_in_charge(self, person: str, host: str, day: date) -> bool:
        """Whether the branch covers something that the speaker is in charge of, or that lies
        below it."""
        charges = set(_on(self.in_charge.get(person, ()), day))
        covered = _on(self.covers.get(host, ()), day) if charges else ()
        return any(not charges.isdisjoint(self._path(unit)) for unit in covered)

    def _path(self, unit: str) -> list[str]:
        found: list[str] = []
        here: str | None = unit
        while here and here not in found:
            found.append(here)
            here = self.above.get(here)
        return found


def _on(rows: Sequence[tuple[str, date, date | None]], day: date) -> list[str]:
    return [unit for unit, since, until in rows if since <= day and (until is None or day < until)]
