"""A list as a document: a table of texts whose heading repeats on every page, A4 across unless it
has few columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import _Cell, _Row

from linghang.foundation.sheets import widths
from linghang.reports.gongwen import page, typeface
from linghang.reports.gongwen.typeface import element

_SIZE, _SMALL = 10.5, 9.0  # 五号, and 小五 for more columns than are read at ease
_MANY, _FEW = 9, 5
_BESIDE = Pt(1.5)  # above and below the text of a cell
_PITCH = 1.43  # of a line, of the size
_ACROSS = Mm(257)
# A line ends where the text says so, and never after the hyphen of a day.
_PARTS = re.compile(r"((?<=\d)-(?=\d)|\n)")


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
    width = page.TEXT_WIDTH if len(made.headings) <= _FEW else _turn(document)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    title = typeface.paragraph(document, align=centre, line=Pt(32))
    typeface.write(title, made.title, typeface.TITLE, 20)
    told = "　".join(text for text in (made.by, made.dated, *made.notes) if text)
    line = typeface.paragraph(document, align=centre, line=Pt(22))
    typeface.write(line, told, typeface.SECOND, typeface.SIZE_SMALL_FOUR)
    sections = made.sections or (("", made.rows),)
    look = _look(made.headings, [row for _, rows in sections for row in rows], width)
    for name, rows in sections:
        if name:
            heading = typeface.paragraph(document, before=8, line=Pt(24), keep_with_next=True)
            typeface.write(heading, name, typeface.HEADING, typeface.SIZE_FOUR)
        if rows or not name:
            _table(document, rows, look)
        else:
            nothing = typeface.paragraph(document, line=Pt(20))
            typeface.write(nothing, "无。", typeface.BODY, typeface.SIZE_SMALL_FOUR)
    return page.packed(document)


def _turn(document: Document) -> Length:
    """Lay the sheet across; how wide a line is then."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.footer_distance = Mm(10)
    return _ACROSS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How all tables of a list look: size of the texts, headings in their lines, and of each column
    its width and whether its texts are short and stand in the middle."""

    size: float
    headings: tuple[str, ...]
    columns: tuple[tuple[Length, bool], ...]


def _look(headings: Sequence[str], rows: Sequence[Sequence[str]], width: Length) -> _Look:
    size = _SMALL if len(headings) > _MANY else _SIZE
    texts = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    needs = list(map(widths.need, headings, texts))
    found = widths.widths(needs, width.pt / size)
    lengths = [Length(int(width * one / sum(found))) for one in found]
    shorts = [one.is_short for one in needs]
    heads = tuple(map(widths.halved, headings, found))
    columns = tuple(zip(lengths, shorts, strict=True))
    return _Look(size=size, headings=heads, columns=columns)


def _table(document: Document, rows: Sequence[Sequence[str]], look: _Look) -> None:
    lines = [look.headings, *rows]
    made = document.add_table(rows=len(lines), cols=len(look.headings))
    made.style = "Table Grid"
    made.autofit = False
    for column, (width, _) in zip(made.columns, look.columns, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(list(made.rows), lines, strict=True)):
        _write(row, texts, look, is_heading=number == 0)


def _write(row: _Row, texts: Sequence[str], look: _Look, *, is_heading: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_heading:
        properties.append(element("tblHeader"))
    for cell, text, (width, is_short) in zip(row.cells, texts, look.columns, strict=True):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _cell(cell, text, look.size, is_heading=is_heading, in_middle=is_heading or is_short)


def _cell(cell: _Cell, text: str, size: float, *, is_heading: bool, in_middle: bool) -> None:
    paragraph = cell.paragraphs[0]
    typeface.set_lines(paragraph, Pt(size * _PITCH))
    typeface.off_grid(paragraph)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = _BESIDE
    if in_middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font = typeface.HEADING if is_heading else typeface.BODY
    run = typeface.write(paragraph, "", font, size)
    for part in _PARTS.split(text):
        if part == "-":
            run._element.append(element("noBreakHyphen"))
        elif part == "\n":
            run.add_break()
        else:
            run.add_text(part)
