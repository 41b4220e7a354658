"""The Word document: sheet, fonts, page numbers, tables, bound numbers, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from linghang.reports import catalog, writing
from linghang.reports.composition import Composition, text_of
from linghang.reports.gongwen.document import docx
from linghang.reports.gongwen.typeface import BODY, HEADING, TITLE
from tests.reports import handmade


def composition(*, layout: str = "bulletin") -> Composition:
    report = catalog.reports()["brief"]
    if layout == "letter":
        changed = {"layout": layout, "masthead": "", "addressee": "市卫生健康委员会"}
        report = report.model_copy(update=changed)
    return writing.write(
        report,
        source=handmade.TableSource(provisional=True),
        period=handmade.JUNE,
        hospital="领航示范医院",
        today=handmade.TODAY,
    ).composition


@pytest.fixture(scope="module")
def brief() -> DocumentType:
    return Document(io.BytesIO(docx(composition(), at=handmade.AT)))


def texts(document: DocumentType) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_sheet_is_that_of_official_papers(brief: DocumentType) -> None:
    section = brief.sections[0]

    assert _millimetres(section.page_width, section.page_height) == (210, 297)
    assert _millimetres(section.top_margin, section.bottom_margin) == (37, 35)
    assert _millimetres(section.left_margin, section.right_margin) == (28, 26)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "579"  # 22 lines on 225 mm


def _millimetres(*lengths) -> tuple[int, ...]:  # noqa: ANN002
    return tuple(round(length / Mm(1)) for length in lengths)


def test_text_stands_on_22_lines_with_two_characters_indented(brief: DocumentType) -> None:
    first = next(p for p in brief.paragraphs if p.text.startswith("2025年6月，全院"))

    assert first.paragraph_format.line_spacing == Pt(28.95)
    assert first._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert {(_east(run), run.font.size.pt) for run in first.runs} == {(BODY, 16)}


def _east(run) -> str:  # noqa: ANN001
    return run._element.rPr.rFonts.get(qn("w:eastAsia"))


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("医院运行简报", TITLE, 42),
        ("2025年6月医院运行情况", TITLE, 22),
        ("一、总体情况", HEADING, 16),
        ("（2025年第6期）", BODY, 16),
    ],
)
def test_heads_have_their_fonts(brief: DocumentType, text: str, font: str, size: int) -> None:
    paragraph = next(p for p in brief.paragraphs if p.text == text)

    assert {(_east(run), run.font.size.pt) for run in paragraph.runs} == {(font, size)}


def test_page_numbers_stand_outside_on_odd_and_even_pages(brief: DocumentType) -> None:
    section = brief.sections[0]

    assert brief.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment.name, even.alignment.name) == ("RIGHT", "LEFT")
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    for paragraph in (odd, even):
        assert " PAGE " in [code.text for code in paragraph._p.iter(qn("w:instrText"))]


def test_the_table_repeats_its_heading_and_breaks_no_row(brief: DocumentType) -> None:
    table = brief.tables[0]

    properties = [row._tr.trPr for row in table.rows]
    assert [one.find(qn("w:tblHeader")) is not None for one in properties] == [
        True,
        *[False] * (len(table.rows) - 1),
    ]
    assert all(one.find(qn("w:cantSplit")) is not None for one in properties)
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert [side.tag for side in borders] == [qn("w:top"), qn("w:bottom")]
    assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), rel=0.01)


def test_the_bulletin_says_who_edits_and_who_receives_it(brief: DocumentType) -> None:
    assert "　领航示范医院办公室编\t2025年7月3日" in texts(brief)
    assert texts(brief)[-1] == "　发：院领导，各职能部门，各临床、医技科室。"


def test_a_letter_is_addressed_signed_and_dated() -> None:
    document = Document(io.BytesIO(docx(composition(layout="letter"), at=handmade.AT)))

    assert "市卫生健康委员会：" in texts(document)
    assert texts(document)[-2:] == ["领航示范医院", "2025年7月3日"]
    assert document.paragraphs[-1].alignment.name == "RIGHT"
    assert "医院运行简报" not in texts(document)
    together = [p.paragraph_format.keep_with_next for p in document.paragraphs[-4:]]
    assert together == [True, True, True, None]  # text, blank line, signature; then the date


def test_each_number_stands_in_a_bookmark_of_its_own() -> None:
    written = composition()
    document = Document(io.BytesIO(docx(written, at=handmade.AT)))

    found = _bookmarked(document)

    figures = {
        f"figure_{piece.figure}": piece.text
        for chapter in written.chapters
        for sentence in [s for p in chapter.paragraphs for s in p]
        + [row for table in chapter.tables for row in table.rows]
        for piece in sentence
        if piece.figure
    }
    assert found == figures


def _bookmarked(document: DocumentType) -> dict[str, str]:
    found, current = {}, None
    for node in document.element.body.iter():
        if node.tag == qn("w:bookmarkStart"):
            current = node.get(qn("w:name"))
            found[current] = ""
        elif node.tag == qn("w:bookmarkEnd"):
            current = None
        elif node.tag == qn("w:t") and current:
            found[current] += node.text
    return found


def test_every_digit_of_the_document_is_bound_or_a_date_or_a_name() -> None:
    document = Document(io.BytesIO(docx(composition(), at=handmade.AT)))
    for start in list(document.element.body.iter(qn("w:bookmarkStart"))):
        for node in start.itersiblings():
            if node.tag == qn("w:bookmarkEnd"):
                break
            node.getparent().remove(node)
    known = [r"\d{4}年\d{1,2}月(\d{1,2}日)?(\d{1,2}时\d{2}分)?", r"第\d+号", r"\d{4}年第\d+期"]
    known += [
        r"口径版本[0-9a-f]{8}",
        r"表\d　",
        r"出院后31日内",
        r"31日内再住院人次",
        "31日再住院率",
    ]

    text = "\n".join(node.text for node in document.element.body.iter(qn("w:t")))

    assert not re.search(r"\d", re.sub("|".join(known), "", text.replace("\n", "")))


def test_sentences_stand_whole_in_the_document(brief: DocumentType) -> None:
    whole = "".join(texts(brief))

    assert all(text_of(sentence) in whole for sentence in composition().sentences())


def test_properties_name_the_hospital_the_title_and_the_time(brief: DocumentType) -> None:
    properties = brief.core_properties

    assert (properties.author, properties.title) == ("领航示范医院", "医院运行简报（2025年6月）")
    assert properties.created.replace(tzinfo=None) == handmade.AT.replace(tzinfo=None)
    assert properties.comments == ""


def test_the_file_is_the_same_whenever_it_is_packed() -> None:
    first = docx(composition(), at=handmade.AT)

    assert first == docx(composition(), at=handmade.AT)
    assert first != docx(composition(), at=handmade.AT + timedelta(seconds=1))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
