"""Writes front-sheet files for tests: say only what the test is about."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from linghang.cases.front_sheet.layout import column_names

PLAIN = {
    "A01": "990000000000000001",
    "A02": "示范医院",
    "A49": "1",
    "A12C": "1",
    "A14": "60",
    "A20N": "1",
    "A46C": "1.1",
    "B11C": "2",
    "B12": "2025-06-01 09:00:00",
    "B15": "2025-06-09 10:00:00",
    "B17": "心内一病区",
    "B20": "8",
    "B23C": "990000000000001",
    "B24C": "-",
    "B34C": "1",
    "B36C": "1",
    "B38": "0",
    "C03C": "I25.103",
    "C04N": "冠状动脉粥样硬化性心脏病",
    "C05C": "1",
    "C14x01C": "-",
    "D01": "12345.67",
}


def sheet(record: str, **columns: Any) -> dict[str, str]:
    """One row; `record` is the record number and, unless A20 is given, the person."""
    row = {**PLAIN, "A48": record, "A20": f"ID{record:0>16}"}
    return {**row, **{code: str(value) for code, value in columns.items()}}


def write(
    path: Path,
    rows: list[dict[str, str]],
    *,
    encoding: str = "utf-8-sig",
    columns: list[str] | None = None,
) -> Path:
    """A CSV in the 811-column layout (or of the given columns), as a hospital exports it."""
    names = columns or list(column_names())
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path
