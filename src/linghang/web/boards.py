"""Figures side by side as the cockpit and the indicator pages lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from linghang.foundation.period import Period
from linghang.indicators import catalog, drill
from linghang.indicators.definitions import Indicator
from linghang.indicators.queries import BY_NAMES, NOWHERE, By, Figures, Scope, Value
from linghang.web.changes import Change, change, unit_of_change
from linghang.web.places import query_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One indicator at a glance: its value, two changes, the months before."""

    value: Value
    changes: tuple[Change, ...]
    spark: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table and its change against the year before."""

    value: Value
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table. query: what an address says to open the line's own page; url: where
    its records are listed, of a line without a page of its own."""

    label: str
    code: str
    cells: tuple[Cell, ...]
    query: str
    url: str = ""

    @property
    def is_nowhere(self) -> bool:
        return self.code == NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column that sorts: what it says now and where it leads."""

    title: str
    unit: str
    provisional: bool
    key: str
    sorted_as: str
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A breakdown of several indicators. `by`: 科室, 院区, 医疗组, 月份. whole: the line of all."""

    by: By
    by_name: str
    heads: tuple[Head, ...]
    whole: Row
    rows: tuple[Row, ...]
    has_small: bool


def items() -> list[Indicator]:
    """All indicators in the order of their catalog."""
    return [loaded.item for loaded in catalog.indicators().items.values()]


def tiles(figures: Figures, period: Period, scope: Scope, months: Sequence[Period]) -> list[Tile]:
    """One tile for each indicator."""
    codes = [item.code for item in items()]
    now, year_before, previous = (
        figures.values(codes, one, scope)
        for one in (period, period.year_before(), period.previous())
    )
    return [
        Tile(
            value=value,
            changes=(change(value, last_year, "year_before"), change(value, before, "previous")),
            spark=tuple(one.value for one in figures.trend(value.indicator_code, months, scope)),
        )
        for value, last_year, before in zip(now, year_before, previous, strict=True)
    ]


def table(
    figures: Figures,
    wanted: Sequence[Indicator],
    *,
    period: Period,
    by: By,
    scope: Scope,
    sort: str,
) -> Table:
    """The breakdown with its changes; sorted by `sort` (see Head), 未归属 always last."""
    codes = [item.code for item in wanted]
    before = period.year_before()
    lines = figures.table(codes, before, by, scope)
    earlier = {code: values for _, code, values in lines}
    rows = []
    for label, code, now in figures.table(codes, period, by, scope):
        base = earlier.get(_earlier_code(code, by)) or _nothing(now)
        rows.append(_row(label, code, now, base, by))
    rows = _sorted(rows, sort, codes)
    whole = _row(
        "合计",
        "",
        {one.indicator_code: one for one in figures.values(codes, period, scope)},
        {one.indicator_code: one for one in figures.values(codes, before, scope)},
    )
    return Table(
        by=by,
        by_name=BY_NAMES[by],
        heads=_heads(whole, by, sort),
        whole=whole,
        rows=tuple(rows),
        has_small=any(cell.value.small for row in rows for cell in row.cells),
    )


def _earlier_code(code: str, by: By) -> str:
    """The code under which the year before holds the same line."""
    return Period.parse(code).year_before().code if by == "month" else code


def _nothing(now: dict[str, Value]) -> dict[str, Value]:
    """The line of a unit that had no discharge the year before."""
    return {
        code: replace(value, numerator=None, denominator=None, value=None, small=False)
        for code, value in now.items()
    }


def _row(
    label: str, code: str, now: dict[str, Value], before: dict[str, Value], by: By | None = None
) -> Row:
    first = next(iter(now.values()))
    return Row(
        label=label,
        code=code,
        cells=tuple(Cell(now[one], change(now[one], before[one], "year_before")) for one in now),
        query=query_of(first.period, first.scope),
        url=_records(first, code) if by == "leader" else "",
    )


def _records(first: Value, leader: str) -> str:
    at = drill.of_leader(first.indicator, period=first.period, leader=leader)
    return f"{reverse(at.address, args=at.args)}?{urlencode(at.query)}" if at else ""


def _heads(whole: Row, by: By, sort: str) -> tuple[Head, ...]:
    """The line's name, then value and change of each indicator."""
    heads = [_head(BY_NAMES[by], "", "name", sort)]
    for cell in whole.cells:
        item, mark = cell.value.indicator, cell.value.provisional and by != "month"
        heads.append(_head(item.name, item.unit, item.code, sort, provisional=mark))
        heads.append(_head("同比", unit_of_change(item), f"{item.code}.change", sort))
    return tuple(heads)


def _head(title: str, unit: str, key: str, sort: str, *, provisional: bool = False) -> Head:
    """The first click on figures sorts the largest first."""
    up, down = key, f"-{key}"
    first, second = (up, down) if key == "name" else (down, up)
    return Head(
        title=title,
        unit="" if title.endswith(unit) else unit,
        provisional=provisional,
        key=key,
        sorted_as={up: "ascending", down: "descending"}.get(sort, ""),
        leads_to=second if sort == first else first,
    )


def _sorted(rows: list[Row], sort: str, codes: Sequence[str]) -> list[Row]:
    """Rows in the wanted order, those without a number after the others, 未归属 last."""
    key = sort.removeprefix("-")
    code, _, what = key.partition(".")
    placed = [row for row in rows if not row.is_nowhere]
    if key == "name":
        placed.sort(key=lambda row: row.code, reverse=sort.startswith("-"))
    elif code in codes:
        at = list(codes).index(code)
        numbers = {row.code: _number(row.cells[at], what) for row in placed}
        known = {one: number for one, number in numbers.items() if number is not None}
        counted = [row for row in placed if row.code in known]
        counted.sort(key=lambda row: known[row.code], reverse=sort.startswith("-"))
        placed = counted + [row for row in placed if row.code not in known]
    return placed + [row for row in rows if row.is_nowhere]


def _number(cell: Cell, what: str) -> Decimal | None:
    return cell.change.number if what == "change" else cell.value.value
