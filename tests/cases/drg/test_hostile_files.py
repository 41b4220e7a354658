"""Files that are broken, odd or huge: one message that names file, row and column, or a status."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linghang.cases.drg import group_file, load_rules
from linghang.cases.drg.atomic import whole_file
from linghang.foundation.errors import Refused
from tests.drg_cases import INPUT

HEADER = ",".join(INPUT)
GOOD = "1,1,60,21900,0,5,1,K80.304|E11.900,"


def grouped(tmp_path: Path, content: str | bytes, **options: Any) -> list[dict[str, str]]:
    """The rows that come of a CSV file."""
    source, target = tmp_path / "cases.csv", tmp_path / "grouped.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    group_file(source, target, load_rules("chs_drg_11"), **options)
    csv.field_size_limit(10**7)
    with target.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def refusal(source: Path, target_name: str = "grouped.parquet") -> str:
    """What a refused file is refused with; nothing else may be left in its folder."""
    before = set(os.listdir(source.parent))
    with pytest.raises(Refused) as caught:
        group_file(source, source.parent / target_name, load_rules("chs_drg_11"))
    assert set(os.listdir(source.parent)) == before
    return str(caught.value)


def statuses(rows: list[dict[str, str]]) -> list[str]:
    return [row["status"] for row in rows]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (GOOD, "分组成功"),
        ("1,1,200,73000,0,5,1,K80.304,", "分组成功"),
        ("1,1,60.0, 21900 ,0,5,1,K80.304,", "分组成功"),
        ("1,1,60,,,,1,K80.304,", "分组成功"),
        ("1,1,60,21900,-1,-1,1,K80.304,", "分组成功"),
        ("1,1,99999999999999999999,1,0,5,1,K80.304,", "分组成功"),
        ("1,1,60,21900,0,5,1,,", "无法入组"),
        ("1,1,60,21900,0,5,1,|||,|||", "无法入组"),
        ("1,1,60,21900,0,5,1,K80.304\x01\x7f,\x00", "无法入组"),
        ("1,1,60,21900,0,5,1,K80.304\x00,", "无法入组"),
        ("1,1,60,21900,0,5,1,k80.304,", "无法入组"),
        ("1,1,60,21900,0,5,1, K80.304,", "无法入组"),
        ("1,1,60,21900,0,5,1,\u4e2d\u6587\U0001f600,", "无法入组"),
        ("1,,60,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,3,60,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,\u7537,60,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,1,60\u5c81,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,1,3.5,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,1,0x10,21900,0,5,1,K80.304,", "信息校验不通过"),
        ("1,1,0,,3000,5,1,P22.000,", "信息校验不通过"),
        ("1,1,0,5,,5,1,P22.000,", "分组成功"),
        ("1,1,0,5,abc,5,1,P22.000,", "信息校验不通过"),
    ],
)
def test_an_odd_row_gets_a_status(tmp_path: Path, row: str, status: str) -> None:
    assert statuses(grouped(tmp_path, f"{HEADER}\n{row}\n")) == [status]


def test_a_blank_weight_fails_the_check_where_the_rules_say_so(tmp_path: Path) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text(f"{HEADER}\n1,1,0,5,,5,1,P22.000,\n", "utf-8")
    group_file(source, target, load_rules("yunnan_2023"))
    assert target.read_text("utf-8").splitlines()[1] == "1,1,0,5,,5,1,P22.000,,信息校验不通过,,,"


def test_five_hundred_diagnoses_and_very_long_codes(tmp_path: Path) -> None:
    many = "|".join(["K80.304", *["E11.900"] * 499])
    rows = grouped(tmp_path, f"{HEADER}\n1,1,60,1,0,5,1,{many},\n2,1,60,1,0,5,1,{'A' * 10**6},\n")
    assert statuses(rows) == ["分组成功", "无法入组"]
    assert rows[0]["dx"] == many


def test_quoted_commas_quotes_and_line_feeds_come_through(tmp_path: Path) -> None:
    odd = 'a "b", c\r\nd'
    written = io.StringIO()
    csv.writer(written).writerows([[*INPUT, "备注"], [*GOOD.split(","), odd]])
    (row,) = grouped(tmp_path, "\ufeff" + written.getvalue())
    assert (row["备注"], row["drg"], row["id"]) == (odd, "HU15", "1")


def test_a_header_alone_gives_a_header_alone(tmp_path: Path) -> None:
    for ending in ("csv", "parquet", "csv.gz"):
        source, target = tmp_path / "empty.csv", tmp_path / f"grouped.{ending}"
        source.write_text(HEADER + "\n", "utf-8")
        assert group_file(source, target, load_rules("chs_drg_11")).cases == 0
    assert pq.read_table(tmp_path / "grouped.parquet").num_rows == 0
    with gzip.open(tmp_path / "grouped.csv.gz", "rt", encoding="utf-8") as stream:
        assert stream.read() == f"{HEADER},status,mdc,adrg,drg\n"


def test_ten_thousand_columns(tmp_path: Path) -> None:
    names = [*INPUT, *(f"c{number}" for number in range(10_000))]
    content = f"{','.join(names)}\n{GOOD}{',x' * 10_000}\n"
    (row,) = grouped(tmp_path, content)
    assert list(row) == [*names, "status", "mdc", "adrg", "drg"]
    assert (row["c9999"], row["drg"]) == ("x", "HU15")
    wide = parquet(tmp_path / "a.parquet", **dict.fromkeys(names[9:], pa.array(["x", "y"])))
    group_file(wide, tmp_path / "b.parquet", load_rules("chs_drg_11"))
    (row, _) = pq.read_table(tmp_path / "b.parquet", columns=["c9999", "drg"]).to_pylist()
    assert row == {"c9999": "x", "drg": "HU15"}


def test_columns_of_an_earlier_grouping_are_replaced(tmp_path: Path) -> None:
    before = {"status": pa.array(["?"] * 2), "drg": pa.array(["?"] * 2), "last": pa.array([1, 2])}
    source = parquet(tmp_path / "a.parquet", **before)
    for ending in ("parquet", "csv"):
        target = tmp_path / f"b.{ending}"
        summary = group_file(source, target, load_rules("chs_drg_11"))
        assert summary.replaced == ["status", "drg"]
    found = pq.read_table(tmp_path / "b.parquet")
    assert found.schema.names == [*INPUT, "last", "status", "mdc", "adrg", "drg"]
    assert found["drg"].to_pylist() == ["HU15"] * 2
    assert (tmp_path / "b.csv").read_text("utf-8").startswith(",".join(found.schema.names))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空文件，连表头也没有"),
        (b"\n", "是空文件"),
        (HEADER.encode(), "表头之后没有换行"),
        (b"id,sex,age\n1,1,60\n", "缺少列：age_days、birth_weight、los、dx、px"),
        (f"{HEADER},dx\n{GOOD},\n".encode(), "有重名的列：dx"),
        (f"{HEADER}\n{GOOD}\n{GOOD},7\n".encode(), "第3行有10格，表头有9格"),
        (f"{HEADER}\n{GOOD}\n1,2\n".encode(), "第3行有2格，表头有9格"),
        (
            f"{HEADER}\n{GOOD}\n".encode() + b"1,1,60,1,0,5,1,\xff\xfe,\n",
            "既不是 UTF-8 也不是 GB18030：第 3 行第 8 列",
        ),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "可能是 UTF-16"),
    ],
)
def test_a_broken_csv_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    source = tmp_path / "cases.csv"
    source.write_bytes(content)
    message = refusal(source)
    assert says in message
    assert str(source) in message


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_what_a_hospital_system_writes_in_gb18030_is_read(tmp_path: Path, ending: str) -> None:
    # The second byte of the second character is the bar that joins codes.
    content = f'{HEADER},\u5907\u6ce8\n{GOOD},"\u4e02|\u5008"\n{GOOD},\U0001f600\n'.encode(
        "gb18030"
    )
    source, target = tmp_path / f"cases.{ending}", tmp_path / "grouped.csv"
    source.write_bytes(gzip.compress(content) if ending == "csv.gz" else content)
    group_file(source, target, load_rules("chs_drg_11"))
    with target.open(encoding="utf-8", newline="") as stream:
        found = [(row["\u5907\u6ce8"], row["drg"]) for row in csv.DictReader(stream)]
    assert found == [("\u4e02|\u5008", "HU15"), ("\U0001f600", "HU15")]


@pytest.mark.parametrize("rows", [3, 300_000])
def test_an_unclosed_quote_loses_no_row_in_silence(tmp_path: Path, rows: int) -> None:
    source = tmp_path / "cases.csv"
    source.write_text(f'{HEADER}\n1,1,60,1,0,5,1,"K80.304,\n' + f"{GOOD}\n" * rows, "utf-8")
    assert "可能是引号没有配对" in refusal(source)


@pytest.mark.parametrize("cut", [5, 40, -8])
def test_broken_compression_is_refused(tmp_path: Path, cut: int) -> None:
    source = tmp_path / "cases.csv.gz"
    whole = gzip.compress(f"{HEADER}\n{GOOD}\n".encode() * 50, mtime=0)
    source.write_bytes(whole[:cut])
    assert "压缩内容已损坏" in refusal(source)
    source.write_text(HEADER, "utf-8")
    assert "压缩内容已损坏，或不是 gzip 文件" in refusal(source)


def parquet(path: Path, **changed: Any) -> Path:
    """A Parquet file with two good cases, columns replaced or (None) left out."""
    columns: dict[str, Any] = {
        name: pa.array([int(value)] * 2)
        for name, value in zip(INPUT[:7], GOOD.split(","), strict=False)
    }
    columns |= {"dx": pa.array(["K80.304|E11.900"] * 2), "px": pa.array(["", None]), **changed}
    pq.write_table(pa.table({name: one for name, one in columns.items() if one is not None}), path)
    return path


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"px": None}, "缺少列：px"),
        ({"age": pa.array([True, False])}, "列 age 的类型是 bool，应为整数"),
        ({"age": pa.array([[1], [2]])}, "列 age 的类型是 list"),
        ({"dx": pa.array([1, 2])}, "列 dx 的类型是 int64，应为以“|”相连的文字"),
        ({"dx": pa.array([["K80.304"], []])}, "列 dx 的类型是 list"),
        ({"sex": pa.array([{"a": 1}] * 2)}, "列 sex 的类型是 struct"),
    ],
)
def test_wrong_types_in_parquet_are_refused(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    assert says in refusal(parquet(tmp_path / "cases.parquet", **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"age": pa.array([60.0, 60.0])},
        {"age": pa.array(["60", " 60"])},
        {"age": pa.array([60, 60], pa.uint64()), "los": pa.array([2**63, 5], pa.uint64())},
        {"age": pa.array([60, 60], pa.int8())},
        {"age": pa.array([60, 60], pa.decimal128(5, 1))},
        {"sex": pa.array([1, 1]).dictionary_encode(), "los": pa.nulls(2)},
        {"dx": pa.array(["K80.304", "K80.304|E11.900"]).dictionary_encode()},
        {"dx": pa.array(["K80.304"] * 2, pa.large_string())},
        {"dx": pa.array(["K80.304"] * 2, pa.string_view())},
        {"dx": pa.array([b"K80.304"] * 2, pa.binary()), "px": pa.nulls(2)},
        {"extra": pa.array([{"a": [1]}, None]), "more": pa.array([b"\xff", None])},
    ],
)
def test_all_sensible_types_in_parquet_are_read(tmp_path: Path, changed: dict[str, Any]) -> None:
    source, target = parquet(tmp_path / "cases.parquet", **changed), tmp_path / "b.parquet"
    group_file(source, target, load_rules("chs_drg_11"))
    found, given = pq.read_table(target), pq.read_table(source)
    assert set(found["drg"].to_pylist()) <= {"HU15"}
    assert found.select(given.schema.names).equals(given)


def test_nulls_in_parquet_are_missing_values(tmp_path: Path) -> None:
    newborn = {"age": pa.array([0, None]), "age_days": pa.array([5, 5])}
    source = parquet(
        tmp_path / "a.parquet",
        **newborn,
        birth_weight=pa.array([None, 3000], pa.int64()),
        dx=pa.array(["P22.000", None]),
    )
    group_file(source, tmp_path / "b.parquet", load_rules("chs_drg_11"))
    assert pq.read_table(tmp_path / "b.parquet")["status"].to_pylist() == ["信息校验不通过"] * 2


@pytest.mark.parametrize("damage", ["cut", "middle", "noise", "csv"])
def test_a_damaged_parquet_file_is_refused(tmp_path: Path, damage: str) -> None:
    source = parquet(tmp_path / "cases.parquet")
    content = source.read_bytes()
    damaged = {
        "cut": content[:-20],
        "middle": content[:4] + b"\xff" * 400 + content[404:],
        "noise": os.urandom(1000),
        "csv": f"{HEADER}\n{GOOD}\n".encode(),
    }
    source.write_bytes(damaged[damage])
    assert str(source) in refusal(source)


def test_wrong_names_and_places_are_refused(tmp_path: Path) -> None:
    rules = load_rules("chs_drg_11")
    assert "没有文件" in refusal(tmp_path / "none.csv")
    assert "没有文件" in refusal(tmp_path / "none.parquet")
    source = parquet(tmp_path / "cases.parquet")
    assert "文件名应以" in refusal(source, "grouped.xlsx")
    assert "不能就是输入文件" in refusal(source, "cases.parquet")
    with pytest.raises(Refused, match="不能在 .*：没有这个文件夹"):
        group_file(source, tmp_path / "no-folder/b.csv", rules)
    assert "文件名太长" in refusal(source, f"{'x' * 255}.csv")
    (tmp_path / "folder.parquet").mkdir()
    assert "folder.parquet 不是文件" in refusal(tmp_path / "folder.parquet")
    assert "是一个文件夹" in refusal(source, "folder.parquet")


def test_what_cannot_be_written_as_csv_is_refused(tmp_path: Path) -> None:
    source = parquet(tmp_path / "cases.parquet", extra=pa.array([[1], [2]]))
    assert "列 extra（类型 list<element: int64>）写不成 CSV" in refusal(source, "grouped.csv")
    source = parquet(tmp_path / "cases.parquet", extra=pa.array([b"a", b"\xff"]))
    assert "第2条病例的列 extra（类型 binary）写不成 CSV" in refusal(source, "grouped.csv")


@pytest.mark.parametrize("nameless", [True, False])
def test_what_is_unfinished_has_no_name_where_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool
) -> None:
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE")
    target = tmp_path / "grouped.csv"
    with suppress(KeyError), whole_file(target) as stream:
        stream.write(b"half")
        assert bool(os.listdir(tmp_path)) is not nameless
        raise KeyError
    assert os.listdir(tmp_path) == []
    for content in (b"whole", b"new"):
        with whole_file(target) as stream:
            stream.write(content)
        assert os.listdir(tmp_path) == ["grouped.csv"]
        assert target.read_bytes() == content
    assert target.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def test_an_old_result_stays_when_grouping_fails(tmp_path: Path) -> None:
    source, target = tmp_path / "cases.csv", tmp_path / "grouped.csv"
    source.write_text(f"{HEADER}\n{GOOD}\n1,2\n", "utf-8")
    target.write_text("old", "utf-8")
    with pytest.raises(Refused):
        group_file(source, target, load_rules("chs_drg_11"))
    assert target.read_text("utf-8") == "old"
    assert sorted(os.listdir(tmp_path)) == ["cases.csv", "grouped.csv"]


@pytest.mark.parametrize("ending", ["parquet", "csv", "csv.gz"])
def test_whatever_bytes_change_it_groups_or_refuses(tmp_path: Path, ending: str) -> None:
    """Three hundred damaged files; no other fault, nothing left behind."""
    source, target = tmp_path / f"cases.{ending}", tmp_path / f"grouped.{ending}"
    group_file(parquet(tmp_path / "good.parquet"), source, load_rules("chs_drg_11"))
    whole = source.read_bytes()
    drawn = random.Random(ending)
    groups = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(drawn.choice([1, 1, 2, 5])):
            damaged[drawn.randrange(len(damaged))] = drawn.randrange(256)
        source.write_bytes(damaged)
        with suppress(Refused):
            groups += group_file(source, target, load_rules("chs_drg_11")).cases > 0
        assert set(os.listdir(tmp_path)) <= {"good.parquet", source.name, target.name}
    assert 0 < groups < 300
