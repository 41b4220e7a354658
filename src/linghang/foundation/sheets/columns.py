"""Finds the header of a sheet and says which column is which; everything wrong at once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linghang.foundation.sheets.definitions import (
    COMPLAINTS,
    CannotMatch,
    Column,
    Layout,
    Value,
    letter,
)
from linghang.foundation.sheets.reading import Sheet, Workbook

# Titles, the office's name and the day stand above the header, rarely more.
SEARCHED_ROWS = 30
ENOUGH_TO_RECOGNISE = 2
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A sheet and the layout it is read by. columns: position from 0 → column.

    unknown: headings that mean nothing here, such as “民族（F列）”; they are not read. missing,
    doubled: what keeps the sheet from being read.
    """

    sheet: Sheet
    layout: Layout
    header: int
    columns: Mapping[int, Column]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why the sheet cannot be read, in Chinese; empty when it can."""
        where = f"工作表“{self.sheet.name}”第 {self.header + 1} 行的表头"
        reasons = []
        if self.missing:
            reasons.append(f"{where}缺少必需的列：{'、'.join(self.missing)}")
        if self.doubled:
            reasons.append(f"{where}有重复的列，不能确定用哪一列：{'、'.join(self.doubled)}")
        return reasons


def match(workbook: Workbook, layouts: Sequence[Layout]) -> tuple[list[Matched], list[str]]:
    """(the sheets that belong to a layout, sentences about sheets that belong to none).

    A sheet belongs to the layout of its name, else to the one of which its header shows most
    columns. Raises CannotMatch with all that is wrong in all sheets: nothing recognised, columns
    missing or doubled, two sheets of one kind, a sheet that must come and did not.
    """
    found: list[Matched] = []
    notes: list[str] = []
    for sheet in workbook.sheets:
        matched = _best(sheet, layouts)
        if matched is None:
            notes.append(f"工作表“{sheet.name}”没有认出来，没有读取。")
        else:
            found.append(matched)
    reasons = [reason for matched in found for reason in matched.reasons]
    reasons += _twice(found)
    reasons += _absent(found, layouts)
    if reasons:
        raise CannotMatch(f"{workbook.name} 不能导入：{'；'.join(reasons)}。")
    return found, notes


def _twice(found: Iterable[Matched]) -> Iterator[str]:
    by_layout: defaultdict[str, list[Matched]] = defaultdict(list)
    for matched in found:
        by_layout[matched.layout.name].append(matched)
    for name, several in by_layout.items():
        if len(several) > 1:
            sheets = "、".join(f"“{matched.sheet.name}”" for matched in several)
            yield f"有 {len(several)} 张工作表都是{name}（{sheets}），请合并成一张"


def _absent(found: Sequence[Matched], layouts: Sequence[Layout]) -> Iterator[str]:
    present = {matched.layout.code for matched in found}
    for layout in layouts:
        if layout.code not in present and not layout.optional:
            yield f"没有找到{layout.name}工作表"
    if not found:
        wanted = "；".join(
            f"{layout.name}（{'、'.join(column.name for column in layout.columns[:4])}……）"
            for layout in layouts
        )
        yield f"没有一张工作表的表头认得出来，应当是：{wanted}"


def _best(sheet: Sheet, layouts: Sequence[Layout]) -> Matched | None:
    """By the sheet's name; else the layout of which most columns are seen, if it is enough."""
    named = [
        layout
        for layout in layouts
        if _plain(sheet.name) in {_plain(name) for name in (layout.name, *layout.aliases)}
    ]
    tried = [of_layout(sheet, layout) for layout in named or layouts]
    best = max(tried, key=lambda matched: len(matched.columns), default=None)
    if best is None or not best.columns:
        return None
    if named or len(best.columns) >= ENOUGH_TO_RECOGNISE:
        return best
    return None


def of_layout(sheet: Sheet, layout: Layout) -> Matched:
    """The sheet read by this layout, whether it fits or not."""
    known = _names(layout)
    header = _header(sheet.rows[:SEARCHED_ROWS], known)
    places: defaultdict[str, list[int]] = defaultdict(list)
    unknown = []
    row = sheet.rows[header] if sheet.rows else []
    for position, cell in enumerate(row):
        column = _meant(cell, known)
        if column is not None:
            places[column.code].append(position)
        elif str(cell).strip() and _plain(cell) != COMPLAINTS:
            unknown.append(f"{str(cell).strip()[:20]}（{letter(position)}列）")
    by_code = {column.code: column for column in layout.columns}
    return Matched(
        sheet=sheet,
        layout=layout,
        header=header,
        columns={places[code][0]: by_code[code] for code in places},
        unknown=tuple(unknown),
        missing=tuple(
            column.name for column in layout.columns if column.needed and column.code not in places
        ),
        doubled=tuple(
            f"{by_code[code].name}（{'、'.join(f'{letter(each)}列' for each in found)}）"
            for code, found in places.items()
            if len(found) > 1
        ),
    )


def _names(layout: Layout) -> dict[str, Column]:
    return {
        _plain(name): column
        for column in reversed(layout.columns)
        for name in (*column.aliases, column.code, column.name)
    }


def _meant(cell: Value, known: Mapping[str, Column]) -> Column | None:
    text = _plain(cell)
    return known.get(text) or known.get(BRACKETS.sub("", text))


def _plain(value: Value) -> str:
    """A heading without blanks, line breaks, stars for required, width and case."""
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(one for one in text if not one.isspace() and one not in "*:")


def _header(rows: Sequence[Sequence[Value]], known: Mapping[str, Column]) -> int:
    """The first row that shows most columns; of a header of several rows its last one."""
    seen = [
        len({column.code for cell in row if (column := _meant(cell, known)) is not None})
        for row in rows
    ]
    most = max(seen, default=0)
    if not most:
        return 0
    place = seen.index(most)
    while place + 1 < len(seen) and seen[place + 1] == most:
        place += 1
    return place
