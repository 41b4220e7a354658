"""Cases in CSV (UTF-8 or GB18030), also compressed: read in blocks, complained about by row."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv

from linghang.foundation.errors import Refused
from linghang.foundation.intake import decode

BLOCK = 8 << 20
ODD_ROW = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)(.*)", re.DOTALL)
"""How Arrow tells of a row with too many or too few cells; the numbers are the file's lines."""


def _encoding(path: Path) -> str:
    """`utf8` or `gb18030`, found out by reading the whole file; only one that is wholly valid."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    stream: Any = (
        gzip.GzipFile(path, "rb") if path.name.lower().endswith(".gz") else io.FileIO(path)
    )
    with stream:
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
            compressed = path.name.lower().endswith(".gz")
            self.stream: Any = gzip.GzipFile(path, "rb") if compressed else io.FileIO(path)
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
            return Refused(f"{self.path} 是空文件，连表头也没有。")
        if isinstance(fault, EOFError | zlib.error | gzip.BadGzipFile):
            return Refused(f"{self.path} 的压缩内容已损坏，或不是 gzip 文件。")
        if "straddling" in says:
            return Refused(
                f"{self.path}：第{self.rows + 1}条病例之后有一行过长（超过{BLOCK >> 20} MB），"
                "可能是引号没有配对。"
            )
        return Refused(f"{self.path} 读不出来：{says[:200]}")


class CsvWriter:
    """Writes record batches as CSV; cells are quoted only in batches that need it."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema, *, compressed: bool) -> None:
        self.inner = (
            gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0, filename="")
            if compressed
            else None
        )
        self.stream: Any = self.inner or stream
        header = pa.RecordBatch.from_arrays(
            [pa.array([name]) for name in schema.names],
            names=[str(place) for place in range(len(schema))],
        )
        self.write(header)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows; dictionary columns become text."""
        columns = [
            one.dictionary_decode() if pa.types.is_dictionary(one.type) else one
            for one in batch.columns
        ]
        plain = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
        out = io.BytesIO()
        try:
            self._write(plain, out, "none")
        except pa.ArrowInvalid:
            out = io.BytesIO()
            self._write(plain, out, "needed")
        self.stream.write(out.getbuffer())

    def close(self) -> None:
        """Finish the compression, if any."""
        if self.inner:
            self.inner.close()

    @staticmethod
    def _write(batch: pa.RecordBatch, out: io.BytesIO, quoting: str) -> None:
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style=quoting)
        pyarrow.csv.write_csv(batch, out, options)
