"""Complaints of a batch: written while staging, read in pages."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linghang.foundation.intake import duck
from linghang.foundation.intake.definitions import SEVERITY_NAMES, Complaint, Severity
from linghang.foundation.later import later

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa = later("pyarrow")
    pq = later("pyarrow.parquet")

FIELDS = ("file", "row", "column", "value", "says", "severity", "rule")
AT_ONCE = 20_000


@functools.cache
def _schema() -> pa.Schema:
    return pa.schema([(name, pa.int32() if name == "row" else pa.string()) for name in FIELDS])


class Book:
    """Collects complaints into a Parquet file; only counts and a few pages stay in memory."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, _schema(), compression="zstd")
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._waiting: list[Complaint] = []

    def add(self, complaints: Iterable[Complaint]) -> None:
        """Take complaints in; they are written some thousand at a time."""
        self._waiting.extend(complaints)
        if len(self._waiting) >= AT_ONCE:
            self._write()

    def _write(self) -> None:
        if not self._waiting:
            return
        self._counts.update((one.column, one.says, one.severity) for one in self._waiting)
        columns = [[getattr(one, field) for one in self._waiting] for field in FIELDS]
        self._writer.write_table(pa.table(columns, schema=_schema()))
        self._waiting = []

    def close(self) -> list[dict[str, object]]:
        """Finish the file; returns the counts, errors first, the most frequent first."""
        self._write()
        self._writer.close()
        ordered = sorted(self._counts.items(), key=lambda one: (one[0][2], -one[1], one[0]))
        return [
            {"column": column, "says": says, "severity": severity, "count": count}
            for (column, says, severity), count in ordered
        ]


def page(
    path: Path, *, severity: str = "", says: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[Complaint], int]:
    """(complaints in file order, how many there are in all); nothing without the file."""
    if not path.exists():
        return [], 0
    where, values = _where(severity, says)
    with duck.cursor() as connection:
        source = duck.file_list([str(path)])
        total = connection.execute(f"select count(*) from {source}{where}", values).fetchone()
        rows = connection.execute(
            f'select file, "row", "column", value, says, severity, rule from {source}{where} '
            f'order by file, "row", "column" limit {int(limit)} offset {int(offset)}',
            values,
        ).fetchall()
    return [_complaint(row) for row in rows], int(total[0]) if total else 0


def everything(path: Path) -> Iterator[Complaint]:
    """All complaints in order, streamed."""
    if not path.exists():
        return
    with duck.cursor() as connection:
        result = connection.execute(
            f'select file, "row", "column", value, says, severity, rule '
            f'from {duck.file_list([str(path)])} order by file, "row", "column"'
        )
        while rows := result.fetchmany(2000):
            yield from map(_complaint, rows)


def _where(severity: str, says: str) -> tuple[str, list[str]]:
    parts = [("severity = ?", severity), ("says = ?", says)]
    chosen = [(clause, value) for clause, value in parts if value]
    if not chosen:
        return "", []
    return " where " + " and ".join(clause for clause, _ in chosen), [value for _, value in chosen]


def _complaint(row: tuple[object, ...]) -> Complaint:
    facts: dict[str, Any] = dict(zip(FIELDS, row, strict=True))
    return Complaint(**facts)


def table(path: Path, severities: Mapping[Severity, str] = SEVERITY_NAMES) -> Iterator[list[str]]:
    """All complaints as the lines of a sheet, the head first, values masked as on pages.

    severities: the words of the page that the sheet is taken from.
    """
    yield ["文件", "行", "列", "值", "问题", "处理", "规则"]
    for one in everything(path):
        severity = severities[one.severity]
        row = str(one.row) if one.row else "—"
        yield [one.file, row, one.column, one.value, one.says, severity, one.rule]
