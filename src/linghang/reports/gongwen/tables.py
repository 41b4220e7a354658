"""Tables of an official paper: three rules, a heading that repeats, no row broken over pages."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from linghang.reports.composition import Piece, Table
from linghang.reports.gongwen import typeface
from linghang.reports.gongwen.page import TEXT_WIDTH
from linghang.reports.gongwen.typeface import element

_SIZE = typeface.SIZE_SMALL_FOUR
_LINE = Pt(20)
_LABEL_SHARE = 0.31
_THICK, _THIN = 12, 6  # eighths of a point: 1.5 and 0.75 pt


def add(document: Document, table: Table, *, number: int) -> None:
    """Caption, table, notes. Labels stand left, numbers right under their heading."""
    centre = WD_ALIGN_PARAGRAPH.CENTER
    caption = typeface.paragraph(document, align=centre, before=6, keep_with_next=True)
    typeface.write(caption, f"表{number}　{table.caption}", typeface.HEADING, _SIZE)
    lines = [tuple(Piece(text) for text in table.headings), *table.rows]
    made = document.add_table(rows=len(lines), cols=len(table.headings))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    widths = _widths(len(table.headings))
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    rows = list(made.rows)
    for row, pieces in zip(rows, lines, strict=True):
        _write_row(row, pieces, widths, is_heading=row is rows[0])
    _rule_row(rows[0], "bottom", _THIN)
    _rule_row(rows[-1], "top", _THIN)
    _rule_table(made)
    for note in table.notes or ("",):
        paragraph = typeface.paragraph(document, line=_LINE, before=4)
        paragraph.paragraph_format.space_after = Pt(8)
        typeface.off_grid(paragraph)
        typeface.write(paragraph, note, typeface.BODY, _SIZE)


def _widths(columns: int) -> list[Length]:
    label = int(TEXT_WIDTH * _LABEL_SHARE)
    others = (TEXT_WIDTH - label) // (columns - 1)
    return [Length(label), *[Length(others)] * (columns - 1)]


def _write_row(
    row: _Row, pieces: Sequence[Piece], widths: Sequence[Length], *, is_heading: bool
) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if is_heading:
        properties.append(element("tblHeader"))
    for place, (cell, piece, width) in enumerate(zip(row.cells, pieces, widths, strict=True)):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _write_cell(cell, piece, is_label=place == 0, is_heading=is_heading, width=width)


def _write_cell(
    cell: _Cell, piece: Piece, *, is_label: bool, is_heading: bool, width: Length
) -> None:
    paragraph = cell.paragraphs[0]
    typeface.set_lines(paragraph, _LINE)
    typeface.off_grid(paragraph)
    if is_heading:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif not is_label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Length(int(width * 0.32))
    font = typeface.HEADING if is_heading else typeface.BODY
    typeface.write_pieces(paragraph, [piece], font, _SIZE)


def _rule_row(row: _Row, side: str, eighths: int) -> None:
    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = element("tcBorders")
        borders.append(element(side, val="single", sz=eighths, space=0, color="000000"))
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def _rule_table(table: WordTable) -> None:
    borders = element("tblBorders")
    for side in ("top", "bottom"):
        borders.append(element(side, val="single", sz=_THICK, space=0, color="000000"))
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
