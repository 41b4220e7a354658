"""Adds columns to a Parquet file without touching the others: their bytes are copied as they are.

Decoding and encoding columns that nobody changed costs more than grouping; and what is copied
can't come out different. Source: Apache Parquet, parquet.thrift; field numbers below are its own.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from linghang.cases.drg import thrift
from linghang.cases.drg.thrift import Struct

MAGIC = b"PAR1"
BLOCK = 1 << 18
"""Bytes copied at a time: they stay in the processor's cache."""

ARROW_SCHEMA = b"ARROW:schema"

# FileMetaData, RowGroup, ColumnChunk, ColumnMetaData, SchemaElement, KeyValue.
SCHEMA, ROW_GROUPS, KEY_VALUES, ORDERS, ENCRYPTED = 2, 4, 5, 7, 8
COLUMNS, GROUP_BYTES, GROUP_ROWS, SORTING, GROUP_OFFSET, GROUP_COMPRESSED = range(1, 7)
FILE_PATH, CHUNK_OFFSET, META = 1, 2, 3
PAGE_INDEXES, SECRETS = (4, 5, 6, 7), (8, 9)
UNCOMPRESSED, COMPRESSED, DATA_OFFSET, INDEX_OFFSET, DICTIONARY_OFFSET = 6, 7, 9, 10, 11
ENCODING_STATS, BLOOM = 13, (14, 15)
NAME, CHILDREN = 4, 5
KEY, VALUE = 1, 2
DATA_PAGES, DICTIONARY_ENCODINGS = {0, 3}, {2, 8}


class CannotSplice(ValueError):  # noqa: N818
    """A file of a kind whose chunks can't simply be copied (encrypted, several files)."""


class Splice:
    """An input whose row groups are copied one by one to an output, with columns added.

    Call `add` for every row group in turn, then `finish`. Raises CannotSplice when it is made, and
    from `add` only for a damaged file, whose chunks reach beyond its end.
    """

    def __init__(self, source: BinaryIO, target: BinaryIO, dropped: Iterable[str]) -> None:
        self.source, self.target = source, target
        self.footer = _footer(source)
        _check_footer(self.footer)
        self.kept = self._keep(frozenset(dropped))
        self.groups: list[Struct] = self.footer[ROW_GROUPS][1][1]
        if any(len(one[COLUMNS][1][1]) != len(self.kept) for one in self.groups):
            raise CannotSplice("chunks missing")
        self.added: Struct | None = None
        self.place = 0
        self.block = memoryview(bytearray(BLOCK))
        self._write(MAGIC)

    def is_dictionary(self, group: int, column: int) -> bool:
        """Whether all values of a chunk stand in its dictionary; False where the file doesn't say.

        column: its number among the file's leaves.
        """
        meta = self.groups[group][COLUMNS][1][1][column][META][1]
        stats = meta[ENCODING_STATS][1][1] if ENCODING_STATS in meta else []
        pages = [one[2][1] for one in stats if one[1][1] in DATA_PAGES]
        return bool(pages) and set(pages) <= DICTIONARY_ENCODINGS

    def add(self, number: int, columns: pa.RecordBatch) -> None:
        """Copy row group `number` and add the columns, which have as many rows."""
        if not len(columns):
            return  # such a group is left out
        group = self.groups[number]
        _, chunks = group[COLUMNS][1]
        chunks = [one for one, kept in zip(chunks, self.kept, strict=True) if kept]
        start = self.place
        for chunk in chunks:
            self._copy(self.source, chunk)
        # No statistics: they would cost three times what writing the columns does.
        made = io.BytesIO()
        pq.write_table(
            pa.Table.from_batches([columns]),
            made,
            row_group_size=len(columns),
            compression="zstd",
            store_schema=False,
            write_statistics=False,
        )
        self.added = _footer(made)
        for one in self.added[ROW_GROUPS][1][1]:
            for chunk in one[COLUMNS][1][1]:
                self._copy(made, chunk)
                chunks.append(chunk)
        group[COLUMNS] = (thrift.LIST, (thrift.STRUCT, chunks))
        metas = [chunk[META][1] for chunk in chunks]
        group[GROUP_BYTES] = (thrift.I64, sum(one[UNCOMPRESSED][1] for one in metas))
        group[GROUP_OFFSET] = (thrift.I64, start)
        group[GROUP_COMPRESSED] = (thrift.I64, self.place - start)
        if not all(self.kept):
            group.pop(SORTING, None)

    def finish(self, columns: pa.Schema, arrow: pa.Schema) -> None:
        """Write the footer. arrow: the schema that readers with Arrow shall see."""
        if self.added is None:
            made = io.BytesIO()
            pq.ParquetWriter(made, columns, store_schema=False).close()
            self.added = _footer(made)
        self.groups[:] = [one for one in self.groups if one[GROUP_ROWS][1]]
        elements: list[Struct] = self.footer[SCHEMA][1][1]
        new: list[Struct] = self.added[SCHEMA][1][1][1:]
        elements[0][CHILDREN] = (thrift.I32, elements[0][CHILDREN][1] + len(new))
        elements += new
        if ORDERS in self.footer:
            orders: list[Struct] = self.footer[ORDERS][1][1]
            orders[:] = [one for one, kept in zip(orders, self.kept, strict=False) if kept]
            orders += [{1: (thrift.STRUCT, {})} for _ in new]
        for pair in self.footer[KEY_VALUES][1][1] if KEY_VALUES in self.footer else ():
            if pair[KEY][1] == ARROW_SCHEMA:
                pair[VALUE] = (thrift.BINARY, _arrow_value(arrow))
        written = thrift.write(self.footer)
        self._write(written + len(written).to_bytes(4, "little") + MAGIC)

    def _write(self, content: bytes | memoryview) -> None:
        self.target.write(content)
        self.place += len(content)

    def _copy(self, source: BinaryIO, chunk: Struct) -> None:
        """Copy the pages of a chunk; the chunk then says where they are."""
        meta: Struct = chunk[META][1]
        offsets = [
            meta[one][1] for one in (DATA_OFFSET, INDEX_OFFSET, DICTIONARY_OFFSET) if one in meta
        ]
        start = min((one for one in offsets if one > 0), default=0)
        if start < len(MAGIC):
            raise CannotSplice("no place")
        moved = self.place - start
        source.seek(start)
        left = meta[COMPRESSED][1]
        while left > 0:
            size = source.readinto(self.block[: min(left, BLOCK)])  # type: ignore[attr-defined]
            if not size:
                raise CannotSplice("cut off")
            self._write(self.block[:size])
            left -= size
        for one in (DATA_OFFSET, INDEX_OFFSET, DICTIONARY_OFFSET):
            if one in meta and meta[one][1] > 0:
                meta[one] = (thrift.I64, meta[one][1] + moved)
        chunk[CHUNK_OFFSET] = (thrift.I64, 0)
        for one in PAGE_INDEXES:
            chunk.pop(one, None)
        for one in BLOOM:
            meta.pop(one, None)

    def _keep(self, dropped: frozenset[str]) -> list[bool]:
        """For each leaf whether it stays; takes the dropped top-level columns out of the schema."""
        elements: list[Struct] = self.footer[SCHEMA][1][1]
        if not elements or CHILDREN not in elements[0]:
            raise CannotSplice("no schema")
        kept_elements, kept, place = [elements[0]], [], 1
        top = elements[0][CHILDREN][1]
        for _ in range(top):
            end = _end(elements, place)
            stays = elements[place][NAME][1].decode("utf-8", "replace") not in dropped
            leaves = sum(1 for one in elements[place:end] if not _children(one))
            kept += [stays] * leaves
            if stays:
                kept_elements += elements[place:end]
            else:
                elements[0][CHILDREN] = (thrift.I32, elements[0][CHILDREN][1] - 1)
            place = end
        elements[:] = kept_elements
        return kept


FOOTER = {SCHEMA: thrift.LIST, ROW_GROUPS: thrift.LIST}
FOOTER_TOO = {KEY_VALUES: thrift.LIST, ORDERS: thrift.LIST}
GROUP = {COLUMNS: thrift.LIST, GROUP_BYTES: thrift.I64, GROUP_ROWS: thrift.I64}
CHUNK = {META: thrift.STRUCT}
CHUNK_META = {UNCOMPRESSED: thrift.I64, COMPRESSED: thrift.I64, DATA_OFFSET: thrift.I64}
CHUNK_META_TOO = {
    INDEX_OFFSET: thrift.I64,
    DICTIONARY_OFFSET: thrift.I64,
    ENCODING_STATS: thrift.LIST,
}
STATS = {1: thrift.I32, 2: thrift.I32}
ELEMENT, ELEMENT_TOO = {NAME: thrift.BINARY}, {CHILDREN: thrift.I32}
PAIR, PAIR_TOO = {KEY: thrift.BINARY}, {VALUE: thrift.BINARY}


def _check_footer(footer: Struct) -> None:
    """Everything that is looked at later is there and of its type; else CannotSplice."""
    _check(footer, FOOTER, FOOTER_TOO)
    if ENCRYPTED in footer:
        raise CannotSplice("encrypted")
    for element in _structs(footer, SCHEMA):
        _check(element, ELEMENT, ELEMENT_TOO)
    for pair in _structs(footer, KEY_VALUES):
        _check(pair, PAIR, PAIR_TOO)
    for group in _structs(footer, ROW_GROUPS):
        _check(group, GROUP, {})
        for chunk in _structs(group, COLUMNS):
            _check(chunk, CHUNK, {})
            if FILE_PATH in chunk or set(SECRETS) & chunk.keys():
                raise CannotSplice("chunks elsewhere")
            _check(chunk[META][1], CHUNK_META, CHUNK_META_TOO)
            for one in _structs(chunk[META][1], ENCODING_STATS):
                _check(one, STATS, {})


def _check(value: Struct, must: dict[int, int], may: dict[int, int]) -> None:
    for number, kind in {**must, **may}.items():
        if number in value and value[number][0] != kind or number in must and number not in value:
            raise CannotSplice(f"field {number}")


def _structs(value: Struct, number: int) -> list[Struct]:
    """The structs of a list, none when the field is missing."""
    kind, found = value[number][1] if number in value else (thrift.STRUCT, [])
    if kind != thrift.STRUCT and found:
        raise CannotSplice(f"field {number}")
    listed: list[Struct] = found
    return listed


def _children(element: Struct) -> int:
    return int(element[CHILDREN][1]) if CHILDREN in element else 0


def _end(elements: list[Struct], place: int) -> int:
    """Where the element after the subtree of an element stands."""
    left = 1
    while left:
        if place >= len(elements) or _children(elements[place]) < 0:
            raise CannotSplice("schema cut off")
        left += _children(elements[place]) - 1
        place += 1
    return place


def _footer(source: Any) -> Struct:
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - 8))
    tail = source.read(8)
    length = int.from_bytes(tail[:4], "little")
    if size < 12 or tail[4:] != MAGIC or length > size - 12:
        raise CannotSplice("no plain footer")
    source.seek(size - 8 - length)
    try:
        return thrift.read(source.read(length))
    except thrift.NotThrift as fault:
        raise CannotSplice(str(fault)) from fault


def _arrow_value(schema: pa.Schema) -> bytes:
    return base64.b64encode(schema.serialize().to_pybytes())
