"""Workbooks are read as they are; what cannot be read says why, and what to do."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.sheets import reading
from linghang.foundation.sheets.definitions import (
    CannotRead,
    Limits,
    cell_name,
    column_number,
    letter,
)
from tests.foundation.sheets import old_workbook
from tests.foundation.sheets.workbooks import HEAD, change, xlsx

DAY = date(2020, 3, 1)
ROWS = [HEAD, ["00123", "甲", "内科", DAY], ["00124", "乙", "外科", DAY]]


def test_a_workbook_keeps_texts_days_and_whole_numbers(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": [["工号", "床位"], ["00123", 12], [7, 1.5]]})

    found = reading.read(file)

    assert found.kind == "xlsx"
    assert [sheet.name for sheet in found.sheets] == ["人员"]
    assert found.sheets[0].rows == [["工号", "床位"], ["00123", 12], [7, 1.5]]


def test_columns_that_begin_further_right_keep_their_letters(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": [[], [None, None, "工号"], [None, None, "1"]]})

    assert reading.read(file).sheets[0].rows == [["", "", ""], ["", "", "工号"], ["", "", "1"]]


def test_an_old_workbook_is_read_alike(tmp_path):
    file = old_workbook.write(
        tmp_path / "a.xls",
        {"人员": [*ROWS, ["00125", "丙", "", DAY]], "旧表": [["x"]]},
        merged=[(2, 3, 2, 2)],
        hidden=["旧表"],
    )

    found = reading.read(file)

    assert found.kind == "xls"
    assert found.sheets[0].rows == [*ROWS, ["00125", "丙", "外科", DAY]]
    assert found.notes == ("工作表“旧表”是隐藏的，没有读取。",)


def test_errors_of_an_old_workbook_are_known_too(tmp_path):
    rows = [HEAD, ["1", "甲", "", old_workbook.Error()], ["2", old_workbook.Error()]]
    file = old_workbook.write(tmp_path / "a.xls", {"封面": [["x"]], "人员": rows})

    cover, sheet = reading.read(file).sheets

    assert not cover.faults.errors
    assert sheet.faults.errors == {(1, 3): "#DIV/0!", (2, 1): "#DIV/0!"}


damages = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 255)), max_size=12)


@given(damages)
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(tmp_path_factory, damage):
    file = xlsx(tmp_path_factory.mktemp("new") / "a.xlsx", {"人员": ROWS})
    content = bytearray(file.read_bytes())
    for place, value in damage:
        content[place % len(content)] = value
    file.write_bytes(content)

    with suppress(CannotRead):
        reading.read(file)


@given(damages)
def test_a_damaged_old_workbook_is_read_or_refused_and_nothing_else(tmp_path_factory, damage):
    file = old_workbook.write(tmp_path_factory.mktemp("old") / "a.xls", {"人员": ROWS})
    content = bytearray(file.read_bytes())
    for place, value in damage:
        content[place % len(content)] = value
    file.write_bytes(content)

    with suppress(CannotRead):
        reading.read(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_both_encodings(tmp_path, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes('工号,姓名\n00123,某某\n00124,"有,号"\n\n'.encode(encoding))

    found = reading.read(file)

    assert found.sheets[0].rows == [["工号", "姓名"], ["00123", "某某"], ["00124", "有,号"]]


def test_what_we_disarmed_in_a_csv_comes_back_as_it_was(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("工号,姓名\n1,'=1+1\n2,'甲\n", "utf-8")

    assert [row[1] for row in reading.read(file).sheets[0].rows[1:]] == ["=1+1", "'甲"]


def test_merged_cells_are_filled_and_remembered(tmp_path):
    file = xlsx(
        tmp_path / "a.xlsx",
        {"人员": [["名册"], HEAD, ["1", "甲", None], ["2", "乙"], ["3", "丙"]]},
        merged={"C3:C5": "内科", "A1:D1": "名册"},
    )

    sheet = reading.read(file).sheets[0]

    assert [row[2] for row in sheet.rows[2:]] == ["内科"] * 3
    assert [(one.range, one.value, one.cells) for one in sheet.expanded(below=1)] == [
        ("C3:C5", "内科", 3)
    ]


def test_cells_with_errors_and_formulas_without_results_are_known(tmp_path):
    file = xlsx(
        tmp_path / "a.xlsx",
        {"人员": ROWS},
        unsaved=["C17"],
        broken=["D3"],
    )

    faults = reading.read(file).sheets[0].faults

    assert faults.errors == {(2, 3): "#REF!"}
    assert {cell_name(*cell) for cell in faults.unsaved} == {"C17"}


def test_a_formula_gives_the_result_that_was_saved(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": ROWS}, broken=["E9"])
    change(
        file,
        "xl/worksheets/sheet1.xml",
        b't="e"><f>#REF!</f><v>#REF!</v>',
        b't="str"><f>A2</f><v>00123</v>',
    )

    sheet = reading.read(file).sheets[0]

    assert sheet.rows[8][4] == "00123"
    assert not sheet.faults.errors
    assert not sheet.faults.unsaved


def test_the_extension_does_not_matter(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": ROWS})

    assert reading.read(file.rename(tmp_path / "a.xls")).sheets[0].rows == ROWS


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/media/image1.bin", b"\0" * 30_000_000)
    return path


def liar(path: Path) -> Path:
    """A part that is longer than the archive says."""
    xlsx(path, {"人员": ROWS})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    size = entry.file_size.to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(size, (10).to_bytes(4, "little")))
    return path


def document(path: Path, member: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"x")
    return path


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


REFUSED = {
    "empty": (lambda p: put(p, b""), "是空文件"),
    "too large": (lambda p: put(p, b"PK" + b"x" * 3_000_000), "超过单个表格文件的上限"),
    "encrypted": (
        lambda p: put(p, old_workbook.compound("EncryptedPackage", b"x" * 5000)),
        "设了打开密码",
    ),
    "old encrypted": (
        lambda p: old_workbook.write(p, {"人员": [["x"]]}, password=True),
        "设了打开密码",
    ),
    "old document": (
        lambda p: put(p, old_workbook.compound("WordDocument", b"x" * 5000)),
        "已损坏或没有传完",
    ),
    "web page": (lambda p: put(p, b"\n<HTML><table></table>"), "是网页格式"),
    "pdf": (lambda p: put(p, b"%PDF-1.7"), "是PDF 文件"),
    "gzip": (lambda p: put(p, b"\x1f\x8b\x08"), "是压缩包"),
    "word": (lambda p: document(p, "word/document.xml"), "是文字文档"),
    "other zip": (lambda p: document(p, "a.txt"), "是压缩包或别的文件"),
    "binary workbook": (lambda p: document(p, "xl/workbook.bin"), "二进制工作簿"),
    "half a workbook": (
        lambda p: put(p, xlsx(p, {"人员": ROWS}).read_bytes()[:3000]),
        "已损坏或没有传完",
    ),
    "part missing": (lambda p: document(p, "xl/workbook.xml"), "已损坏或没有传完"),
    "bomb": (bomb, "疑似压缩炸弹"),
    "liar": (liar, "已损坏或没有传完"),
    "nothing": (lambda p: xlsx(p, {"人员": []}), "都是空的或隐藏的"),
    "only hidden": (
        lambda p: xlsx(p, {"说明": [["x"]], "人员": ROWS}, hidden=["人员"]),
        "都是空的或隐藏的",
    ),
    "far row": (
        lambda p: xlsx(p, {"人员": [*ROWS, *[[]] * 600, ["x"]]}),
        "一直用到 D604，至少有 604 行",
    ),
    "far column": (lambda p: xlsx(p, {"人员": [*ROWS, [*[None] * 80, "x"]]}), "超过上限 50 列"),
    "many cells": (
        lambda p: xlsx(p, {"人员": [[*[None] * 45, "x"], *[[]] * 300, ["x"]]}),
        "超过上限 10000 格",
    ),
    "utf-16": (lambda p: put(p, "工号,姓名".encode("utf-16")), "不是 UTF-8 或 GB18030 文本"),
    "quotes": (lambda p: put(p, '工号,姓名\n1,"甲\n2,乙\n'.encode()), "双引号没有配对"),
    "long line": (lambda p: put(p, b"a" * 40_000), "不像表格"),
    "blank csv": (lambda p: put(p, b",,\n,,\n"), "里没有内容"),
    "long csv": (lambda p: put(p, b"a,b\n" * 600), "超过一次导入的上限 500 行"),
}
LIMITS = Limits(bytes=2_000_000, unpacked=20_000_000, rows=500, columns=50, cells=10_000)


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_read_says_why(tmp_path, what):
    make, says = REFUSED[what]
    file = make(tmp_path / "某表.xlsx")

    with pytest.raises(CannotRead, match=says) as refusal:
        reading.read(file, name="人员表.xlsx", limits=LIMITS)

    assert str(refusal.value).startswith("人员表.xlsx")
    assert str(refusal.value).endswith("。")


def test_a_cell_in_the_last_corner_takes_no_memory(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", {"人员": ROWS})
    change(
        file,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )

    with pytest.raises(CannotRead, match="一直用到 XFD1048576"):
        reading.read(file)


def test_columns_are_named_as_in_a_spreadsheet():
    assert [letter(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(letter(number)) == number for number in range(2000))
