"""From cells to typed rows: each bad cell gets its reason, blank and repeated rows are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.fields.rules import Parsed
from linghang.foundation.intake.definitions import Complaint, Severity, masked
from linghang.foundation.sheets.columns import Matched
from linghang.foundation.sheets.definitions import Column, Value, cell_name, letter

SHOWN = 60
REMEMBERED = 50_000  # cells
ROUNDED = "是数字格式，超过15位的数字末几位已被表格软件改成0；请把这一列设为文本格式后重新填写"
UNSAVED = "是公式，文件里没有保存计算结果；请用 Excel 或 WPS 打开并保存一次，或改填数值"
# Beyond this a spreadsheet has rounded the number: digits of an identity card are gone.
EXACT = 10**15
TEXTUAL = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE, Kind.ID_CARD, Kind.LICENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of data. number: as the spreadsheet counts. values: by column code, None if blank.

    complaints: what is wrong with its cells; a column that was complained of has no value.
    """

    number: int
    values: dict[str, Any]
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether a complaint keeps the row out."""
        return any(one.severity == "error" for one in self.complaints)


def typed(matched: Matched) -> Iterator[Row]:
    """The rows below the header, in order.

    Blank rows are left out, and rows that repeat the header, as sheets made for printing do.
    A column that the sheet lacks has no key in `values`.
    """
    return _Reader(matched, fields.parse).rows()


def written(matched: Matched) -> Iterator[Row]:
    """The same rows with the cells as they stand, for whoever reads them by rules of its own.

    Cells that hold a fault of the spreadsheet are complained of and have no value.
    """
    return _Reader(matched, _as_it_stands).rows()


def _as_it_stands(field: Field, raw: object) -> Parsed:
    return Parsed(None if raw == "" else raw)


def complaint(
    matched: Matched,
    number: int,
    code: str,
    value: object,
    says: str,
    *,
    rule: str,
    severity: Severity = "error",
) -> Complaint:
    """A complaint about the column `code` in the row `number` (as the spreadsheet counts)."""
    column = matched.layout.column(code)
    place = next((at for at, each in matched.columns.items() if each.code == code), None)
    return Complaint(
        file=matched.sheet.name,
        row=number,
        column=label(column, place),
        value=shown(column, value),
        says=says,
        severity=severity,
        rule=rule,
    )


def label(column: Column, place: int | None) -> str:
    """C列 姓名; a column that the sheet lacks is named alone."""
    return column.name if place is None else f"{letter(place)}列 {column.name}"


def shown(column: Column, value: object) -> str:
    """The value as complaints tell it: a personal one only so far that it can be found again."""
    text = "" if value is None else str(value).strip()
    if not text:
        return ""
    return masked(text) if column.field.sensitive else text[:SHOWN]


class _Reader:
    """Reads one sheet. The same cell of the same column is read once: sheets repeat themselves."""

    def __init__(self, matched: Matched, parse: Callable[[Field, object], Parsed]) -> None:
        self.matched, self.parse = matched, parse
        self.places = sorted(matched.columns.items())
        # Asked for every cell, and an enumeration is slow to look up.
        self.textual = [column.field.kind in TEXTUAL for _, column in self.places]
        self.faults = matched.sheet.faults
        self.has_faults = bool(self.faults.errors or self.faults.unsaved)
        self.read: dict[tuple[int, type, Value], Parsed] = {}

    def rows(self) -> Iterator[Row]:
        all_rows = self.matched.sheet.rows
        first = self.matched.header + 1
        header = self._cells(all_rows[first - 1]) if all_rows else []
        for number, whole in enumerate(all_rows[first:], first):
            cells = self._cells(whole)
            if self._is_data(number, cells, header):
                yield self._row(number, cells)

    def _cells(self, row: Sequence[Value]) -> list[Value]:
        return [row[place] if place < len(row) else "" for place, _ in self.places]

    def _is_data(self, number: int, cells: list[Value], header: list[Value]) -> bool:
        if any(cell != "" and str(cell).strip() for cell in cells):
            return cells != header
        return self.has_faults and any(self._faulty(number, place) for place, _ in self.places)

    def _faulty(self, number: int, place: int) -> bool:
        return (number, place) in self.faults.errors or (number, place) in self.faults.unsaved

    def _row(self, number: int, cells: list[Value]) -> Row:
        row = Row(number=number + 1, values={})
        for (place, column), is_text, raw in zip(self.places, self.textual, cells, strict=True):
            says, rule = "", ""
            if self.has_faults and self._faulty(number, place):
                says, rule = self._fault(number, place)
            elif is_text and _is_rounded(raw):
                says, rule = f"{cell_name(number, place)} {ROUNDED}", "rounded"
            value = None
            if not says:
                parsed = self._parsed(place, column, raw)
                value, says, rule = parsed.value, parsed.complaint, "unreadable"
            row.values[column.code] = value
            if says:
                row.complaints.append(
                    complaint(self.matched, number + 1, column.code, raw, says, rule=rule)
                )
        return row

    def _parsed(self, place: int, column: Column, raw: Value) -> Parsed:
        key = (place, type(raw), raw)
        found = self.read.get(key)
        if found is None:
            found = self.parse(column.field, raw)
            if len(self.read) < REMEMBERED:
                self.read[key] = found
        return found

    def _fault(self, number: int, place: int) -> tuple[str, str]:
        """(what is wrong with the cell itself, its rule)."""
        cell = cell_name(number, place)
        if error := self.faults.errors.get((number, place)):
            return f"{cell} 的公式出错（{error}），请改成正确的内容", "error_value"
        return f"{cell} {UNSAVED}", "formula"


def _is_rounded(raw: Value) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= EXACT
