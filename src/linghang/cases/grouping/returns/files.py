"""The returned rows in their files: one Parquet file a discharge month, every version kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from linghang.cases.grouping.months import WEIGHT
from linghang.foundation.intake import duck, parquet

SCHEMA = pa.schema(
    [
        ("row_key", pa.string()),
        ("case_key", pa.string()),
        ("unlinked", pa.string()),
        ("discharge_day", pa.date32()),
        ("settled_month", pa.string()),
        ("drg", pa.string()),
        ("drg_name", pa.string()),
        ("placed", pa.string()),
        ("reason", pa.string()),
        ("rw", WEIGHT),
        ("total_cost", pa.int64()),
        ("fund_paid", pa.int64()),
        ("standard", pa.int64()),
        ("surplus", pa.int64()),
        ("special", pa.string()),
        ("insurance", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int32()),
    ]
)
"""A staged row; money in 分. case_key: of the case that it is about, null while none is known."""
CONTENT = [one for one in SCHEMA.names if one not in ("unlinked", "source_file", "source_row")]
KEPT = [*SCHEMA.names, "content", "batch", "seen_batch", "is_current"]
"""A stored row. content: digest of CONTENT. batch: that brought this version; seen_batch: the last
that held it. is_current: whether no later return replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The files of the new state; rows that are new, replace an earlier one, say the same."""

    files: list[dict[str, Any]]
    new: int
    replaced: int
    unchanged: int


def compare(staged: Path, folder: Path, files: list[dict[str, Any]]) -> dict[str, int]:
    """How many of the staged rows are new, replace an earlier one, say the same."""
    with duck.cursor() as connection:
        _open(connection, staged, folder, files, batch=0)
        return _counts(connection)


def merge(*, staged: Path, folder: Path, files: list[dict[str, Any]], batch: int) -> Merged:
    """Write the months that the staged rows touch anew, beside those in force.

    Raises DiskFull. Nothing is in force before the caller names the files.
    """
    with duck.cursor() as connection:
        _open(connection, staged, folder, files, batch=batch)
        counts = _counts(connection)
        touched = {
            row[0]
            for row in connection.execute(
                f"select {_MONTH} from incoming union "
                f"select {_MONTH} from stored where stored_row in (select stored_row from met)"
            ).fetchall()
        }
        kept = [one for one in files if one["month"] not in touched]
        written = [_write(connection, folder, month) for month in sorted(touched)]
    merged = sorted([*kept, *written], key=lambda one: str(one["month"]))
    return Merged(files=merged, **counts)


_MONTH = "strftime(discharge_day, '%Y-%m')"


def _open(
    connection: duckdb.DuckDBPyConnection,
    staged: Path,
    folder: Path,
    files: list[dict[str, Any]],
    *,
    batch: int,
) -> None:
    """Tables incoming, stored, and met: which stored row an incoming one is about."""
    content = ", ".join(f"coalesce(cast({name} as varchar), '∅')" for name in CONTENT)
    connection.execute(
        f"create temp table incoming as select *, md5(concat_ws(chr(31), {content})) as content, "
        f"{int(batch)} as batch, {int(batch)} as seen_batch, true as is_current, "
        f"row_number() over () as incoming_row from {duck.file_list([str(staged)])}"
    )
    paths = [str(folder / one["path"]) for one in files]
    stored = duck.file_list(paths) if paths else "(select * from incoming limit 0)"
    connection.execute(
        f"create temp table stored as select {', '.join(KEPT)}, "
        f"row_number() over () as stored_row from {stored}"
    )
    connection.execute(
        "create temp table met as "
        "select stored_row, incoming_row, s.content = i.content as is_same from stored s "
        "join incoming i on s.case_key = i.case_key where s.is_current union "
        "select stored_row, incoming_row, false from stored s "
        "join incoming i on s.row_key = i.row_key where s.is_current "
        "and ((s.case_key is null) <> (i.case_key is null) "
        "or (s.unlinked <> '' and s.case_key <> i.case_key)) union "
        "select stored_row, incoming_row, s.content = i.content from stored s "
        "join incoming i on s.row_key = i.row_key where s.is_current "
        "and s.case_key is null and i.case_key is null"
    )


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    total, unchanged, met = connection.execute(
        "select (select count(*) from incoming), "
        "count(distinct incoming_row) filter (is_same), count(distinct incoming_row) from met"
    ).fetchone() or (0, 0, 0)
    return {"new": total - met, "replaced": met - unchanged, "unchanged": unchanged}


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, month: str) -> dict[str, Any]:
    columns = ", ".join(f"s.{name}" for name in KEPT[:-2])
    stored = parquet.write(
        connection,
        f"select {columns}, coalesce(greatest(s.seen_batch, m.seen), s.seen_batch) as seen_batch, "
        "s.is_current and coalesce(m.is_same, true) as is_current "
        "from stored s left join (select stored_row, bool_or(is_same) as is_same, "
        "max(i.seen_batch) filter (is_same) as seen from met join incoming i using (incoming_row) "
        "group by stored_row) m using (stored_row) "
        f"where {_MONTH.replace('discharge_day', 's.discharge_day')} = {duck.literal(month)} "
        f"union all select {', '.join(KEPT)} from incoming "
        f"where {_MONTH} = {duck.literal(month)} "
        "and incoming_row not in (select incoming_row from met where is_same) "
        "order by discharge_day, row_key, batch",
        folder=folder,
        stem=f"returns/{month}",
    )
    if stored is None:
        raise ValueError(f"no rows in {month}, which was touched")
    return {**stored.as_dict(), "month": month}
