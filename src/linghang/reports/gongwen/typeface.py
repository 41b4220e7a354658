"""Characters and paragraphs of an official paper: which font, which size, how far indented."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from linghang.reports.composition import Piece

# Named, never shipped: the first three are commercial fonts. deploy/fonts/ maps them for previews.
TITLE = "方正小标宋简体"
BODY = "仿宋_GB2312"
SECOND = "楷体_GB2312"
HEADING = "黑体"
NUMBER = "宋体"
LATIN = "Times New Roman"

SIZE_TWO = 22  # 二号: titles
SIZE_THREE = 16  # 三号: text and headings
SIZE_FOUR = 14  # 四号: page numbers and the closing lines
SIZE_SMALL_FOUR = 12  # 小四: tables
RED = RGBColor(0xC0, 0x00, 0x00)
LINE = Pt(28.95)  # 22 lines on the 225 mm of the type area
# 28 characters of 16 pt on 156 mm leave 15.8 pt each; in twentieths of a point.
_TIGHTER = -4
# Elements that must follow w:spacing inside w:rPr.
_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def element(tag: str, /, **attributes: str | int) -> BaseOxmlElement:
    """A WordprocessingML element with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def write(
    paragraph: Paragraph,
    text: str,
    east: str = BODY,
    size: float = SIZE_THREE,
    *,
    latin: str = LATIN,
    red: bool = False,
) -> Run:
    """Add text in this font; Chinese characters take `east`, all others `latin`."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = latin, Pt(size)
    properties = run._element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), east)
    if size == SIZE_THREE:
        properties.insert_element_before(element("spacing", val=_TIGHTER), *_AFTER_SPACING)
    if red:
        run.font.color.rgb = RED
    return run


def write_pieces(
    paragraph: Paragraph, pieces: Iterable[Piece], east: str = BODY, size: float = SIZE_THREE
) -> None:
    """Add a sentence; each figure stands inside a bookmark `figure_<number>`."""
    for piece in pieces:
        if piece.figure is None:
            write(paragraph, piece.text, east, size)
            continue
        name = f"figure_{piece.figure}"
        paragraph._p.append(element("bookmarkStart", id=piece.figure, name=name))
        write(paragraph, piece.text, east, size)
        paragraph._p.append(element("bookmarkEnd", id=piece.figure))


def paragraph(
    document: Document,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    line: Length = LINE,
    before: float = 0,
    keep_with_next: bool = False,
) -> Paragraph:
    """An empty paragraph with exact line height (and `before` points above it)."""
    made = document.add_paragraph()
    set_lines(made, line)
    made.paragraph_format.space_before = Pt(before)
    made.paragraph_format.keep_with_next = keep_with_next or None
    if align is not None:
        made.alignment = align
    return made


def set_lines(made: Paragraph, line: Length) -> None:
    """Exact line height, nothing above or below, no moved lines at page ends."""
    form = made.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False


def off_grid(made: Paragraph) -> None:
    """Let the paragraph's own line height stand against the page's line grid (in tables)."""
    made._p.get_or_add_pPr().insert_element_before(
        element("snapToGrid", val=0), "w:spacing", "w:ind", "w:jc"
    )


def indent(made: Paragraph, *, side: str, characters: int, size: float = SIZE_THREE) -> None:
    """Indent `firstLine`, `left` or `right` by whole characters, not by a length."""
    properties = made._p.get_or_add_pPr().get_or_add_ind()
    properties.set(qn(f"w:{side}Chars"), str(characters * 100))
    properties.set(qn(f"w:{side}"), str(int(characters * size * 20)))


def rule(made: Paragraph, *, side: str, eighths: int, color: str = "000000", space: int) -> None:
    """A line `above` (top) or `below` (bottom) the paragraph, in eighths of a point."""
    properties = made._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = element("pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    borders.append(element(side, val="single", sz=eighths, space=space, color=color))
