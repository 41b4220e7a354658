"""The file that came, with what is wrong in a last column: to be mended and sent again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from linghang.foundation.intake.definitions import Complaint, Severity
from linghang.foundation.sheets import reading
from linghang.foundation.sheets.definitions import COMPLAINTS, Limits, Value
from linghang.foundation.sheets.writing import FORMATS, is_date

WIDE = 60
SEVERITIES: dict[Severity, str] = {"error": "有错", "warning": "提示"}


@dataclass(frozen=True, slots=True)
class _Formats:
    text: Format
    date: Format
    wrong: Format


def write_back(
    source: Path,
    target: Path | IO[bytes],
    *,
    name: str,
    complaints: Iterable[Complaint],
    headers: Mapping[str, int],
    limits: Limits | None = None,
) -> int:
    """Write every visible sheet anew, with a column 导入问题; returns how many rows have one.

    headers: name of the sheet → row of its header from 0; other sheets are written as they are.
    Values stay what they were, formulas become their results. Complaints name sheets as their
    `file`. Raises CannotRead, as reading does.
    """
    workbook = reading.read(source, name=name, limits=limits)
    by_row: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for one in complaints:
        place = one.column.split("列 ")[0]
        says = f"{SEVERITIES[one.severity]} {place}：{one.says}"
        by_row[one.file, one.row].append(says)
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    formats = _Formats(*(book.add_format(FORMATS[name]) for name in ("text", "date", "wrong")))
    for sheet in workbook.sheets:
        written = book.add_worksheet(sheet.name)
        _write(written, sheet.rows, headers.get(sheet.name), by_row, formats)
    book.close()
    return len(by_row)


def _write(
    sheet: Worksheet,
    rows: Sequence[Sequence[Value]],
    header: int | None,
    by_row: Mapping[tuple[str, int], list[str]],
    formats: _Formats,
) -> None:
    last = max((len(row) for row in rows), default=0)
    if header is not None:
        # A file that came back before already has the column: it is written over.
        last = next((at for at, cell in enumerate(rows[header]) if cell == COMPLAINTS), last)
        sheet.set_column(last, last, WIDE)
        sheet.freeze_panes(header + 1, 0)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "" and (header is None or place != last):
                _cell(sheet, number, place, cell, formats)
        if number == header:
            sheet.write_string(number, last, COMPLAINTS, formats.wrong)
        elif says := by_row.get((sheet.name, number + 1)):
            sheet.write_string(number, last, "\n".join(says), formats.wrong)


def _cell(sheet: Worksheet, number: int, place: int, cell: Value, formats: _Formats) -> None:
    if is_date(cell):
        sheet.write_datetime(number, place, cell, formats.date)
    elif isinstance(cell, bool):
        sheet.write_boolean(number, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(number, place, cell)
    else:
        sheet.write_string(number, place, str(cell), formats.text)
