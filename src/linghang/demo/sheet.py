"""Joins columns into the rows of a front-sheet file, writing runs of empty columns only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import repeat
from typing import TypeAlias

import numpy as np

from linghang.cases.front_sheet.layout import column_names
from linghang.demo.arrays import Numbers, Texts

LINE_END = "\r\n"
Cells: TypeAlias = Sequence[str] | np.ndarray | str
_DAYS_FROM = date(2020, 1, 1).toordinal()
_DAYS_TO = date(2027, 1, 1).toordinal()
_DAYS = np.array(
    [date.fromordinal(day).isoformat() for day in range(_DAYS_FROM, _DAYS_TO)], dtype=object
)
_MINUTES = np.array(
    [f" {minute // 60:02d}:{minute % 60:02d}:00" for minute in range(1440)], dtype=object
)


class Sheet:
    """The columns of one file. What is not put stays empty."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._codes = list(column_names())
        self._place = {code: place for place, code in enumerate(self._codes)}
        self._columns: dict[int, tuple[int, Cells]] = {}

    def put(self, code: str, values: Cells) -> None:
        """A column: one text for every row, or the same for all."""
        self._columns[self._place[code]] = (1, values)

    def put_run(self, first: str, last: str, values: Cells) -> None:
        """Neighbouring columns whose texts are already joined by commas."""
        start = self._place[first]
        self._columns[start] = (self._place[last] - start + 1, values)

    def change(self, code: str, row: int, value: str) -> None:
        """Another text in one cell of a single column."""
        place = self._place[code]
        width, values = self._columns[place]
        if width != 1:
            raise ValueError(f"{code} is part of a run")
        if isinstance(values, str):
            values = [values] * self.rows
        elif not isinstance(values, list):
            values = list(values)
        values[row] = value
        self._columns[place] = (1, values)

    def lines(self) -> list[str]:
        """The rows without line ends."""
        return [",".join(parts) for parts in zip(*self._pieces(), strict=False)]

    def _pieces(self) -> Iterator[Iterable[str]]:
        """Columns with rows of their own; between them the joined text of equal columns."""
        place, waiting = 0, []
        while place < len(self._codes):
            width, values = self._columns.get(place, (1, ""))
            if isinstance(values, str):
                waiting.append(values)
            else:
                if waiting:
                    yield repeat(",".join(waiting))
                    waiting = []
                yield values
            place += width
        if waiting:
            yield repeat(",".join(waiting), self.rows)


def header() -> str:
    """The codes of all columns in the order of the layout."""
    return ",".join(column_names())


def quoted(text: str) -> str:
    """A cell as CSV wants it."""
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def day_texts(days: Numbers) -> Texts:
    """Day numbers of the years 2020 to 2026 as 2025-06-03."""
    return _DAYS[days - _DAYS_FROM]


def moment_texts(days: Numbers, minutes: Numbers) -> Texts:
    """2025-06-03 10:20:00."""
    return _DAYS[days - _DAYS_FROM] + _MINUTES[minutes]


def number_texts(numbers: Numbers) -> list[str]:
    """Whole numbers in decimal."""
    return list(map(str, numbers.tolist()))


def money_texts(fen: Numbers) -> list[str]:
    """分 as 元 with two places."""
    return [f"{value // 100}.{value % 100:02d}" if value else "0" for value in fen.tolist()]


def chosen_texts(table: Sequence[str], places: Numbers) -> Texts:
    """The texts at these places; the last one stands for the place -1."""
    return np.array(table, dtype=object)[places]
