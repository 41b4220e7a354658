"""The sheet of an official paper: A4, type area 156 × 225 mm, page numbers, document properties."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from linghang.reports.gongwen import typeface
from linghang.reports.gongwen.typeface import element

TEXT_WIDTH = Mm(156)
_LINE_PITCH = 579  # 28.95 pt in twentieths
# The earliest time that a zip file can name; the true time stands in the document's properties.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def blank() -> Document:
    """An empty paper with margins, fonts, line grid and page numbers."""
    document = new_document()
    _drop_thumbnail(document)
    _set_defaults(document)
    section = document.sections[0]
    _set_sheet(section)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right")
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left")
    return document


def set_properties(document: Document, *, author: str, title: str, at: datetime) -> None:
    """Who made the document, what it is called, and when (`at`, with time zone)."""
    properties = document.core_properties
    instant = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.author = properties.last_modified_by = author
    properties.title = title
    properties.created = properties.modified = instant
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1


def packed(document: Document) -> bytes:
    """The .docx file; the same document gives the same bytes, whenever it is packed."""
    draft, final = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return final.getvalue()


def _drop_thumbnail(document: Document) -> None:
    """The library's template carries a picture of another document."""
    relations = document.part.package.rels
    for key in [k for k, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[key]


def _set_defaults(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = typeface.LATIN, Pt(typeface.SIZE_THREE)
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), typeface.BODY)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_sheet(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)  # the number stands 7 mm under the type area
    section.header_distance = Mm(15)
    properties = section._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(element("docGrid", type="lines", linePitch=_LINE_PITCH))


def _page_number(footer: _Footer, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    """— 1 —, one character away from the outer edge."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    typeface.indent(paragraph, side=side, characters=1, size=typeface.SIZE_FOUR)
    _write_number(paragraph, "— ")
    for kind in ("begin", "instrText", "separate", "shown", "end"):
        run = _write_number(paragraph, "1" if kind == "shown" else "")
        if kind == "instrText":
            code = element("instrText")
            code.text = " PAGE "
            run.append(code)
        elif kind != "shown":
            run.append(element("fldChar", fldCharType=kind))
    _write_number(paragraph, " —")


def _write_number(paragraph: Paragraph, text: str) -> BaseOxmlElement:
    number = typeface.NUMBER
    return typeface.write(paragraph, text, number, typeface.SIZE_FOUR, latin=number)._element
