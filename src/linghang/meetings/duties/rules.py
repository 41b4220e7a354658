"""Which meetings a body owes, until when, and what is missing before it is too late (§1.3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from linghang.foundation.parameters.kinds import Recurrence
from linghang.foundation.period import Period


class State(StrEnum):
    """open: still time. missing: the period is over. excused: over, with a reason."""

    DONE = "done"
    OPEN = "open"
    MISSING = "missing"
    EXCUSED = "excused"


STATE_NAMES: dict[State, str] = {
    State.DONE: "已开",
    State.OPEN: "待开",
    State.MISSING: "缺",
    State.EXCUSED: "缺，已说明",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who owes: a unit, the kinds of meetings it has, and the days on which it stands.

    until: first day on which it stands no more; None while it does.
    """

    unit: str
    kinds: frozenset[str]
    since: date
    until: date | None = None

    def stands_through(self, period: Period) -> bool:
        """Whether it stands the whole period: one that begins or ends within it owes nothing."""
        return self.since <= period.start and (self.until is None or self.until >= period.end)


class Sitting(NamedTuple):
    """One who sits in a body on the days `[since, until)`; until None: still."""

    person: str
    since: date
    until: date | None


def standing(sittings: Iterable[Sitting], least: int) -> list[tuple[date, date | None]]:
    """The spans `[since, until)` in which at least so many people sat, in the order of days.

    Whoever they were: a change of people from one day to the next does not interrupt it.
    """
    changes: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for one in sittings:
        changes[one.since][one.person] += 1
        if one.until:
            changes[one.until][one.person] -= 1
    seats: Counter[str] = Counter()
    found: list[tuple[date, date | None]] = []
    begun: date | None = None
    for day in sorted(changes):
        seats.update(changes[day])
        enough = sum(held > 0 for held in seats.values()) >= least
        if enough and begun is None:
            begun = day
        elif begun and not enough:
            found.append((begun, day))
            begun = None
    return [*found, (begun, None)] if begun else found


class Frequency(NamedTuple):
    """`at_least` meetings in each period of that length."""

    kind: str
    every: Recurrence
    at_least: int = 1


class Held(NamedTuple):
    """A form as often as it was held: a meeting that holds several forms is held once for each
    (§1.3.9). month: a day of the month in which that was, no later one.
    """

    unit: str
    kind: str
    month: date
    times: int = 1


class Duty(NamedTuple):
    """What a unit owes in one period, and how far it is. due: the last day."""

    unit: str
    kind: str
    period: Period
    owed: int
    held: int
    state: State

    @property
    def due(self) -> date:
        return self.period.last_day

    @property
    def short(self) -> int:
        return max(0, self.owed - self.held)

    def days_left(self, today: date) -> int:
        """Days until the period is over, today not counted; negative when it is."""
        return (self.due - today).days


def periods(span: Period, every: Recurrence) -> tuple[Period, ...]:
    """The calendar months, quarters, half years or years that begin within the span."""
    length = every.months
    starts = [one for one in span.months() if (one.start.month - 1) % length == 0]
    return tuple(Period(one.start, _months_on(one.start, length)) for one in starts)


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


class _Owed(NamedTuple):
    """What every body of the kind owes in one period. number: of the period, see `_number`."""

    frequency: Frequency
    period: Period
    number: int


def duties(
    bodies: Iterable[Body],
    frequencies: Sequence[Frequency],
    held: Iterable[Held],
    *,
    span: Period,
    today: date,
    excused: frozenset[tuple[str, str, date]] = frozenset(),
) -> list[Duty]:
    """What every body owes in the periods that begin within the span, in the order of bodies.

    excused: (unit, kind, first day of the period) with a reason on record. A
    period that lies wholly ahead is not yet owed, and what is held after today doesn't count.
    """
    length = {one.kind: one.every.months for one in frequencies}
    counted: Counter[tuple[str, str, int]] = Counter()
    for unit, kind, month, times in held:
        if kind in length and month <= today:
            counted[unit, kind, _number(month, length[kind])] += times
    owed = [
        _Owed(one, period, _number(period.start, length[one.kind]))
        for one in frequencies
        for period in periods(span, one.every)
        if period.start <= today
    ]
    return [
        _duty(body.unit, one, counted[body.unit, one.frequency.kind, one.number], today, excused)
        for body in bodies
        for one in owed
        if one.frequency.kind in body.kinds and body.stands_through(one.period)
    ]


def period_of(day: date, every: Recurrence) -> Period:
    """The calendar month, quarter, half year or year in which the day lies."""
    start = _start(day, every.months)
    return Period(start, _months_on(start, every.months))


def _number(day: date, months: int) -> int:
    """Which period of so many months it is in which the day lies, counted from the year 0."""
    return (day.year * 12 + day.month - 1) // months


def _start(day: date, months: int) -> date:
    """First day of the period of so many months in which the day lies."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _duty(
    unit: str,
    owed: _Owed,
    held: int,
    today: date,
    excused: frozenset[tuple[str, str, date]],
) -> Duty:
    (kind, _, at_least), period = owed.frequency, owed.period
    if held >= at_least:
        state = State.DONE
    elif today < period.end:
        state = State.OPEN
    elif (unit, kind, period.start) in excused:
        state = State.EXCUSED
    else:
        state = State.MISSING
    return Duty(unit, kind, period, at_least, held, state)
