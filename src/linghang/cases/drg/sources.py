"""Reads the folder of a rule set: tables as they stand, and what is wrong with single rows."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from linghang.cases.drg.definitions import FactsFile
from linghang.cases.drg.layout import COLUMNS, FACTS, path
from linghang.cases.drg.rules import Facts

MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong in a file. `row` is the line in the file, 1 the header; 0 the whole file.

    With a fatal complaint the set can't be used.
    """

    file: str
    row: int
    says: str
    fatal: bool = True

    def __str__(self) -> str:
        place = f"第{self.row}行：" if self.row else "："
        return f"{self.file}{place}{self.says}"


@dataclass(frozen=True, slots=True)
class Mdc:
    """A row of mdc.csv; min_regions 0: not asked."""

    row: int
    order: int
    code: str
    entry: str
    min_regions: int
    ambiguous: str


@dataclass(frozen=True, slots=True)
class Step:
    """A row of adrg.csv."""

    row: int
    order: int
    mdc: str
    kind: str
    rule: str
    adrg: str
    condition: str
    fallback: str
    name: str


@dataclass(frozen=True, slots=True)
class Drg:
    """A row of drg.csv."""

    row: int
    order: int
    rule: str
    adrg: str
    code: str
    name: str
    condition: str


@dataclass(slots=True)
class RuleTables:
    """A rule set as it stands in its folder; code lists keep file order.

    rows: where a code stands, by table, list (MDC, or rule and list; else empty) and code.
    """

    facts: Facts
    mdcs: list[Mdc] = field(default_factory=list)
    steps: dict[str, list[Step]] = field(default_factory=dict)
    drgs: dict[str, list[Drg]] = field(default_factory=dict)
    mdc_codes: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    drg_names: dict[str, str] = field(default_factory=dict)
    mcc: dict[str, int] = field(default_factory=dict)
    cc: dict[str, int] = field(default_factory=dict)
    exclusion: dict[str, int] = field(default_factory=dict)
    valid: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, str, str], int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def file(self, table: str) -> str:
        """The name of a table's file in the folder."""
        return self.names.get(table, f"{table}.csv")


def read(folder: Path) -> tuple[RuleTables, list[Complaint]]:
    """All tables of a folder; with a fatal complaint some of them are incomplete."""
    complaints: list[Complaint] = []
    tables = RuleTables(_facts(folder, complaints))
    reader = _Rows(folder, tables, complaints)
    for row, one in reader.rows("mdc"):
        order, least = reader.number(row, one, "order"), reader.number(row, one, "min_regions", 0)
        tables.mdcs.append(Mdc(row, order, one["mdc"], one["entry"], least, one["qy"]))
    tables.mdcs.sort(key=lambda each: each.order)
    for row, one in reader.rows("adrg"):
        tables.steps.setdefault(one["mdc"], []).append(
            Step(
                row,
                reader.number(row, one, "step"),
                *(one[name] for name in COLUMNS["adrg"] if name != "step"),
            )
        )
    for row, one in reader.rows("drg"):
        tables.drgs.setdefault(one["rule"], []).append(
            Drg(
                row,
                reader.number(row, one, "seq"),
                *(one[name] for name in COLUMNS["drg"] if name != "seq"),
            )
        )
    for steps in tables.steps.values():
        steps.sort(key=lambda each: each.order)
    for drgs in tables.drgs.values():
        drgs.sort(key=lambda each: each.order)
    _code_lists(reader, tables)
    return tables, complaints


def _code_lists(reader: _Rows, tables: RuleTables) -> None:
    for row, one in reader.rows("mdc_dx"):
        reader.keep("mdc_dx", one["mdc"], one["code"], row)
        tables.mdc_codes.setdefault(one["mdc"], {})[one["code"]] = one["region"]
    for row, one in reader.rows("adrg_codes"):
        reader.keep("adrg_codes", f"{one['rule']} {one['list']}", one["code"], row)
        tables.lists.setdefault((one["rule"], one["list"]), {})[one["code"]] = row
    for table, kept, key in (
        ("mcc", tables.mcc, "code"),
        ("cc", tables.cc, "code"),
        ("exclusion", tables.exclusion, "principal"),
    ):
        for row, one in reader.rows(table):
            reader.keep(table, "", one[key], row)
            kept[one[key]] = reader.number(row, one, "table", table=table)
            if kept[one[key]] == 0:
                reader.complain(table, row, "表号应从1起")
    for table, named, key in (
        ("valid_procedures", tables.valid, "code"),
        ("drg_names", tables.drg_names, "drg"),
    ):
        for row, one in reader.rows(table):
            reader.keep(table, "", one[key], row)
            named[one[key]] = one["name"]


class _Rows:
    """The rows of the folder's tables; complains and goes on."""

    def __init__(self, folder: Path, tables: RuleTables, complaints: list[Complaint]) -> None:
        self.folder, self.tables, self.complaints = folder, tables, complaints
        self.table = ""

    def complain(self, table: str, row: int, says: str) -> None:
        self.complaints.append(Complaint(self.tables.file(table), row, says))

    def number(
        self, row: int, one: dict[str, str], name: str, empty: int = -1, *, table: str = ""
    ) -> int:
        text = one[name]
        if not text and empty >= 0:
            return empty
        if text.isascii() and text.isdigit() and len(text) < 9:
            return int(text)
        self.complain(table or self.table, row, f"{name} 应为整数，现为“{text[:20]}”")
        return 0

    def keep(self, table: str, among: str, code: str, row: int) -> None:
        before = self.tables.rows.setdefault((table, among, code), row)
        if before != row:
            self.complain(table, row, f"{code} 重复，第{before}行已有")

    def rows(self, table: str) -> Iterator[tuple[int, dict[str, str]]]:
        self.table = table
        found = path(self.folder, table)
        if found is None:
            self.complain(table, 0, "缺少此文件")
            return
        self.tables.names[table] = found.name
        try:
            yield from self._cells(
                table, csv.reader(io.StringIO(_text(found), newline=""), strict=True)
            )
        except (OSError, EOFError, zlib.error) as fault:
            self.complain(table, 0, f"读不出来（{fault}）")
        except UnicodeDecodeError:
            self.complain(table, 0, "不是 UTF-8 编码")

    def _cells(self, table: str, lines: Any) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            header = [name.strip() for name in next(lines, [])]
            if missing := [name for name in COLUMNS[table] if name not in header]:
                self.complain(table, 1, f"缺少列 {'、'.join(missing)}")
                return
            for cells in lines:
                if cells and len(cells) != len(header):
                    self.complain(table, lines.line_num, f"有{len(cells)}格，应为{len(header)}格")
                elif cells:
                    yield lines.line_num, dict(zip(header, cells, strict=True))
        except csv.Error as fault:
            self.complain(table, lines.line_num, f"不是规范的 CSV（{fault}）")


def _text(file: Path) -> str:
    opener: Callable[..., io.BufferedIOBase] = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(f"超过{MOST_BYTES // 1_000_000} MB")
    return content.decode("utf-8-sig")


def _facts(folder: Path, complaints: list[Complaint]) -> Facts:
    file = folder / FACTS
    named = Facts(code=folder.name, title=folder.name)
    if not file.is_file():
        complaints.append(
            Complaint(FACTS, 0, "没有此文件：名称取文件夹名，一律按试算处理", fatal=False)
        )
        return named
    try:
        return FactsFile.model_validate(yaml.safe_load(file.read_text("utf-8"))).facts()
    except ValidationError as fault:
        for one in fault.errors():
            where = ".".join(str(part) for part in one["loc"])
            complaints.append(Complaint(FACTS, 0, f"{where}：{one['msg']}"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        complaints.append(Complaint(FACTS, 0, f"读不出来（{fault}）"))
    return named
