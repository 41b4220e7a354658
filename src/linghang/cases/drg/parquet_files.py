"""Cases in Parquet: what grouping reads is decoded, everything else is copied as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.cases.drg.answers import ADDED, SCHEMA
from linghang.cases.drg.coding import PART
from linghang.cases.drg.splice import Splice
from linghang.foundation.errors import Refused


def is_parquet(path: Path) -> bool:
    """Whether the name says Parquet."""
    return path.name.lower().endswith(".parquet")


class ParquetCases:
    """The rows of a Parquet file as record batches. Raises Refused for a file that is none."""

    def __init__(self, path: Path, *, as_dictionaries: list[str] | None = None) -> None:
        self.path = path
        try:
            self.file = pq.ParquetFile(path, read_dictionary=as_dictionaries)
            self.schema = self.file.schema_arrow
        except FileNotFoundError as fault:
            raise Refused(f"没有文件 {path}。") from fault
        except (OSError, pa.ArrowException, UnicodeDecodeError) as fault:
            raise Refused(f"{path} 不是可读的 Parquet 文件：{str(fault)[:200]}") from fault

    def batches(
        self, *, group: int | None = None, columns: list[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """All rows, or those of a row group; all columns, or those named."""
        groups = None if group is None else [group]
        # Of the few columns that are named, one takes nearly all the time: threads would only
        # scatter the memory, and memory touched for the first time costs more than they save.
        threads = columns is None
        try:
            yield from self.file.iter_batches(
                PART, row_groups=groups, columns=columns, use_threads=threads
            )
        except (OSError, pa.ArrowException) as fault:
            raise Refused(f"{self.path} 已损坏，读不出来：{str(fault)[:200]}") from fault

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def wholly_dictionaries(file: pq.ParquetFile, splice: Splice) -> list[str]:
    """Which code columns every row group keeps as a dictionary: only distinct texts are parsed."""
    meta = file.metadata
    leaves = {file.schema.column(place).path: place for place in range(meta.num_columns)}
    return [
        name
        for name in ("dx", "px")
        if name in leaves
        and all(splice.is_dictionary(group, leaves[name]) for group in range(meta.num_row_groups))
    ]


def grouped_schema(schema: pa.Schema) -> pa.Schema:
    """The schema of the output: the input's columns without ADDED, then ADDED as text."""
    fields = [one for one in schema if one.name not in ADDED]
    return pa.schema([*fields, *SCHEMA], metadata=schema.metadata)


class ParquetWriter:
    """Writes record batches as Parquet (zstd)."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self.schema = schema
        self.writer = pq.ParquetWriter(stream, schema, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""
        self.writer.write_batch(batch.cast(self.schema))

    def close(self) -> None:
        """Write the footer."""
        self.writer.close()
