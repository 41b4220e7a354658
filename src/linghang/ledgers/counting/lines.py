"""Under which unit an entry is counted: its own, the department of its day, or today's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable

from linghang.foundation.period import Period
from linghang.org import queries as org
from linghang.org.models import Placement


class Level(StrEnum):
    """How far units are added together."""

    UNIT = "unit"
    DEPARTMENT = "department"


LEVEL_NAMES: dict[Level, str] = {Level.UNIT: "登记单位", Level.DEPARTMENT: "科室、支部以上单位"}


class Basis(StrEnum):
    """By which organisation: as it stood on each entry's day, or as it stands now."""

    THEN = "then"
    NOW = "now"


BASIS_NAMES: dict[Basis, str] = {Basis.THEN: "当时口径", Basis.NOW: "现行口径"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A unit under its parent on the days [start, end)."""

    unit: str
    parent: str | None
    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From a day on until before another, the unit's entries are counted under `line`."""

    unit: str
    start: date | None
    end: date | None
    line: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Unit and day → line. Units that are absent stand for themselves."""

    stretches: tuple[Stretch, ...] = ()
    by_unit: dict[str, list[Stretch]] = field(default_factory=dict)

    def of(self, unit: str, day: date) -> str:
        """Under which unit an entry of the day is counted."""
        for one in self.by_unit.get(unit, ()):
            if (one.start is None or one.start <= day) and (one.end is None or day < one.end):
                return one.line
        return unit

    def turns_within(self, period: Period) -> bool:
        """Whether a unit changes its line in the middle of the period."""
        days = (day for one in self.stretches for day in (one.start, one.end))
        return any(day is not None and period.start < day < period.end for day in days)

    def units(self, line: str) -> set[str]:
        """The units that are counted under a line at some time; itself among them."""
        return {line} | {one.unit for one in self.stretches if one.line == line}

    def only(self, line: str) -> Q:
        """Entries that are counted under one line."""
        asked = Q(unit_id=line) if line not in self.by_unit else Q(pk__in=[])
        for one in self.stretches:
            if one.line == line:
                within = Q(unit_id=one.unit)
                within &= Q(day__gte=one.start) if one.start else Q()
                asked |= within & (Q(day__lt=one.end) if one.end else Q())
        return asked

    def expression(self, of: str = "") -> Combinable:
        """The same, in SQL, over entries; of: how a row leads to its entry (`entry__`)."""
        whole: defaultdict[str, list[str]] = defaultdict(list)
        whens = []
        for one in self.stretches:
            if one.start is None and one.end is None:
                whole[one.line].append(one.unit)
                continue
            asked = Q(**{f"{of}unit_id": one.unit})
            if one.start is not None:
                asked &= Q(**{f"{of}day__gte": one.start})
            if one.end is not None:
                asked &= Q(**{f"{of}day__lt": one.end})
            whens.append(When(asked, then=Value(one.line)))
        for line, units in whole.items():
            whens.append(When(Q(**{f"{of}unit_id__in": units}), then=Value(line)))
        own = F(f"{of}unit_id")
        return Case(*whens, default=own, output_field=CharField()) if whens else own


def lines(stretches: Iterable[Stretch]) -> Lines:
    """Put stretches together."""
    found = tuple(stretches)
    by_unit: defaultdict[str, list[Stretch]] = defaultdict(list)
    for one in found:
        by_unit[one.unit].append(one)
    return Lines(found, dict(by_unit))


def below_top(path: Sequence[str]) -> str:
    """The unit below the top of a path from a unit upwards; itself where it stood nowhere."""
    return path[-2] if len(path) > 1 else path[0]


def _path(unit: str, day: date, seats: dict[str, list[Seat]]) -> list[str]:
    """The unit and all above it on the day."""
    path, current = [unit], unit
    while (above := _parent(current, day, seats)) and above not in path:
        path.append(above)
        current = above
    return path


def _parent(unit: str, day: date, seats: dict[str, list[Seat]]) -> str | None:
    for seat in seats.get(unit, ()):
        if seat.start <= day and (seat.end is None or day < seat.end):
            return seat.parent
    return None


def stretches(
    units: Iterable[str],
    seats: dict[str, list[Seat]],
    period: Period,
    line: Callable[[Sequence[str]], str] = below_top,
) -> list[Stretch]:
    """Each unit's lines over the days of the period, one stretch where nothing changed.

    line: of a path from a unit upwards.
    """
    days = {seat.start for some in seats.values() for seat in some}
    days |= {seat.end for some in seats.values() for seat in some if seat.end}
    turns = [period.start, *sorted(day for day in days if period.start < day < period.end)]
    return [one for unit in units for one in _stretches(unit, seats, turns, line)]


def _stretches(
    unit: str,
    seats: dict[str, list[Seat]],
    turns: Sequence[date],
    line_of: Callable[[Sequence[str]], str],
) -> list[Stretch]:
    told: list[tuple[date, str]] = []
    for day in turns:
        line = line_of(_path(unit, day, seats))
        if not told or told[-1][1] != line:
            told.append((day, line))
    if len(told) == 1:
        line = told[0][1]
        return [] if line == unit else [Stretch(unit=unit, start=None, end=None, line=line)]
    ends = [*(day for day, _ in told[1:]), None]
    starts = [None, *(day for day, _ in told[1:])]
    return [
        Stretch(unit=unit, start=start, end=end, line=line)
        for (_, line), start, end in zip(told, starts, ends, strict=True)
    ]


def read(units: Iterable[str], *, level: Level, basis: Basis, period: Period, today: date) -> Lines:
    """Where entries of these units are counted; no query for Level.UNIT as they stood."""
    named = sorted(set(units))
    if basis is Basis.NOW:
        now = org.current_code_map(today)
        stands = org.structure(today) if level is Level.DEPARTMENT else None
        made = []
        for unit in named:
            line = now.get(unit, unit)
            if stands is not None:
                path = stands.path(line)
                line = path[min(1, len(path) - 1)].code if path else line
            if line != unit:
                made.append(Stretch(unit=unit, start=None, end=None, line=line))
        return lines(made)
    return lines(stretches(named, _seats(period), period) if level is Level.DEPARTMENT else ())


def below(top: str, period: Period) -> Lines:
    """A unit with all that stood below it on each day, as one line; the others stand for
    themselves."""
    seats = _seats(period)

    def line(path: Sequence[str]) -> str:
        return top if top in path else path[0]

    return lines(stretches(sorted(seats), seats, period, line))


def _seats(period: Period) -> dict[str, list[Seat]]:
    found: defaultdict[str, list[Seat]] = defaultdict(list)
    rows = Placement.objects.filter(
        Q(active_to=None) | Q(active_to__gt=period.start), active_from__lt=period.end
    )
    columns = ("unit__code", "parent__code", "active_from", "active_to")
    for unit, parent, start, end in rows.order_by().values_list(*columns):
        found[unit].append(Seat(unit=unit, parent=parent, start=start, end=end))
    return found
