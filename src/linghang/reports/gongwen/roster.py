"""A list as a document: A4 across, a table of texts whose heading repeats on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import _Cell, _Row

from linghang.reports.gongwen import page, typeface
from linghang.reports.gongwen.typeface import element

_SIZE, _SMALL = 10.5, 9.0  # 五号, and 小五 for more columns than are read at ease
_MANY = 9
_LINE = Pt(15)
_WIDTH = Mm(257)
_LEAST, _SHORT, _MOST = 2.0, 8.0, 24.0  # characters that a column is reckoned with
_NARROW = 5.0  # the least of what may break into lines
_ACROSS, _PADDING = 69.0, 1.2  # of 五号 across the page, and beside the text of a cell
_LATIN = 0.62  # of a Chinese character: digits of whatever face stands in for the usual one


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A titled table. rows: texts, one for each heading. notes: under the title. by: who says it;
    dated: on which day, in words. sections: (title, rows) in place of rows, each with the same
    headings; texts: paragraphs above the table."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    by: str = ""
    dated: str = ""
    sections: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()


def docx(made: Roster, *, at: datetime) -> bytes:
    """The .docx file of a list made at `at`; the same arguments give the same bytes."""
    document = page.blank()
    page.set_properties(document, author=made.by, title=made.title, at=at)
    _turn(document)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    title = typeface.paragraph(document, align=centre, line=Pt(32))
    typeface.write(title, made.title, typeface.TITLE, 20)
    told = "　".join(text for text in (made.by, made.dated, *made.notes) if text)
    line = typeface.paragraph(document, align=centre, line=Pt(22))
    typeface.write(line, told, typeface.SECOND, typeface.SIZE_SMALL_FOUR)
    sections = made.sections or (("", made.rows),)
    for name, rows in sections:
        if name:
            heading = typeface.paragraph(document, before=8, line=Pt(24), keep_with_next=True)
            typeface.write(heading, name, typeface.HEADING, typeface.SIZE_FOUR)
        if rows or not name:
            _table(document, made.headings, rows)
        else:
            nothing = typeface.paragraph(document, line=Pt(20))
            typeface.write(nothing, "无。", typeface.BODY, typeface.SIZE_SMALL_FOUR)
    return page.packed(document)


def _turn(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.footer_distance = Mm(10)


def _table(document: Document, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [tuple(headings), *rows]
    made = document.add_table(rows=len(lines), cols=len(headings))
    made.style = "Table Grid"
    made.autofit = False
    size = _SMALL if len(headings) > _MANY else _SIZE
    widths = _widths(lines, size)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(list(made.rows), lines, strict=True)):
        _write(row, texts, widths, size, is_heading=number == 0)


def _widths(lines: Sequence[Sequence[str]], size: float) -> list[Length]:
    """What is short (numbers, days, names) stands in one line; the rest share what is left."""
    needed = [_needed(column) for column in zip(*lines, strict=True)]
    shares = _shares(needed, _ACROSS * _SIZE / size)
    return [Length(int(_WIDTH * share / sum(shares))) for share in shares]


def _needed(column: Sequence[str]) -> float:
    """Characters of the longest text of a column; its heading may break once."""
    heading, *texts = (sum(1.0 if ord(sign) > 0xFF else _LATIN for sign in text) for text in column)
    return min(max(heading / 2 + 0.5, *texts, _LEAST), _MOST)


def _shares(needed: Sequence[float], across: float) -> list[float]:
    """Where there is no room left, what is long gets the least."""
    long = [one - _NARROW for one in needed if one > _SHORT]
    short = sum(one + _PADDING for one in needed if one <= _SHORT)
    over = max(0.0, across - short - _NARROW * len(long)) / sum(long) if long else 0.0
    return [one + _PADDING if one <= _SHORT else _NARROW + over * (one - _NARROW) for one in needed]


def _write(
    row: _Row, texts: Sequence[str], widths: Sequence[Length], size: float, *, is_heading: bool
) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_heading:
        properties.append(element("tblHeader"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        _cell(cell, text, size, is_heading=is_heading)


def _cell(cell: _Cell, text: str, size: float, *, is_heading: bool) -> None:
    paragraph = cell.paragraphs[0]
    typeface.set_lines(paragraph, _LINE)
    typeface.off_grid(paragraph)
    if is_heading:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    typeface.write(paragraph, text, typeface.HEADING if is_heading else typeface.BODY, size)
