"""Writes the demo's front sheets: 24 monthly files in the HQMS layout, as a hospital sends them."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linghang.demo import cases, planted, writing
from linghang.demo.faults import EFFECT_NAMES, FULL, faults
from linghang.demo.planted import KEPT_COLUMNS, Planted
from linghang.demo.sheet import LINE_END, header
from linghang.foundation.errors import Refused

MONTHS = 24
LEAST, MOST = 500, 1_000_000
# One month comes from a system that writes GB18030, the others as a spreadsheet writes UTF-8.
GB18030_MONTH = "2024-11"
KEY_FILE = "埋设差错清单.csv"
Told = Callable[[str], None]


class CannotWrite(Refused):
    """The files cannot be made as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a planted fault stands. row counts as a spreadsheet shows it; the header is row 1."""

    fault: str
    file: str
    row: int
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files in the order of their months, where the faults are, and how many rows there are."""

    files: tuple[Path, ...]
    marks: tuple[Mark, ...]
    rows: int


def write(folder: Path, *, count: int = FULL, told: Told | None = None) -> Written:
    """Write the files of `count` cases and the list of planted faults into the folder.

    The same count gives the same bytes. Raises CannotWrite for a count out of range.
    """
    if not LEAST <= count <= MOST:
        raise CannotWrite(f"病例数应在{LEAST}至{MOST}之间，现为{count}。")
    folder.mkdir(parents=True, exist_ok=True)
    plan = planted.plant(cases.draw(count))
    in_file = [np.flatnonzero(plan.cases.month == month) for month in range(MONTHS)]
    files = []
    for month, rows in enumerate(in_file):
        path = folder / file_name(month)
        _replace(path, _content(plan, rows), _encoding(month))
        files.append(path)
        if told:
            told(f"{path.name}：{len(rows)}行")
    marks = _marks(plan, in_file)
    _write_key(folder / KEY_FILE, marks)
    return Written(files=tuple(files), marks=marks, rows=len(plan.cases))


def month_name(month: int) -> str:
    """2024-01 for 0."""
    return f"{2024 + month // 12}-{month % 12 + 1:02d}"


def file_name(month: int) -> str:
    """The file of a month; 0 is January 2024."""
    return f"hqms-{month_name(month)}.csv"


def _encoding(month: int) -> str:
    return "gb18030" if month_name(month) == GB18030_MONTH else "utf-8-sig"


def _content(plan: Planted, rows: np.ndarray) -> str:
    sheet = writing.sheet_of(plan.cases.take(rows))
    place = {row: at for at, row in enumerate(rows.tolist())}
    for edit in plan.edits:
        if edit.row in place:
            sheet.change(edit.column, place[edit.row], edit.value)
    lines = sheet.lines()
    for row in plan.cut:
        if row in place:
            at = place[row]
            lines[at] = ",".join(lines[at].split(",")[:KEPT_COLUMNS])
    return LINE_END.join([header(), *lines, ""])


def _replace(path: Path, text: str, encoding: str) -> None:
    draft = path.with_suffix(".part")
    draft.write_bytes(text.encode(encoding))
    os.replace(draft, path)


def _marks(plan: Planted, in_file: list[np.ndarray]) -> tuple[Mark, ...]:
    """Every planted row, fault by fault. A row written twice is marked where it stands first."""
    number = np.empty(len(plan.cases), np.int64)
    for rows in in_file:
        number[rows] = np.arange(len(rows)) + 2
    records = writing.record_numbers(plan.cases)
    return tuple(
        Mark(
            fault=code,
            file=file_name(int(plan.cases.month[row])),
            row=int(number[row]),
            record=str(records[row]),
        )
        for code in faults()
        for row in plan.rows[code]
    )


def _write_key(path: Path, marks: tuple[Mark, ...]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["差错", "文件", "行", "病案号", "列", "写法", "导入时"])
        for mark in marks:
            fault = faults()[mark.fault]
            effect = EFFECT_NAMES[fault.effect]
            table.writerow(
                [fault.name, mark.file, mark.row, mark.record, fault.column, fault.where, effect]
            )
