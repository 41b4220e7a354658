"""Reads written front-sheet files back."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from linghang.demo.front_sheets import GB18030_MONTH

SMALL = 2000


@dataclass(frozen=True)
class Row:
    """A row of a written file as a list of cells and by column."""

    file: str
    number: int
    cells: list[str]
    by_column: dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of one file as a spreadsheet would read them."""
    encoding = "gb18030" if GB18030_MONTH in path.name else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as stream:
        header, *rows = csv.reader(stream)
    return [
        Row(path.name, number, cells, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(rows, 2)
    ]
