"""Reads a CSV in blocks of text columns, keeping the row number of every record."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv

from linghang.foundation.errors import Refused
from linghang.foundation.intake.definitions import Complaint, Layout
from linghang.foundation.intake.unpack import Source

BLOCK = 16 * 1024 * 1024
LONGEST_RECORD_LINES = 200
ROW = "row_number"


class CannotRead(Refused):
    """The file is not the table that it should be; the message says where."""


@dataclass
class Reader:
    """Blocks of one file. After iteration `complaints` holds the rows with a wrong field count."""

    source: Source
    encoding: str
    layout: Layout
    complaints: list[Complaint] = field(default_factory=list)
    rows: int = 0
    _skipped: set[int] = field(default_factory=set)
    _broken: int = 0

    def blocks(self) -> Iterator[pa.Table]:
        """Tables of the layout's columns as text plus `row_number` (header = 1).

        Raises CannotRead for a wrong header, broken quoting or a file without rows.
        """
        header = self._header()
        number = 2
        try:
            stream = self._open(header)
            for batch in stream:
                numbers, number = self._numbers(number, batch.num_rows)
                self._refuse_broken_quotes()
                self.rows += batch.num_rows
                table = pa.Table.from_batches([batch])
                yield table.append_column(ROW, pa.array(numbers, pa.int32()))
        except pa.ArrowInvalid as fault:
            raise CannotRead(self._where_quotes_break() or self._unreadable(fault)) from fault
        self._refuse_broken_quotes()
        if not self.rows and not self._skipped:
            raise CannotRead(f"{self.source.name} 只有表头，没有数据行。")

    def _open(self, header: list[str]) -> pcsv.CSVStreamingReader:
        text = {code: pa.string() for code in self.layout.codes}
        return pcsv.open_csv(
            self.source.path,
            read_options=pcsv.ReadOptions(
                encoding=self.encoding,
                block_size=BLOCK,
                use_threads=False,
                column_names=header,
                skip_rows=1,
            ),
            parse_options=pcsv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=self._wrong_row
            ),
            convert_options=pcsv.ConvertOptions(
                include_columns=list(self.layout.codes),
                include_missing_columns=True,
                column_types=text,
                strings_can_be_null=False,
            ),
        )

    def _wrong_row(self, row: pcsv.InvalidRow) -> str:
        number = int(row.number)
        self._skipped.add(number)
        if "\n" in row.text.strip():
            self._broken = self._broken or number
        self.complaints.append(
            Complaint(
                file=self.source.name,
                row=number,
                column="—",
                value=f"{row.actual_columns} 列",
                says=f"列数与表头不符（应为 {row.expected_columns} 列），整行未收",
                severity="error",
                rule="field_count",
            )
        )
        return "skip"

    def _numbers(self, first: int, count: int) -> tuple[np.ndarray, int]:
        """Row numbers of the next `count` records, leaving out those that were skipped."""
        if not self._skipped:
            return np.arange(first, first + count), first + count
        span = np.arange(first, first + count + len(self._skipped))
        kept = span[~np.isin(span, list(self._skipped))][:count]
        return kept, int(kept[-1]) + 1 if count else first

    def _header(self) -> list[str]:
        encoding = "utf-8-sig" if self.encoding == "utf8" else self.encoding
        with self.source.path.open(encoding=encoding, newline="") as stream:
            header = [name.strip() for name in next(csv.reader(stream), [])]
        known = [code for code in self.layout.codes if code in set(header)]
        if not known:
            raise CannotRead(
                f"{self.source.name} 的第 1 行不是{self.layout.name}的表头：一个列编码也没有认出来"
                f"（第 1 列写的是“{(header or [''])[0][:20]}”）。"
            )
        missing = [
            one.label for one in self.layout.columns if one.in_header and one.code not in header
        ]
        if missing:
            raise CannotRead(
                f"{self.source.name} 的第 1 行（表头）缺少必需的列：{'、'.join(missing)}。"
            )
        twice = sorted({name for name in known if header.count(name) > 1})
        if twice:
            columns = [index for index, name in enumerate(header, 1) if name == twice[0]]
            raise CannotRead(
                f"{self.source.name} 的表头里 {twice[0]} 出现了 {len(columns)} 次"
                f"（第 {'、'.join(map(str, columns))} 列），不能确定用哪一列。"
            )
        return _unique(header)

    def _refuse_broken_quotes(self) -> None:
        if self._broken:
            raise CannotRead(
                self._where_quotes_break()
                or f"{self.source.name} 第 {self._broken} 行的引号没有配对，整个文件未导入。"
            )

    def _where_quotes_break(self) -> str:
        """The sentence for the first quote that opens and does not close in its record, or ""."""
        with self.source.path.open("rb") as stream:
            place = _open_quote(stream.read().split(b"\n"))
        if place is None:
            return ""
        row, column = place
        return (
            f"{self.source.name} 第 {row} 行第 {column} 列的引号没有配对，"
            "后面的行会被吞掉，整个文件未导入。请检查这一格里的英文双引号。"
        )

    def _unreadable(self, fault: Exception) -> str:
        return f"{self.source.name} 无法按 CSV 读取，整个文件未导入（{fault}）。"


def _unique(header: list[str]) -> list[str]:
    """Column names with foreign repeats made different, as the parser wants them."""
    seen: set[str] = set()
    names = []
    for index, name in enumerate(header):
        names.append(name if name and name not in seen else f"{name}#{index}")
        seen.add(name)
    return names


def _open_quote(lines: list[bytes]) -> tuple[int, int] | None:
    """(row, column) of the first quote that no line closes soon with the right field count."""
    fields = lines[0].count(b",") + 1
    row, index = 1, 0
    while index < len(lines):
        line = lines[index]
        if line.count(b'"') % 2:
            length = _lines_until_closed(lines, index)
            record = b"\n".join(lines[index : index + length]) if length else line
            if not length or _field_count(record) != fields:
                return row, _column_of_open_quote(line)
            index += length
        else:
            index += 1
        row += 1
    return None


def _lines_until_closed(lines: list[bytes], start: int) -> int:
    quotes = 0
    for offset, line in enumerate(lines[start : start + LONGEST_RECORD_LINES]):
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            return offset + 1
    return 0


def _field_count(record: bytes) -> int:
    outside = record.split(b'"')[::2]
    return sum(part.count(b",") for part in outside) + 1


def _column_of_open_quote(line: bytes) -> int:
    """The field in which the last, unpaired quote stands."""
    before = line[: line.rfind(b'"')]
    return _field_count(before)
