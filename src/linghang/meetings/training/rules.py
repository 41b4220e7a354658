"""Hours of training: who took part, how many hours that makes, who is short (§1.9.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One training. came: who is named; with `everybody` those named stayed away instead."""

    day: date
    hours: Decimal
    everybody: bool
    named: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
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

    Who came later was not expected at an event for everybody.
    """
    found: defaultdict[str, Decimal] = defaultdict(lambda: NOTHING)
    for event in events:
        if event.everybody:
            came = [one for one, since in people.items() if since <= event.day]
            came = [one for one in came if one not in event.named]
        else:
            came = [one for one in event.named if one in people]
        for one in came:
            found[one] += event.hours
    return dict(found)


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
    return Trained(person=person, hours=had, owed=owed, until=new_until, is_late=late)
