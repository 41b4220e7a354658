"""What is read out of files: words, tables, Word's own numbers; a scan is refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from linghang.texts.papers.numbering import said
from linghang.texts.papers.reading import CannotReadPaper, words_of


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def numbered() -> bytes:
    """A document in which Word itself writes 第一条, 第二条."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0">'
            '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
    )
    for text in ("为规范管理。", "本办法适用于全院。"):
        made = document.add_paragraph(text)
        made._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>')
        )
    return saved(document)


def test_words_tables_and_words_own_numbers_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("某办法")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "岗位", "职责"

    assert words_of("a.docx", saved(document)) == "某办法\n岗位｜职责"
    assert words_of("b.docx", numbered()) == "第一条 为规范管理。\n第二条 本办法适用于全院。"


def test_plain_text_in_the_encodings_of_offices_is_read() -> None:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        assert words_of("c.txt", "第一条 甲".encode(encoding)) == "第一条 甲"


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("扫描.docx", saved(docx.Document()), "扫描件"),
        ("照片.jpg", b"\xff\xd8\xff\xe0", "扫描件"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1", ".docx"),
        ("文.pdf", b"%PDF-1.7", "PDF"),
        ("包.docx", archive(a="b"), "不是 Word 文档"),
        ("坏.docx", b"PK\x03\x04broken", "已损坏"),
        ("乱.txt", b"\x00\x01\x00\x81", "不是文本文件"),
    ],
)
def test_what_holds_no_words_is_refused_with_what_to_do(
    name: str, content: bytes, says: str
) -> None:
    with pytest.raises(CannotReadPaper, match=says):
        words_of(name, content)


@pytest.mark.parametrize(
    ("count", "text"), [(1, "一"), (10, "十"), (21, "二十一"), (101, "一百零一"), (110, "一百一十")]
)
def test_chinese_numbers_are_written_as_in_a_rule(count: int, text: str) -> None:
    assert said(count, "chineseCounting") == text
