"""Addresses of cells, which bindings can stand together, and what changed since. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from linghang.foundation.sheets.definitions import cell_name, column_number
from linghang.reports.forms.definitions import Binding, Kind

ADDRESS = re.compile(r"^(?P<sheet>[^!]+)!(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,5})$")
# What forms put where a number belongs: it may be written over without asking.
PLACEHOLDER = re.compile(r"[\s\d.,，/／\\_＿—–\-*×xX…]*")
GAP = re.compile(r"[ \t\u3000]*[_＿]+|[ \t\u3000]*")
LEAST_GAP = 2  # blanks that stay between a value and the words after it
Value = Decimal | date | str
Block = tuple[int, int, int, int]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table of a form as it came.

    rows: texts, None where the table has no cell. locked: cells that hold a formula. blocks: each
    cell of a merged range → first row, first column, last row, last column of the range.
    is_fixed: there are no other cells than these.
    """

    name: str
    rows: Sequence[Sequence[str | None]]
    locked: frozenset[tuple[int, int]] = frozenset()
    blocks: Mapping[tuple[int, int], Block] = field(default_factory=dict)
    is_fixed: bool = False

    @property
    def width(self) -> int:
        """Cells of the widest row."""
        return max(map(len, self.rows), default=0)

    def block(self, row: int, column: int) -> Block:
        """The merged range of a cell; the cell alone where nothing is merged."""
        return self.blocks.get((row, column), (row, column, row, column))

    def corner(self, row: int, column: int) -> Place:
        """The cell that shows what stands in this one."""
        top, left, _, _ = self.block(row, column)
        return Place(self.name, top, left)

    def text(self, where: Place) -> str:
        """What stands in a cell; "" beyond the rows that are known."""
        return self._at(where) or ""

    def has(self, where: Place) -> bool:
        """Whether there is, or can be, such a cell."""
        return not self.is_fixed or self._at(where) is not None

    def _at(self, where: Place) -> str | None:
        if where.row < len(self.rows) and where.column < len(self.rows[where.row]):
            return self.rows[where.row][where.column]
        return None


def place(cell: str) -> Place:
    """The address of 汇总!B5. Raises ValueError."""
    found = ADDRESS.match(cell)
    if found is None:
        raise ValueError(cell)
    return Place(found["sheet"], int(found["row"]) - 1, column_number(found["column"]))


def grid_of(binding: Binding, grids: Iterable[Grid]) -> Grid | None:
    """The table of the form in which the binding's cell lies."""
    name = place(binding.cell).sheet
    return next((one for one in grids if one.name == name), None)


def covered(binding: Binding, grid: Grid) -> Iterator[Place]:
    """Every cell that the binding fills: a list goes down from one merged range to the next."""
    first = place(binding.cell)
    row = first.row
    for _ in range(binding.rows if binding.kind is Kind.ROWS else 1):
        yield grid.corner(row, first.column)
        row = grid.block(row, first.column)[2] + 1


def reasons_against(
    binding: Binding, others: Iterable[Binding], grids: Sequence[Grid]
) -> list[str]:
    """Why a cell can't be bound so: it is not there, holds a formula or words that would be lost,
    or is bound already."""
    grid = grid_of(binding, grids)
    if grid is None:
        return [f"表里没有“{place(binding.cell).sheet}”"]
    mine = set(covered(binding, grid))
    if outside := sorted(one.cell for one in mine if not grid.has(one)):
        return [f"表里没有 {outside[0]} 这一格"]
    found = []
    if locked := sorted(one.cell for one in mine if (one.row, one.column) in grid.locked):
        found.append(f"{locked[0]} 是公式，由表格自己计算")
    found += _reasons_of_words(binding, grid, mine)
    for other in others:
        theirs = grid_of(other, grids)
        if other.key == binding.key or (binding.after and other.after) or theirs is None:
            continue
        if both := mine & set(covered(other, theirs)):
            cell = min(one.cell for one in both)
            what = "起的明细" if other.kind is Kind.ROWS else "的绑定"
            found.append(f"{cell} 已由 {other.cell} {what}填写")
    return found


def _reasons_of_words(binding: Binding, grid: Grid, mine: Iterable[Place]) -> Iterator[str]:
    if binding.after:
        if binding.after not in grid.text(next(iter(mine))):
            yield f"{binding.cell} 里没有“{binding.after}”这几个字"
        return
    if binding.over:
        return
    for one in sorted(mine, key=lambda each: (each.row, each.column)):
        text = grid.text(one)
        if PLACEHOLDER.fullmatch(text):
            continue
        lost = f"{one.cell} 写着“{' '.join(text.split())}”，绑定以后会被盖掉"
        if binding.kind is Kind.ROWS:
            yield f"{lost}，请减少明细的行数，或者勾选“可以盖掉”"
        else:
            yield f"{lost}，请写明接在哪几个字后面，或者勾选“可以盖掉”"
        return


def inserted(text: str, after: str, value: str) -> str:
    """The text with the value after some of its words, in place of the blanks to fill in.

    Words that follow blanks keep a gap before them: 填报单位：甲医院  填报日期：. Raises ValueError
    where the words are not in the text.
    """
    head = text.index(after) + len(after)
    rest = text[head:]
    gap = GAP.match(rest)
    blanks = gap.group() if gap else ""
    tail = rest[len(blanks) :]
    kept = ""
    if tail and blanks and not any(one in blanks for one in "_＿"):
        kept = blanks[: max(LEAST_GAP, len(blanks) - 2 * len(value))]
    return f"{text[:head]}{value}{kept}{tail}"


def told(value: Value) -> str:
    """A value as text: 1200.5, 2025-03-05."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def replaced(bindings: Iterable[Binding], binding: Binding) -> tuple[Binding, ...]:
    """The bindings with this one in place of what its cell was bound to before."""
    kept = [one for one in bindings if one.key != binding.key]
    return tuple(sorted([*kept, binding], key=_order))


def without(bindings: Iterable[Binding], key: str) -> tuple[Binding, ...]:
    """The bindings without one of them."""
    return tuple(one for one in bindings if one.key != key)


def _order(one: Binding) -> tuple[str, int, int, str]:
    where = place(one.cell)
    return where.sheet, where.row, where.column, one.after


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
