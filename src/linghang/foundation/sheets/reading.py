"""Reads a workbook or a CSV as rows of plain values, merged cells filled, every fault kept."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from linghang.foundation.intake import decode
from linghang.foundation.sheets import container, old_faults
from linghang.foundation.sheets.definitions import (
    NOT_DATA,
    CannotRead,
    Expanded,
    Faults,
    Limits,
    Merge,
    Value,
)
from linghang.foundation.sheets.lines import rearmed

LONGEST_CELL = 32_767  # what a cell of a spreadsheet can hold
SHOWN = 60
ONLY_SHEET = "CSV"


@dataclass(kw_only=True)
class Sheet:
    """One visible sheet. rows: every row from the first, each as wide as it is; blank is "".

    Row and column count from 0 inside, from 1 and A in what people are told.
    """

    name: str
    rows: list[list[Value]]
    faults: Faults = field(default_factory=Faults)
    merges: list[Merge] = field(default_factory=list)

    def expanded(self, *, below: int) -> list[Expanded]:
        """The merged ranges that reach below a row (the header) and hold something."""
        return [
            Expanded(
                merge.name,
                _shown(self.rows[merge.first_row][merge.first_column]),
                (merge.last_row - merge.first_row + 1)
                * (merge.last_column - merge.first_column + 1),
            )
            for merge in self.merges
            if merge.last_row > below and _holds(self.rows, merge)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What was read. notes: sentences about what was not, such as hidden sheets."""

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read(path: Path, *, name: str = "", limits: Limits | None = None) -> Workbook:
    """Every visible sheet of an xlsx or xls, or the one table of a CSV (UTF-8 or GB18030).

    name: what the user calls the file. Formulas give the result that was saved with them. Raises
    CannotRead, in Chinese and with what to do, for anything that is no such file, is damaged, has
    a password or is larger than the limits.
    """
    name, limits = name or path.name, limits or Limits()
    kind = container.kind_of(path, name=name, limits=limits)
    if kind == "csv":
        rows = _csv_rows(path, name, limits)
        return Workbook(name=name, kind=kind, sheets=(Sheet(name=ONLY_SHEET, rows=rows),))
    if kind == "xlsx":
        faults = container.faults_of(path, name=name, limits=limits)
    else:
        faults = old_faults.faults_of(path, name=name, limits=limits)
    try:
        # The library goes by the extension, and only then tells a password from a damage.
        with tempfile.TemporaryDirectory(prefix="linghang-sheets-") as folder:
            link = Path(folder) / f"workbook.{kind}"
            link.symlink_to(path.resolve())
            with _Panics(name), CalamineWorkbook.from_path(str(link)) as workbook:
                return _workbook(workbook, name, kind, faults, limits)
    except PasswordError as fault:
        raise CannotRead(container.encrypted(name)) from fault
    except CalamineError as fault:
        raise CannotRead(container.damaged(name)) from fault


class _Panics:
    """Damage that the library did not expect ends it with an exception that nothing else catches.

    Seen with a date cell that holds no number at all.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise CannotRead(container.damaged(self.name)) from fault


def _workbook(
    workbook: CalamineWorkbook, name: str, kind: str, faults: dict[str, Faults], limits: Limits
) -> Workbook:
    sheets, notes = [], []
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet or about.name in NOT_DATA:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            notes.append(f"工作表“{about.name}”是隐藏的，没有读取。")
            continue
        found = workbook.get_sheet_by_name(about.name)
        if found.end is None:
            continue
        container.refuse_far(name, about.name, *found.end, limits)
        sheets.append(_sheet(found, faults.get(about.name, Faults())))
    if not sheets:
        raise CannotRead(f"{name} 里没有可读的内容：工作表都是空的或隐藏的。")
    return Workbook(name=name, kind=kind, sheets=tuple(sheets), notes=tuple(notes))


def _sheet(found: CalamineSheet, faults: Faults) -> Sheet:
    before: list[Value] = [""] * (found.start or (0, 0))[1]
    rows = [before + [_plain(cell) for cell in row] for row in found.iter_rows()]
    # A fault reads as an empty cell: its row is not an empty one.
    faulty = max((row for row, _ in (*faults.errors, *faults.unsaved)), default=-1)
    while len(rows) > faulty + 1 and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    rows += [[] for _ in range(faulty + 1 - len(rows))]
    merges = [
        Merge(first[0], first[1], last[0], last[1])
        for first, last in found.merged_cell_ranges or ()
    ]
    for merge in merges:
        _fill(rows, merge)
    return Sheet(name=found.name, rows=rows, faults=faults, merges=merges)


def _plain(cell: object) -> Value:
    """Whole numbers without a fraction, midnight as a date; times of day as text."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def _fill(rows: list[list[Value]], merge: Merge) -> None:
    """Put the value of the first cell into all cells of the range that hold nothing."""
    if not _holds(rows, merge):
        return
    value = rows[merge.first_row][merge.first_column]
    for row in rows[merge.first_row : merge.last_row + 1]:
        for column in range(merge.first_column, min(merge.last_column + 1, len(row))):
            if row[column] == "":
                row[column] = value


def _holds(rows: list[list[Value]], merge: Merge) -> bool:
    return (
        merge.first_row < len(rows)
        and merge.first_column < len(rows[merge.first_row])
        and rows[merge.first_row][merge.first_column] != ""
    )


def _shown(value: Value) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _csv_rows(path: Path, name: str, limits: Limits) -> list[list[Value]]:
    try:
        encoding = decode.encoding_of(path, name=name)
    except decode.CannotDecode as fault:
        raise CannotRead(str(fault)) from fault
    rows: list[list[Value]] = []
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as stream:
        reader = csv.reader(_lines(stream, name), strict=True)
        try:
            for row in reader:
                rows.append([rearmed(cell) for cell in row])
                container.refuse_far(name, ONLY_SHEET, len(rows) - 1, max(len(row) - 1, 0), limits)
        except csv.Error as fault:
            raise CannotRead(
                f"{name} 从第 {len(rows) + 1} 行起不是完整的 CSV：英文双引号没有配对，"
                "或一格里的字太多。请改正后再上传，或另存为 xlsx。"
            ) from fault
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise CannotRead(f"{name} 里没有内容。")
    return rows


def _lines(stream: Iterable[str], name: str) -> Iterator[str]:
    """Line by line; a line longer than a whole row of full cells is no table."""
    for number, line in enumerate(stream, 1):
        if len(line) > LONGEST_CELL:
            raise CannotRead(f"{name} 第 {number} 行有 {len(line)} 个字，不像表格，没有读取。")
        yield line
