"""Cases in CSV (UTF-8 or GB18030), also compressed: read in blocks, complained about by row."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import pyarrow as pa
import pyarrow.csv

from linghang.foundation.errors import Refused
from linghang.foundation.intake import decode

BLOCK = 8 << 20
ODD_ROW = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)(.*)", re.DOTALL)
"""How Arrow tells of a row with too many or too few cells; the numbers are the file's lines."""


def _opened(path: Path) -> Any:
    """The bytes of a file, unpacked where its name says that it is compressed."""
    return gzip.GzipFile(path, "rb") if path.name.lower().endswith(".gz") else io.FileIO(path)


def _encoding(path: Path) -> str:
    """`utf8` or `gb18030`, found out by reading the whole file; only one that is wholly valid."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with _opened(path) as stream:
        try:
            while chunk := stream.read(BLOCK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return decode.encoding_of(path, name=str(path))
    return "utf8"


def is_csv(path: Path) -> bool:
    """Whether the name says CSV."""
    return path.name.lower().endswith((".csv", ".csv.gz"))


class CsvCases:
    """The rows of a CSV file as record batches of text columns.

    Raises Refused, naming file and row, for what is neither UTF-8 nor GB18030, rows with too many
    or too few cells, broken compression.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        try:
            self.stream = _opened(path)
            self.reader = pyarrow.csv.open_csv(
                self.stream,
                pyarrow.csv.ReadOptions(
                    use_threads=False, block_size=BLOCK, encoding=_encoding(path)
                ),
                pyarrow.csv.ParseOptions(newlines_in_values=True),
                pyarrow.csv.ConvertOptions(
                    default_column_type=pa.string(), strings_can_be_null=False
                ),
            )
            self.schema = self.reader.schema
        except (OSError, EOFError, zlib.error, pa.ArrowException, UnicodeDecodeError) as fault:
            raise self._refusal(fault) from fault

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows; `rows` counts those that were given out."""
        while True:
            try:
                batch = self.reader.read_next_batch()
            except StopIteration:
                return
            except (OSError, EOFError, zlib.error, pa.ArrowException) as fault:
                raise self._refusal(fault) from fault
            self.rows += len(batch)
            yield batch

    def close(self) -> None:
        """Let go of the file."""
        self.reader.close()
        self.stream.close()

    def _refusal(self, fault: Exception) -> Refused:
        says = str(fault)
        if odd := ODD_ROW.search(says):
            row, wanted, found, text = odd.groups()
            quoted = "；有一格跨了行，可能是引号没有配对" if "\n" in text else ""
            return Refused(f"{self.path}：第{row}行有{found}格，表头有{wanted}格{quoted}。")
        if isinstance(fault, FileNotFoundError):
            return Refused(f"没有文件 {self.path}。")
        if "Empty CSV" in says:
            with _opened(self.path) as stream:
                if stream.read(BLOCK).strip():
                    return Refused(f"{self.path} 的表头之后没有换行，或表头超过 {BLOCK >> 20} MB。")
            return Refused(f"{self.path} 是空文件，连表头也没有。")
        if isinstance(fault, EOFError | zlib.error | gzip.BadGzipFile):
            return Refused(f"{self.path} 的压缩内容已损坏，或不是 gzip 文件。")
        if "straddling" in says:
            return Refused(
                f"{self.path}：第{self.rows + 1}条病例之后有一行过长（超过{BLOCK >> 20} MB），"
                "可能是引号没有配对。"
            )
        return Refused(f"{self.path} 读不出来：{says[:200]}")


def _writable(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.string()) if pa.types.is_string_view(column.type) else column


class CsvWriter:
    """Writes record batches as CSV; cells are quoted only in batches that need it."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema, *, compressed: bool) -> None:
        self.inner = (
            gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0, filename="")
            if compressed
            else None
        )
        self.stream: Any = self.inner or stream
        self.rows = -1  # the header is written first
        header = pa.RecordBatch.from_arrays(
            [pa.array([name]) for name in schema.names],
            names=[str(place) for place in range(len(schema))],
        )
        self.write(header)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows; dictionary columns become text."""
        columns = [_writable(one) for one in batch.columns]
        plain = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
        self.stream.write(self._text(plain).getbuffer())
        self.rows += len(batch)

    def close(self) -> None:
        """Finish the compression, if any."""
        if self.inner:
            self.inner.close()

    def _text(self, batch: pa.RecordBatch) -> io.BytesIO:
        out = io.BytesIO()
        try:
            self._write(batch, out, "none")
        except pa.ArrowInvalid:
            out = io.BytesIO()
            try:
                self._write(batch, out, "needed")
            except pa.ArrowInvalid as fault:
                self._refuse(batch, fault)
        except (pa.ArrowNotImplementedError, pa.ArrowTypeError) as fault:
            self._refuse(batch, fault)
        return out

    def _refuse(self, batch: pa.RecordBatch, fault: pa.ArrowException) -> NoReturn:
        """Name the column, and the row where there is one."""
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if not self._fits(column):
                rows = range(len(column))
                row = next((at for at in rows if not self._fits(column.slice(at, 1))), 0)
                one_row = len(column) > 1 and self._fits(column.slice(0, 0))
                place = f"第{self.rows + row + 1}条病例的" if one_row else ""
                raise Refused(
                    f"{place}列 {name}（类型 {column.type}）写不成 CSV，可改为输出 .parquet。"
                ) from fault
        raise fault

    def _fits(self, column: pa.Array) -> bool:
        try:
            self._write(pa.RecordBatch.from_arrays([column], names=["0"]), io.BytesIO(), "needed")
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            return False
        return True

    @staticmethod
    def _write(batch: pa.RecordBatch, out: io.BytesIO, quoting: str) -> None:
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style=quoting)
        pyarrow.csv.write_csv(batch, out, options)
