"""Writes workbooks: typed cells, frozen heads, lists to choose from, and who took them out.

Texts are written as texts, so that a spreadsheet runs none of them and keeps leading zeros.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, TypeGuard

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import MONEY_UNITS, Kind
from linghang.foundation.sheets import widths
from linghang.foundation.sheets.definitions import (
    ABOUT,
    CHOICES,
    HOW_TO_FILL,
    Column,
    Layout,
)

FONT = "等线"
HEADER_COLOUR, REQUIRED_COLOUR, LINE_COLOUR = "#E8EEF7", "#FCE8E6", "#BFC7D5"
LONGEST_HEADER = 255  # what a spreadsheet prints in head and foot
FIRST_DAY = date(1900, 3, 1)
ROWS_WITH_CHOICES = 5_000
NARROWEST, WIDEST = 8, 40
LINE, HIGHEST = 15, 405  # points: of a line, and of what a spreadsheet allows a row
FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "header": {"bold": True, "bg_color": HEADER_COLOUR, "border": 1, "text_wrap": True},
    "required": {"bold": True, "bg_color": REQUIRED_COLOUR, "border": 1, "text_wrap": True},
    "text": {"num_format": "@"},
    "long": {"num_format": "@", "text_wrap": True},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "number": {"num_format": "0"},
    "decimal": {"num_format": "#,##0.00"},
    "general": {"num_format": "0.##########"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "wrong": {"num_format": "@", "font_color": "#B3261E", "text_wrap": True},
}
DATED = frozenset({Kind.DATE})
WIDTHS = {
    Kind.ID_CARD: 22,
    Kind.LICENCE: 20,
    Kind.PHONE: 15,
    Kind.DATE: 12,
    Kind.LONG_TEXT: 40,
    Kind.UNIT: 20,
    Kind.POST: 16,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Who took a file out: on every printed page and on the sheet 说明.

    line: 张某（人事科科长）2025年6月30日 16:05 导出. facts: (what, how much) for the sheet.
    """

    line: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet to write. rows: values by column code, in the types of the fields."""

    layout: Layout
    rows: Iterable[Mapping[str, Any]]
    columns: tuple[Column, ...] = ()

    @property
    def written(self) -> tuple[Column, ...]:
        """The chosen columns; all of the layout without a choice."""
        return self.columns or self.layout.columns


def write_xlsx(
    target: Path | IO[bytes], tables: Sequence[Table], *, watermark: Watermark | None = None
) -> int:
    """Write the tables and, with a watermark, the sheet 说明; returns how many rows.

    Rows are streamed to the file: memory does not grow with them.
    """
    with _Book(target) as book:
        count = sum(book.table(table, watermark) for table in tables)
        if watermark:
            book.about(watermark)
        book.choices(tables)
    return count


def template(
    target: Path | IO[bytes],
    layouts: Sequence[Layout],
    *,
    hints: Sequence[str] = (),
    examples: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> None:
    """Write empty sheets to fill in and the sheet 填写说明, with the hints at its end.

    examples: code of a layout → rows that show how it is filled in.
    """
    shown = examples or {}
    tables = [Table(layout=layout, rows=shown.get(layout.code, ())) for layout in layouts]
    with _Book(target) as book:
        for table in tables:
            book.table(table, None)
        book.how_to_fill(layouts, hints)
        book.choices(tables)


def xlsx_bytes(tables: Sequence[Table], *, watermark: Watermark | None = None) -> bytes:
    """The workbook in memory, for an answer of a page."""
    buffer = io.BytesIO()
    write_xlsx(buffer, tables, watermark=watermark)
    return buffer.getvalue()


class _Book:
    """A workbook being written; sheets one after the other."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        self.book = xlsxwriter.Workbook(
            str(target) if isinstance(target, Path) else target,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        self.formats = {
            name: self.book.add_format({**base, **facts}) for name, facts in FORMATS.items()
        }
        self.lists: dict[tuple[str, str], str] = {}

    def __enter__(self) -> _Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def table(self, table: Table, watermark: Watermark | None) -> int:
        sheet = self._sheet(table.layout.name)
        columns = table.written
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column), self._format(column))
        for place, column in enumerate(columns):
            head = "required" if column.field.required else "header"
            sheet.write_string(0, place, column.name, self.formats[head])
        sheet.freeze_panes(1, min(2, len(columns)))
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if watermark:
            line = watermark.line.replace("&", "&&")[:LONGEST_HEADER]
            sheet.set_header(f"&C{line}")
            sheet.set_footer("&C第 &P 页，共 &N 页")
        long = [one for one in columns if one.field.kind is Kind.LONG_TEXT]
        count = 0
        for count, row in enumerate(table.rows, 1):  # noqa: B007 - the last one is the number
            for place, column in enumerate(columns):
                self._write(sheet, count, place, column, row.get(column.code))
            if (high := max((_lines(one, row) for one in long), default=1)) > 1:
                sheet.set_row(count, min(HIGHEST, high * LINE))
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        self._offer(sheet, table, max(count, ROWS_WITH_CHOICES))
        return count

    def _sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        return sheet

    def _write(self, sheet: Worksheet, row: int, place: int, column: Column, value: object) -> None:
        """By the type of the value; all else as text, which no spreadsheet runs."""
        if value is None or value == "":
            return
        value = _said(column, value)
        if isinstance(value, datetime):
            sheet.write_datetime(row, place, value.replace(tzinfo=None), self.formats["moment"])
        elif isinstance(value, date):
            self._write_date(sheet, row, place, value)
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, place, value, self._format(column))
        else:
            is_long = column.field.kind is Kind.LONG_TEXT
            sheet.write_string(row, place, str(value), self.formats["long" if is_long else "text"])

    def _write_date(self, sheet: Worksheet, row: int, place: int, value: date) -> None:
        """Spreadsheets know no day before 1900 and get a few days after it wrong: text then."""
        if not is_date(value):
            sheet.write_string(row, place, value.isoformat(), self.formats["text"])
        else:
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
            sheet.write_datetime(row, place, moment, self.formats["date"])

    def _format(self, column: Column) -> Format:
        kind = column.field.kind
        if kind in DATED:
            return self.formats["date"]
        if kind is Kind.INTEGER:
            return self.formats["number"]
        if kind is Kind.MONEY:
            return self.formats["decimal"]
        if kind in (Kind.DECIMAL, Kind.SHARE):
            return self.formats["general"]
        return self.formats["text"]

    def _offer(self, sheet: Worksheet, table: Table, last: int) -> None:
        for place, column in enumerate(table.written):
            names = _offered(column)
            if names:
                self.lists[table.layout.code, column.code] = ""
                sheet.data_validation(
                    1,
                    place,
                    last,
                    place,
                    {
                        "validate": "list",
                        "source": self._source(names, len(self.lists) - 1),
                        "error_title": column.name[:32],
                        "error_message": "请从下拉列表中选择。",
                        # Of several options one cell holds more than the list can offer.
                        "show_error": column.field.kind is not Kind.CHOICES,
                    },
                )

    def _source(self, names: Sequence[str], column: int) -> str:
        """Where the list stands on the hidden sheet: longer lists do not fit into the cell."""
        name = xlsxwriter.utility.xl_col_to_name(column)
        return f"={CHOICES}!${name}$1:${name}${len(names)}"

    def choices(self, tables: Sequence[Table]) -> None:
        """The hidden sheet with the lists to choose from, a column for each, in their order."""
        if not self.lists:
            return
        lists = [
            _offered(column)
            for table in tables
            for column in table.written
            if (table.layout.code, column.code) in self.lists
        ]
        sheet = self._sheet(CHOICES)
        sheet.hide()
        for row in range(max(map(len, lists))):
            for place, names in enumerate(lists):
                if row < len(names):
                    sheet.write_string(row, place, names[row])

    def about(self, watermark: Watermark) -> None:
        """Who took the file out, and what is in it."""
        sheet = self._sheet(ABOUT)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 80)
        sheet.write_string(0, 0, watermark.line, self.formats["title"])
        for row, (what, says) in enumerate(watermark.facts, 2):
            sheet.write_string(row, 0, what, self.formats["wrapped"])
            sheet.write_string(row, 1, says, self.formats["wrapped"])

    def how_to_fill(self, layouts: Sequence[Layout], hints: Sequence[str]) -> None:
        """A line for each column: whether it must be filled, how, and what may stand there."""
        sheet = self._sheet(HOW_TO_FILL)
        for place, (head, width) in enumerate(
            (("工作表", 12), ("列", 18), ("必填", 6), ("怎样填", 60), ("可以填", 50))
        ):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, self.formats["header"])
        sheet.freeze_panes(1, 0)
        row = 1
        for layout in layouts:
            for column in layout.columns:
                must = "是" if column.field.required else ""
                texts = (layout.name, column.name, must, column.field.help)
                for place, text in enumerate((*texts, "、".join(_offered(column)))):
                    sheet.write_string(row, place, text, self.formats["wrapped"])
                row += 1
        for row_, hint in enumerate(hints, row + 1):
            sheet.write_string(row_, 0, hint)


def is_date(value: object) -> TypeGuard[date]:
    """Whether a spreadsheet can hold the value as a day or an instant."""
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= FIRST_DAY
    return isinstance(value, date) and value >= FIRST_DAY


def _said(column: Column, value: object) -> object:
    """Choices and truths in words, money in its unit; days, numbers and texts as they are."""
    if isinstance(value, str) and column.field.kind is Kind.CHOICES:
        return value
    if column.field.options or isinstance(value, bool):
        return fields.show(column.field, value)
    if column.field.kind is Kind.MONEY and isinstance(value, int):
        return Decimal(value) / MONEY_UNITS[column.field.unit]
    return value


def _lines(column: Column, row: Mapping[str, Any]) -> int:
    """Not every program that opens the file finds out by itself how high a row is."""
    return widths.lines(str(row.get(column.code) or ""), _width(column) / 2)


def _offered(column: Column) -> tuple[str, ...]:
    return tuple(option.name for option in column.field.options) or column.offers


def _width(column: Column) -> int:
    wide = 2 * len(column.name) + 4
    return column.width or min(WIDEST, max(NARROWEST, wide, WIDTHS.get(column.field.kind, 0)))
