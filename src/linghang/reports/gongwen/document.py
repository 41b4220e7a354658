"""Sets a composition on paper: head, chapters, closing lines."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Pt

from linghang.reports.composition import Chapter, Composition, Head
from linghang.reports.gongwen import page, tables, typeface
from linghang.reports.rules import chapter_number

_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_MASTHEAD_SIZE = 42
_RED = "C00000"


def docx(composition: Composition, *, at: datetime) -> bytes:
    """The .docx file of a report made at `at`; the same arguments give the same bytes."""
    document = page.blank()
    head = composition.head
    page.set_properties(document, author=head.hospital, title=head.title, at=at)
    if head.layout == "bulletin":
        _masthead(document, head)
    _heading(document, head)
    first_table = 1
    for number, chapter in enumerate(composition.chapters, start=1):
        _chapter(document, chapter, number=number, first_table=first_table)
        first_table += len(chapter.tables)
    if head.layout == "bulletin":
        _distribution(document, head)
    else:
        _signature(document, head)
    return page.packed(document)


def _masthead(document: Document, head: Head) -> None:
    """Name of the bulletin, its issue, who edits it and when, and the red rule."""
    name = typeface.paragraph(document, align=_CENTRE, line=Pt(60))
    typeface.write(name, head.masthead, typeface.TITLE, _MASTHEAD_SIZE, red=True)
    if head.issue:
        issue = typeface.paragraph(document, align=_CENTRE, before=6)
        typeface.write(issue, f"（{head.issue}）")
    line = typeface.paragraph(document, before=6)
    stop = page.TEXT_WIDTH - Pt(typeface.SIZE_THREE)
    line.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
    typeface.write(line, f"　{head.hospital}{head.office}编\t{head.dated}")
    typeface.rule(line, side="bottom", eighths=16, color=_RED, space=6)


def _heading(document: Document, head: Head) -> None:
    """The title two lines below the rule, and the addressee of a letter."""
    is_letter = head.layout == "letter"
    title = typeface.paragraph(document, align=_CENTRE, line=Pt(35), before=0 if is_letter else 30)
    typeface.write(title, head.heading, typeface.TITLE, typeface.SIZE_TWO)
    typeface.paragraph(document)
    if is_letter and head.addressee:
        typeface.write(typeface.paragraph(document), f"{head.addressee}：")


def _chapter(document: Document, chapter: Chapter, *, number: int, first_table: int) -> None:
    heading = typeface.paragraph(document, keep_with_next=True)
    typeface.indent(heading, side="firstLine", characters=2)
    typeface.write(heading, f"{chapter_number(number)}、{chapter.heading}", typeface.HEADING)
    for sentences in chapter.paragraphs:
        made = typeface.paragraph(document)
        typeface.indent(made, side="firstLine", characters=2)
        for sentence in sentences:
            typeface.write_pieces(made, sentence)
    for place, table in enumerate(chapter.tables):
        tables.add(document, table, number=first_table + place)


def _signature(document: Document, head: Head) -> None:
    """署名 above the date, four characters from the right edge."""
    _stay_with_text(document)
    typeface.paragraph(document, keep_with_next=True)
    for text in (head.hospital, head.dated):
        made = typeface.paragraph(document, align=_RIGHT, keep_with_next=text == head.hospital)
        typeface.indent(made, side="right", characters=4)
        typeface.write(made, text)


def _distribution(document: Document, head: Head) -> None:
    """Who receives the bulletin, between two lines (版记)."""
    if not head.addressee:
        return
    _stay_with_text(document)
    made = typeface.paragraph(document, before=typeface.LINE.pt)
    typeface.write(made, f"　发：{head.addressee}。", typeface.BODY, typeface.SIZE_FOUR)
    typeface.rule(made, side="top", eighths=8, space=2)
    typeface.rule(made, side="bottom", eighths=8, space=2)


def _stay_with_text(document: Document) -> None:
    """Closing lines never stand alone on a page: the last paragraph goes with them."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
