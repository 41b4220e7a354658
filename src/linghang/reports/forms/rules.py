"""Addresses of cells, which bindings can stand together, and what changed since. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linghang.foundation.sheets.definitions import cell_name, column_number
from linghang.reports.forms.definitions import Binding, Kind

ADDRESS = re.compile(r"^(?P<sheet>[^!]+)!(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,5})$")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a form. row, column: from 0."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """汇总!B5."""
        return f"{self.sheet}!{cell_name(self.row, self.column)}"

    def below(self, rows: int) -> Place:
        """The cell so many rows further down."""
        return Place(self.sheet, self.row + rows, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table of a form as it came. rows: texts; locked: cells that hold a formula."""

    name: str
    rows: Sequence[Sequence[str]]
    locked: frozenset[tuple[int, int]] = frozenset()

    @property
    def width(self) -> int:
        """Cells of the widest row."""
        return max(map(len, self.rows), default=0)


def place(cell: str) -> Place:
    """The address of 汇总!B5. Raises ValueError."""
    found = ADDRESS.match(cell)
    if found is None:
        raise ValueError(cell)
    return Place(found["sheet"], int(found["row"]) - 1, column_number(found["column"]))


def covered(binding: Binding) -> Iterator[Place]:
    """Every cell that the binding fills."""
    first = place(binding.cell)
    for step in range(binding.rows if binding.kind is Kind.ROWS else 1):
        yield first.below(step)


def reasons_against(
    binding: Binding, others: Iterable[Binding], grids: Sequence[Grid]
) -> list[str]:
    """Why a cell can't be bound so: it is not there, holds a formula, or is bound already."""
    grid = next((one for one in grids if one.name == place(binding.cell).sheet), None)
    if grid is None:
        return [f"表里没有“{place(binding.cell).sheet}”"]
    mine = set(covered(binding))
    found = []
    if locked := sorted(one.cell for one in mine if (one.row, one.column) in grid.locked):
        found.append(f"{locked[0]} 是公式，由表格自己计算")
    for other in others:
        if other.cell != binding.cell and (both := mine & set(covered(other))):
            cell = min(one.cell for one in both)
            found.append(f"{cell} 已由 {other.cell} 起的明细填写")
    return found


def replaced(bindings: Iterable[Binding], binding: Binding) -> tuple[Binding, ...]:
    """The bindings with this one in place of what its cell was bound to before."""
    kept = [one for one in bindings if one.cell != binding.cell]
    return tuple(sorted([*kept, binding], key=_order))


def without(bindings: Iterable[Binding], cell: str) -> tuple[Binding, ...]:
    """The bindings without the one of a cell."""
    return tuple(one for one in bindings if one.cell != cell)


def _order(one: Binding) -> tuple[str, int, int]:
    where = place(one.cell)
    return where.sheet, where.row, where.column


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that would be filled otherwise today."""

    cell: str
    sent: str
    now: str


def differences(sent: Mapping[str, str], now: Mapping[str, str]) -> list[Difference]:
    """What changed since a form was sent, cell by cell."""
    cells = sorted({*sent, *now}, key=lambda cell: _key(place(cell)))
    return [
        Difference(cell, sent.get(cell, ""), now.get(cell, ""))
        for cell in cells
        if sent.get(cell, "") != now.get(cell, "")
    ]


def _key(where: Place) -> tuple[str, int, int]:
    return where.sheet, where.row, where.column
