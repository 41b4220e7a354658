"""How a month's figures are written down, read again and added: exact, people as themselves."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from linghang.foundation.period import Period
from linghang.ledgers.counting.definitions import Figure, Of, Span

WHOLE = ""


@dataclass(slots=True)
class Part:
    """What some entries come to in one figure; keys: who or what is counted once, else None."""

    number: Decimal = Decimal(0)
    estimated: Decimal = Decimal(0)
    entries: int = 0
    keys: set[str] | None = None

    def add(self, other: Part) -> None:
        """The same of more entries."""
        self.number += other.number
        self.estimated += other.estimated
        self.entries += other.entries
        if other.keys is not None:
            self.keys = other.keys | self.keys if self.keys else set(other.keys)


Parts = dict[str, Part]  # figure → part


def is_kept(figure: Figure) -> bool:
    """Whether months of the figure can be added: not what is in force, nor estimates of people."""
    once = figure.of is Of.DISTINCT and bool(figure.estimated)
    return figure.span is Span.HAPPENED and not once


def dumped(parts: Mapping[str, Part] | Mapping[str, Parts]) -> str:
    """As text; one figure is [number, estimated, entries] and, where counted once, its keys."""
    return json.dumps(parts, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(part: Part) -> list[object]:
    told: list[object] = [str(part.number), str(part.estimated), part.entries]
    return told if part.keys is None else [*told, sorted(part.keys)]


def of_whole(text: str, figures: Collection[str]) -> Parts:
    """Figure → part, of those that are asked for."""
    told = json.loads(text)
    return {code: _part(told[code]) for code in figures if code in told}


def of_units(
    text: str, figures: Collection[str], units: Collection[str] | None
) -> Iterator[tuple[str, Parts]]:
    """(unit, its parts), of the units that are asked for; None: of all."""
    for unit, told in json.loads(text).items():
        if units is None or unit in units:
            yield unit, {code: _part(told[code]) for code in figures if code in told}


def _part(told: list[object]) -> Part:
    number, estimated, entries, *keys = told
    return Part(
        Decimal(str(number)),
        Decimal(str(estimated)),
        int(str(entries)),
        set(keys[0]) if keys else None,  # type: ignore[call-overload]
    )


@dataclass
class Sums:
    """Parts by line, added one after the other."""

    lines: dict[str, Parts] = field(default_factory=dict)

    def add(self, line: str, parts: Mapping[str, Part]) -> None:
        """Put more under a line."""
        mine = self.lines.setdefault(line, {})
        for code, part in parts.items():
            mine.setdefault(code, Part()).add(part)


def months(period: Period) -> list[date]:
    """The first days of the months that lie wholly within the period."""
    return [
        month.start
        for month in period.months()
        if period.start <= month.start and month.end <= period.end
    ]


def rest(period: Period, kept: Iterable[date], most: int = 2) -> list[Period]:
    """What remains of the period without the months that are kept: `most` stretches, or one over
    all that remains, which then holds kept months, too.
    """
    found: list[Period] = []
    start = period.start
    for month in sorted(kept):
        if start < month:
            found.append(Period(start, month))
        start = next(Period.month(month.year, month.month).months()).end
    if start < period.end:
        found.append(Period(start, period.end))
    return found if len(found) <= most else [Period(found[0].start, found[-1].end)]
