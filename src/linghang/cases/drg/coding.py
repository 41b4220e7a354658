"""Cases as integers: encode once, store, and group as often as rules change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linghang.cases.drg import columns
from linghang.cases.drg.codes import CodeTable
from linghang.cases.drg.columns import CodeLists, Numbers
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.machine_code import loop
from linghang.cases.drg.rules import BLANK, MISSING
from linghang.foundation.errors import Refused

NUMBERS = ("sex", "age", "age_days", "birth_weight", "los")
CODES = ("dx", "px")
READ = (*NUMBERS, *CODES)
DIGEST = b"linghang.codes"
"""Key of the schema's metadata that names the code table of coded cases."""

PART = 1 << 16
"""Rows that a thread groups at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedCases:
    """Cases without text. numbers: the columns of NUMBERS, int32, MISSING where missing.

    dx, px: code numbers of the code table that `codes` names; 0 is an unknown code. They mean
    nothing under another table, so grouping refuses them there.
    """

    numbers: tuple[Numbers, Numbers, Numbers, Numbers, Numbers]
    dx: CodeLists
    px: CodeLists
    codes: str

    def __len__(self) -> int:
        return len(self.numbers[0])

    def to_arrow(self) -> pa.RecordBatch:
        """Columns of int32, dx and px as list<int32>; the code table in the schema's metadata."""
        arrays: list[pa.Array] = []
        for values in self.numbers:
            arrays.append(pa.array(values, mask=values == MISSING))
        for lists in (self.dx, self.px):
            arrays.append(pa.ListArray.from_arrays(lists.ends, lists.numbers))
        names = {DIGEST: self.codes.encode()}
        fields = [pa.field(name, one.type) for name, one in zip(READ, arrays, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields, metadata=names))


def encode(batch: pa.RecordBatch | pa.Table, table: CodeTable) -> CodedCases:
    """Code the columns of READ of cases in text form (see files); other columns are ignored.

    Raises Refused for a missing column and for one of the wrong type; names it.
    """
    numbers = [_column(batch, name, _numbers(name)) for name in NUMBERS]
    dx = _column(batch, "dx", lambda one: columns.code_lists(one, table.dx, one_if_empty=True))
    px = _column(batch, "px", lambda one: columns.code_lists(one, table.px, one_if_empty=False))
    return CodedCases(numbers=tuple(numbers), dx=dx, px=px, codes=table.digest)


def from_arrow(batch: pa.RecordBatch | pa.Table) -> CodedCases:
    """Coded cases back from what to_arrow gave, through Parquet or not.

    Raises Refused when the schema doesn't name a code table, or a column is of the wrong type.
    """
    named = (batch.schema.metadata or {}).get(DIGEST)
    if named is None:
        raise Refused("不是已编码的病例：没有写明所用的编码表。")
    numbers = [_column(batch, name, _numbers(name)) for name in NUMBERS]
    dx, px = (_column(batch, name, _coded_lists) for name in CODES)
    return CodedCases(numbers=tuple(numbers), dx=dx, px=px, codes=named.decode())


def group_coded(
    cases: CodedCases,
    rules: CompiledRules,
    *,
    map_codes: bool = False,
    threads: Executor | None = None,
) -> NDArray[np.int32]:
    """The outcome number of each case; `rules.outcomes` says what they mean.

    threads: where to share the work; without, it is done here. Raises Refused when the cases were
    coded by another code table.
    """
    if cases.codes != rules.codes.digest:
        raise Refused("病例是按另一版编码表编码的，请重新编码后再分组。")
    # The loop follows these numbers without looking; a damaged file must not lead it astray.
    for lists, codes in ((cases.dx, rules.codes.dx), (cases.px, rules.codes.px)):
        if not lists.fits(len(cases), len(codes.keys)):
            raise Refused("已编码的病例有误：编码序号超出编码表，或列表的界限不对。")
    outcomes = np.empty(len(cases), np.int32)
    parts = [(at, min(at + PART, len(cases))) for at in range(0, len(cases), PART)]
    group = _grouping(cases, rules, outcomes, map_codes=map_codes)
    if threads is None or len(parts) < 2:
        for part in parts:
            group(part)
    else:
        list(threads.map(group, parts))
    return outcomes


def _grouping(
    cases: CodedCases, rules: CompiledRules, outcomes: Numbers, *, map_codes: bool
) -> Callable[[tuple[int, int]], None]:
    lists = (cases.dx.numbers, cases.dx.ends, cases.px.numbers, cases.px.ends)
    columns = np.array([one.ctypes.data for one in (*cases.numbers, *lists)], np.uint64)
    tables = rules.mapped_book if map_codes else rules.book
    blank_passes = rules.facts.blank_weight_passes
    run = loop("group")

    def group(part: tuple[int, int]) -> None:
        books = (columns.ctypes.data, tables.ctypes.data)
        run(*books, *part, outcomes.ctypes.data, map_codes, blank_passes)

    return group


def _numbers(name: str) -> Callable[[pa.Array], Numbers]:
    blank = BLANK if name == "birth_weight" else MISSING
    return lambda one: columns.whole_numbers(one, blank=blank)


def _coded_lists(one: pa.Array) -> CodeLists:
    if not (pa.types.is_list(one.type) and pa.types.is_int32(one.type.value_type)):
        raise Refused(f"类型是 {one.type}，应为 list<int32>")
    if one.null_count or one.values.null_count:
        raise Refused("含有空值，不是已编码的列表")
    if not len(one):
        return CodeLists(np.empty(0, np.int32), np.zeros(1, np.int32))
    ends = np.frombuffer(one.buffers()[1], np.int32)[one.offset : one.offset + len(one) + 1]
    first, last = int(ends[0]), int(ends[-1])
    numbers = one.values.to_numpy(zero_copy_only=False)[first:last]
    return CodeLists(np.ascontiguousarray(numbers, np.int32), (ends - first).astype(np.int32))


def _column(batch: pa.RecordBatch | pa.Table, name: str, read: Callable[[pa.Array], Any]) -> Any:
    places = batch.schema.get_all_field_indices(name)
    if len(places) != 1:
        raise Refused(f"列 {name} {'有几个' if places else '没有'}。")
    column = batch.column(places[0])
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # too long for one array, or without any chunk
            column = (
                pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
            )
    try:
        return read(column)
    except Refused as refusal:
        raise Refused(f"列 {name} {refusal}。") from refusal
