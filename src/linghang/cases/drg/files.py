"""Groups a file of cases into another: streaming, on all cores, whole or not at all."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linghang.cases.drg import coding, columns
from linghang.cases.drg.answers import ADDED, Answers
from linghang.cases.drg.atomic import reason, whole_file
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.csv_files import CsvCases, CsvWriter, is_csv
from linghang.cases.drg.parquet_files import (
    ParquetCases,
    ParquetWriter,
    grouped_schema,
    is_parquet,
    wholly_dictionaries,
)
from linghang.cases.drg.splice import CannotSplice, Splice
from linghang.foundation.errors import Refused

Told = Callable[[int], None]
Outcomes = NDArray[np.int32]
Waiting = deque[tuple[Any, Future[Outcomes]]]


@dataclass(slots=True)
class Summary:
    """What became of a file: cases by status, and columns of the input that were replaced."""

    cases: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    replaced: list[str] = field(default_factory=list)


def group_file(
    source: Path,
    target: Path,
    rules: CompiledRules,
    *,
    map_codes: bool = False,
    told: Told | None = None,
) -> Summary:
    """Group all cases of a .csv, .csv.gz or .parquet file into a file of any of these kinds.

    The target holds all columns of the source in their order, then status, mdc, adrg, drg; columns
    of these names in the source are replaced. told: called with the number of cases done.
    Raises Refused, with nothing written; the message names file and, where there is one, row.
    """
    for path in (source, target):
        if not (is_csv(path) or is_parquet(path)):
            raise Refused(f"{path}：文件名应以 .csv、.csv.gz 或 .parquet 结尾。")
    try:
        if source.exists() and not source.is_file():
            raise Refused(f"{source} 不是文件。")
        if target.is_dir():
            raise Refused(f"{target} 是一个文件夹，不能写成文件。")
        if target.exists() and source.exists() and target.samefile(source):
            raise Refused("输出文件不能就是输入文件。")
    except OSError as fault:
        raise Refused(f"{fault.filename}：{reason(fault)}。") from fault
    run = _Run(rules, map_codes, told)
    with ThreadPoolExecutor(run.threads) as pool:
        run.pool = pool
        if not (is_parquet(source) and is_parquet(target) and run.splice(source, target)):
            run.rewrite(source, target)
    return run.summary


class _Run:
    def __init__(self, rules: CompiledRules, map_codes: bool, told: Told | None) -> None:
        self.rules, self.map_codes, self.told = rules, map_codes, told
        self.answers = Answers(rules)
        self.summary = Summary()
        self.threads = len(os.sched_getaffinity(0))
        self.pool: ThreadPoolExecutor

    # ---- Parquet to Parquet: only what is read is decoded --------------------------------------

    def splice(self, source: Path, target: Path) -> bool:
        """False when the source's chunks can't be copied."""
        with closing(ParquetCases(source)) as cases, source.open("rb") as stream:
            self._check(source, cases.schema)
            with whole_file(target) as out:
                try:
                    splice = Splice(stream, out, ADDED)
                except CannotSplice:
                    out.truncate(0)
                    splice = None
                if splice:
                    self._spliced(source, cases, splice)
                else:
                    self._rewritten(cases, cases.batches(), cases.schema, out, target)
        return True

    def _spliced(self, source: Path, cases: ParquetCases, splice: Splice) -> None:
        dictionaries = wholly_dictionaries(cases.file, splice)
        with closing(ParquetCases(source, as_dictionaries=dictionaries)) as reader:
            for group in range(cases.file.metadata.num_row_groups):
                parts = [
                    outcomes
                    for _, outcomes in self._grouped(
                        source, reader.batches(group=group, columns=list(coding.READ)), keep=False
                    )
                ]
                found = np.concatenate(parts) if parts else np.empty(0, np.int32)
                try:
                    splice.add(group, self.answers.batch(found))
                except CannotSplice as fault:
                    raise Refused(f"{source} 已损坏：第{group + 1}个行组的内容不全。") from fault
        empty = self.answers.batch(np.empty(0, np.int32))
        splice.finish(empty.schema, grouped_schema(cases.schema))

    # ---- all other ways: rows are decoded and written anew -------------------------------------

    def rewrite(self, source: Path, target: Path) -> None:
        cases = CsvCases(source) if is_csv(source) else ParquetCases(source)
        with closing(cases):
            self._check(source, cases.schema)
            with whole_file(target) as out:
                self._rewritten(cases, cases.batches(), cases.schema, out, target)

    def _rewritten(
        self,
        cases: CsvCases | ParquetCases,
        batches: Iterator[pa.RecordBatch],
        schema: pa.Schema,
        out: BinaryIO,
        target: Path,
    ) -> None:
        written = grouped_schema(schema)
        writer: CsvWriter | ParquetWriter
        if is_parquet(target):
            writer = ParquetWriter(out, written)
        else:
            compressed = target.name.lower().endswith(".gz")
            writer = CsvWriter(out, written, compressed=compressed)
        with closing(writer):
            for batch, outcomes in self._grouped(cases.path, batches, keep=True):
                given = batch.columns
                kept = [
                    one for one, name in zip(given, schema.names, strict=True) if name not in ADDED
                ]
                arrays = [*kept, *self.answers.batch(outcomes).columns]
                try:
                    writer.write(pa.RecordBatch.from_arrays(arrays, names=written.names))
                except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as fault:
                    raise Refused(f"{cases.path} 的内容不能写成 {target.name}：{fault}") from fault
                except Refused as refusal:
                    raise Refused(f"{cases.path}：{refusal}") from refusal

    # ---- both ------------------------------------------------------------------------------------

    def _check(self, source: Path, schema: pa.Schema) -> None:
        missing = [name for name in coding.READ if name not in schema.names]
        if missing:
            raise Refused(f"{source} 缺少列：{'、'.join(missing)}。")
        doubled = [name for name in coding.READ if len(schema.get_all_field_indices(name)) > 1]
        if doubled:
            raise Refused(f"{source} 有重名的列：{'、'.join(doubled)}。")
        for name in coding.READ:
            kind = schema.field(name).type
            fits = columns.is_text if name in coding.CODES else columns.is_number
            if not fits(kind):
                wanted = "以“|”相连的文字" if name in coding.CODES else "整数"
                raise Refused(f"{source}：列 {name} 的类型是 {kind}，应为{wanted}。")
        self.summary.replaced = [name for name in ADDED if name in schema.names]

    def _grouped(
        self, source: Path, batches: Iterator[pa.RecordBatch], *, keep: bool
    ) -> Iterator[tuple[Any, Outcomes]]:
        """Batches (None unless kept) and their outcomes, in order; a few are under way."""
        waiting: Waiting = deque()
        for batch in batches:
            waiting.append((batch if keep else None, self.pool.submit(self._group, batch)))
            if len(waiting) > self.threads:
                yield self._done(waiting)
        while waiting:
            yield self._done(waiting)

    def _done(self, waiting: Waiting) -> tuple[Any, Outcomes]:
        batch, future = waiting.popleft()
        outcomes = future.result()
        self.summary.cases += len(outcomes)
        self.summary.statuses += self.answers.counts(outcomes)
        if self.told:
            self.told(self.summary.cases)
        return batch, outcomes

    def _group(self, batch: pa.RecordBatch) -> Outcomes:
        cases = coding.encode(batch, self.rules.codes)
        return coding.group_coded(cases, self.rules, map_codes=self.map_codes)
