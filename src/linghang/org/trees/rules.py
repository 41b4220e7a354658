"""Pure rules of dated trees: spans of days, cycles, the structure of a day, where units belong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from linghang.foundation.errors import Refused
from linghang.foundation.period import day_label
from linghang.org.definitions import Kind


class WrongSpan(Refused):
    """The end of a span does not lie after its start."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days `[start, end)`; an end of None is open. Raises WrongSpan when it has no day."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.start >= self.end:
            raise WrongSpan(f"结束日期必须晚于开始日期：{self.start} 起，{self.end} 止。")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def meet(self, other: Span) -> Span | None:
        """The days that both have, or None."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends, default=None)
        return None if end is not None and start >= end else Span(start, end)

    def covers(self, other: Span) -> bool:
        """Whether every day of the other is a day of this one."""
        return self.meet(other) == other

    @property
    def label(self) -> str:
        """2024年1月1日起 / 2024年1月1日至2024年6月30日 (the last day itself is included)."""
        if self.end is None:
            return f"{day_label(self.start)}起"
        return f"{day_label(self.start)}至{day_label(self.end - timedelta(days=1))}"


def reasons_not_to_follow(existing: Iterable[Span], new: Span) -> list[str]:
    """Why a span cannot be added to a history in which each day has at most one.

    What gives way to the new span is no obstacle, see gives_way().
    """
    return [
        f"与已有的记录（{span.label}）日期重叠"
        for span in existing
        if span.meet(new) and not gives_way(span, new)
    ]


def gives_way(span: Span, new: Span) -> bool:
    """Whether an existing span ends when the new one begins: it began earlier, lasts as long.

    A shorter new span would leave days after it to nobody, so it never shortens another.
    """
    return span.start < new.start and span.end == new.end


def overlap(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """Two spans that share a day, or None. The order of the spans does not matter."""
    ordered = sorted(spans, key=lambda span: span.start)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if earlier.meet(later):
            return earlier, later
    return None


def cycle(parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Codes of units that stand above themselves, in order; empty when there are none."""
    harmless: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        code: str | None = start
        while code is not None and code not in harmless:
            if code in path:
                return tuple(path)[list(path).index(code) :]
            path[code] = None
            code = parents.get(code)
        harmless.update(path)
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A unit's place in its tree for a span of days."""

    unit: str
    kind: Kind
    parent: str | None
    campus: str | None
    span: Span


def cycle_over_time(seats: Iterable[Seat]) -> tuple[str, ...]:
    """The first cycle on any day, or empty. Only days on which some seat begins can bring one."""
    seats = list(seats)
    for day in sorted({seat.span.start for seat in seats}):
        found = cycle({seat.unit: seat.parent for seat in seats if day in seat.span})
        if found:
            return found
    return ()


def after_move(seats: Iterable[Seat], new: Seat) -> list[Seat]:
    """The seats as they are once a unit has taken its new one."""
    return [
        replace(seat, span=Span(seat.span.start, new.span.start))
        if seat.unit == new.unit and gives_way(seat.span, new.span)
        else seat
        for seat in seats
    ] + [new]


@dataclass(frozen=True, slots=True)
class Belonging:
    """On these days: the nearest department (itself, if it is one) and the campus."""

    span: Span
    department: str | None
    campus: str | None


def belongings(unit: str, span: Span, seats: Mapping[str, Sequence[Seat]]) -> list[Belonging]:
    """Where a unit belonged, one row per stretch of days without a change, in order.

    seats: every unit's places by unit code. The campus is the unit's own or that of the next unit
    above that has one. Days on which the unit, or one above it, stands nowhere are absent.
    """
    found = sorted(_belongings(unit, span, seats), key=lambda each: each.span.start)
    joined: list[Belonging] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and last.span.end == each.span.start and replace(each, span=last.span) == last:
            joined[-1] = replace(last, span=Span(last.span.start, each.span.end))
        else:
            joined.append(each)
    return joined


def _belongings(
    unit: str, span: Span, seats: Mapping[str, Sequence[Seat]], below: frozenset[str] = frozenset()
) -> list[Belonging]:
    found = []
    for seat in seats.get(unit, ()):
        days = seat.span.meet(span)
        if days is None or unit in below:
            continue
        above = [Belonging(days, None, None)]
        if seat.parent is not None:
            above = _belongings(seat.parent, days, seats, below | {unit})
        own = unit if seat.kind is Kind.DEPARTMENT else None
        found += [
            Belonging(each.span, own or each.department, seat.campus or each.campus)
            for each in above
        ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit as it stood on one day. campus: its own or inherited, None if it has none."""

    code: str
    name: str
    kind: Kind
    parent: str | None = None
    campus: str | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """All trees as they stood on one day. Made by structure_of()."""

    units: Mapping[str, Place]
    _children: Mapping[str | None, tuple[str, ...]] = field(repr=False)

    def __contains__(self, code: object) -> bool:
        return code in self.units

    def __getitem__(self, code: str) -> Place:
        return self.units[code]

    def children(self, code: str | None) -> tuple[str, ...]:
        """Codes directly below, in the order of their codes; of None: the roots."""
        return self._children.get(code, ())

    def subtree(self, code: str) -> frozenset[str]:
        """The unit and everything below it; empty for a unit that did not stand on the day."""
        found: set[str] = set()
        waiting = [code] if code in self.units else []
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self.children(current))
        return frozenset(found)

    def path(self, code: str) -> tuple[Place, ...]:
        """From the root down to the unit; empty for an unknown unit."""
        found: dict[str, Place] = {}
        current = self.units.get(code)
        while current is not None and current.code not in found:
            found[current.code] = current
            current = self.units.get(current.parent) if current.parent else None
        return tuple(reversed(found.values()))

    def path_names(self, code: str) -> tuple[str, ...]:
        """Names from the root down to the unit."""
        return tuple(place.name for place in self.path(code))

    def department(self, code: str) -> str | None:
        """The nearest department at or above the unit."""
        above = (place for place in reversed(self.path(code)) if place.kind is Kind.DEPARTMENT)
        return next((place.code for place in above), None)

    def of_kind(self, kind: Kind | str) -> tuple[Place, ...]:
        """All units of a kind, in the order of their codes."""
        return tuple(place for place in self.units.values() if place.kind == kind)


def structure_of(places: Iterable[Place]) -> Structure:
    """Put places together. A parent that did not stand on the day makes its children roots."""
    given = {place.code: place for place in sorted(places, key=lambda place: place.code)}
    units = {code: _settled(place, given) for code, place in given.items()}
    children: dict[str | None, list[str]] = {}
    for place in units.values():
        children.setdefault(place.parent, []).append(place.code)
    return Structure(units, {code: tuple(below) for code, below in children.items()})


def _settled(place: Place, given: Mapping[str, Place]) -> Place:
    """The place with its inherited campus, and without a parent that is not given."""
    parent = place.parent if place.parent in given else None
    campus = _campus(place, given)
    if (parent, campus) == (place.parent, place.campus):
        return place
    # Not replace(): this runs for every ward and team of every request.
    return Place(code=place.code, name=place.name, kind=place.kind, parent=parent, campus=campus)


def _campus(place: Place, given: Mapping[str, Place]) -> str | None:
    seen: set[str] = set()
    above: Place | None = place
    while above and not above.campus and above.code not in seen:
        seen.add(above.code)
        above = given.get(above.parent) if above.parent else None
    return above.campus if above else None
