"""Hours of training: who took part, how many hours that makes, who is short, how many of a group
were reached (§1.9.2)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

NOTHING = Decimal(0)


class Result(StrEnum):
    """How somebody ended a course. Who did not finish it has no hours of it."""

    FINISHED = "finished"
    EXCELLENT = "excellent"
    UNFINISHED = "unfinished"


RESULT_NAMES: dict[Result, str] = {
    Result.FINISHED: "结业",
    Result.EXCELLENT: "优秀学员",
    Result.UNFINISHED: "未结业",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One training. named: who came; with `everybody` those named stayed away instead."""

    day: date
    hours: Decimal
    everybody: bool
    named: frozenset[str]

    def had(self, person: str, since: date) -> bool:
        """Whether somebody who belongs since that day took part."""
        named = person in self.named
        return since <= self.day and not named if self.everybody else named


class Trained(NamedTuple):
    """A member's year. owed: hours. is_late: a new secretary without training in time.

    until: by when a new secretary has to be trained; None for everybody else.
    """

    person: str
    hours: Decimal
    owed: int
    until: date | None = None
    is_late: bool = False

    @property
    def short(self) -> Decimal:
        return max(NOTHING, self.owed - self.hours)


def hours(events: Iterable[Event], people: Mapping[str, date]) -> dict[str, Decimal]:
    """Person → hours of the events. people: code → since when they belong.

    Who came later was not expected at an event for everybody. Who has none is absent.
    """
    known = list(events)
    open_ = sorted((one for one in known if one.everybody), key=attrgetter("day"))
    days = [one.day for one in open_]
    until_then = [NOTHING, *accumulate(one.hours for one in open_)]
    had = {
        person: until_then[-1] - until_then[bisect_left(days, since)]
        for person, since in people.items()
    }
    for event in known:
        for person in event.named.intersection(people):
            if not event.everybody:
                had[person] += event.hours
            elif people[person] <= event.day:
                had[person] -= event.hours
    return {person: number for person, number in had.items() if number}


def trained(
    person: str,
    had: Decimal,
    *,
    owed: int,
    new_until: date | None = None,
    first: date | None = None,
    today: date,
) -> Trained:
    """How a member stands. new_until: last day for a new secretary; first: of their trainings."""
    late = new_until is not None and (first or today) > new_until
    return Trained(person, had, owed, new_until, late)


class Coverage(NamedTuple):
    """Of a group: how many there are, took part in anything, have the hours that they owe."""

    people: int
    reached: int
    met: int

    @property
    def share(self) -> float | None:
        """Of those who took part; None where there is nobody."""
        return self.reached / self.people if self.people else None

    @property
    def met_share(self) -> float | None:
        return self.met / self.people if self.people else None


def coverage(group: Iterable[Trained]) -> Coverage:
    """How far training has reached a group (覆盖率, 达标率)."""
    known = list(group)
    return Coverage(
        people=len(known),
        reached=sum(one.hours > NOTHING for one in known),
        met=sum(one.short == NOTHING for one in known),
    )
