"""Opening, decoding and reading files: what is wrong is told with its place."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from linghang.foundation.intake import decode, duck, unpack
from linghang.foundation.intake.checks import Checker
from linghang.foundation.intake.definitions import Column, Group, Layout, Rule
from linghang.foundation.intake.tables import CannotRead, Reader
from linghang.foundation.intake.unpack import Source

LAYOUT = Layout(
    name="试验",
    columns=(
        Column(code="K", name="编号", required=True, in_header=True, identifying=True),
        Column(code="N", name="天数", kind="integer", required=True),
        Column(code="M", name="金额", kind="cents"),
        Column(code="T", name="时间", kind="datetime"),
        Column(code="C", name="方式", allowed=("1", "2")),
    ),
    groups=(
        Group(code="ops", columns=("P1", "P2")),
        Group(code="levels", columns=("L1", "L2"), beside=("P1", "P2")),
    ),
    rules=(
        Rule(code="long", column="N", broken='"N" > 90', says="太长", severity="warning"),
        Rule(code="neg", column="N", broken='"N" <= 0', says="应大于 0", severity="error"),
    ),
)
HEADER = "K,N,M,T,C,P1,L1,P2,L2"


def read(tmp_path, text, encoding="utf-8"):
    """(good rows, complaints) of a file with this content."""
    path = tmp_path / "f.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    reader = Reader(Source("f.csv", path), decode.encoding_of(path, name="f.csv"), LAYOUT)
    rows, complaints = [], []
    with duck.cursor() as connection:
        for block in reader.blocks():
            checked = Checker(LAYOUT).run(connection, block, file="f.csv")
            rows += checked.good.to_pylist()
            complaints += checked.complaints
    return rows, complaints + reader.complaints


def test_values_are_typed_and_lists_run_in_step(tmp_path):
    rows, complaints = read(tmp_path, f"{HEADER}\nabc123,8,12.345,2025/6/3 10:20,1,-,-,45.2,3\n")

    assert complaints == []
    assert rows[0]["N"] == 8
    assert rows[0]["M"] == 1235
    assert rows[0]["T"].isoformat() == "2025-06-03T10:20:00"
    assert (rows[0]["ops"], rows[0]["levels"]) == (["45.2"], ["3"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_give_the_same_rows(tmp_path, encoding):
    text = f"{HEADER}\n{'张三丰' * 20},8,1,,1,,,,\n"

    rows, _ = read(tmp_path, text, encoding)

    assert rows[0]["K"] == "张三丰" * 20


@pytest.mark.parametrize(
    ("line", "row", "column", "severity", "says"),
    [
        ("k1,x,1,,1,,,,", 2, "天数（N）", "error", "应当是整数"),
        ("k1,,1,,1,,,,", 2, "天数（N）", "error", "没有填写"),
        ("k1,0,1,,1,,,,", 2, "天数（N）", "error", "应大于 0"),
        ("k1,99,1,,1,,,,", 2, "天数（N）", "warning", "太长"),
        ("k1,8,abc,,1,,,,", 2, "金额（M）", "warning", "金额"),
        ("k1,8,1,2025-13-01,1,,,,", 2, "时间（T）", "warning", "2025-06-03"),
        ("k1,8,1,,9,,,,", 2, "方式（C）", "warning", "只能是 1、2"),
        ("k1,8", 2, "—", "error", "列数与表头不符"),
    ],
)
def test_each_fault_names_row_and_column(tmp_path, line, row, column, severity, says):
    rows, complaints = read(tmp_path, f"{HEADER}\n{line}\n")

    (one,) = complaints
    assert (one.row, one.column, one.severity) == (row, column, severity)
    assert says in one.says
    assert bool(rows) is (severity == "warning")


def test_rows_after_a_bad_one_keep_their_number(tmp_path):
    rows, complaints = read(tmp_path, f"{HEADER}\nk1,1,,,,,,,\nk2,1\nk3,1,,,,,,,\nk4,z,,,,,,,\n")

    assert [row["row_number"] for row in rows] == [2, 4]
    assert sorted(one.row for one in complaints) == [3, 5]


def test_an_identifying_value_is_masked_in_its_complaint(tmp_path):
    layout = Layout(
        name="试验",
        columns=(Column(code="K", name="编号", allowed=("x",), identifying=True, required=True),),
    )
    path = tmp_path / "f.csv"
    path.write_text("K\n9900001985\n")
    with duck.cursor() as connection:
        (block,) = Reader(Source("f.csv", path), "utf8", layout).blocks()
        (one,) = Checker(layout).run(connection, block, file="f.csv").complaints

    assert one.value == "***85"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (HEADER.encode() + b"\n", "只有表头"),
        (b"x,y\n1,2\n", "一个列编码也没有认出来"),
        (b"N,M\n1,2\n", "缺少必需的列：编号（K）"),
        (b"K,N,N\n1,2,3\n", r"N 出现了 2 次（第 2、3 列）"),
        (HEADER.encode() + b'\nk1,1,"2,,,,,,\nk2,1,,,,,,,\n', "第 2 行第 3 列的引号没有配对"),
        (HEADER.encode() + b"\nk1,1,,,,,,,\nk\xff\xff,1,,,,,,,\n", "第 3 行第 1 列"),
        ("K,N\n甲,1\n".encode("utf-16"), "UTF-16"),
        (("K,N\n" + "甲" * 40 + ",1\n").encode() + b"\xe7\x94,1\n", "第 3 行第 1 列有损坏的字符"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(tmp_path, content, says):
    with pytest.raises((CannotRead, decode.CannotDecode), match=says):
        read(tmp_path, content)


def test_a_line_break_inside_quotes_is_part_of_the_cell(tmp_path):
    rows, complaints = read(tmp_path, f'{HEADER}\n"k\n1",8,,,,,,,\nk2,z,,,,,,,\n')

    assert rows[0]["K"] == "k\n1"
    assert complaints[0].row == 3


def opened(tmp_path, path, limit=10**9):
    return unpack.unpack(path.name, path, folder=tmp_path, limit=limit)


def test_zip_and_gzip_are_opened_with_chinese_names(tmp_path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("二月.csv", "b")
        archive.writestr("一月.csv", "a")
        archive.writestr("说明.txt", "x")
    with gzip.open(tmp_path / "b.csv.gz", "wb") as stream:
        stream.write(b"c")

    names = [one.name for one in opened(tmp_path, packed)]
    (plain,) = opened(tmp_path, tmp_path / "b.csv.gz")

    assert names == ["a.zip/一月.csv", "a.zip/二月.csv"]
    assert (plain.name, plain.path.read_bytes()) == ("b.csv", b"c")


def test_a_bomb_is_refused_and_leaves_nothing(tmp_path):
    packed = tmp_path / "bomb.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (64 * 1024 * 1024))

    with pytest.raises(unpack.CannotUnpack, match="压缩炸弹"):
        opened(tmp_path, packed)

    assert [one.name for one in tmp_path.iterdir()] == ["bomb.zip"]


def test_an_archive_over_the_limit_is_refused(tmp_path):
    packed = tmp_path / "big.csv.gz"
    with gzip.open(packed, "wb") as stream:
        stream.write(bytes(range(256)) * 8000)

    with pytest.raises(unpack.CannotUnpack, match="超过上限"):
        opened(tmp_path, packed, limit=1024 * 1024)

    assert [one.name for one in tmp_path.iterdir()] == ["big.csv.gz"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", b"PK\x03\x04broken", "zip 压缩包已损坏"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00broken", "gzip 压缩包已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 工作簿"),
    ],
)
def test_what_cannot_be_opened_says_how_to_mend_it(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(unpack.CannotUnpack, match=says):
        opened(tmp_path, tmp_path / name)
