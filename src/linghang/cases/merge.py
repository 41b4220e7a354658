"""Lays staged rows over the current files, month by month, writing only months that change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from linghang.foundation.intake import duck, parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The case files after the merge and what the merge did.

    new, replaced, moved, unchanged: cases; moved ones (a part of the replaced) changed their
    discharge month. The day sets hold every row that came, went or moved.
    """

    case_files: list[dict[str, Any]]
    new: int
    replaced: int
    moved: int
    unchanged: int
    discharge_days: frozenset[date]
    admission_days: frozenset[date]


def compare(
    connection: duckdb.DuckDBPyConnection, rows: Path, current: list[str]
) -> dict[str, int]:
    """How the staged rows stand to the current cases: new, replaced, moved, unchanged.

    Leaves the temporary tables `incoming` (rows that change something) and `prior` behind.
    """
    _prior(connection, current)
    staged = duck.file_list([str(rows)])
    connection.execute(
        "create temp table incoming as "
        f"select staged.* from {staged} staged left join prior using (case_key) "
        "where prior.content_digest is distinct from staged.content_digest"
    )
    counts = connection.execute(
        "select count(*) filter (prior.case_key is null), "
        "count(*) filter (prior.case_key is not null), "
        "count(*) filter (prior.month <> strftime(incoming.discharge_day, '%Y-%m')) "
        "from incoming left join prior using (case_key)"
    ).fetchone()
    total = connection.execute(f"select count(*) from {staged}").fetchone()
    new, replaced, moved = counts or (0, 0, 0)
    return {
        "new": new,
        "replaced": replaced,
        "moved": moved,
        "unchanged": (total[0] if total else 0) - new - replaced,
    }


def _prior(connection: duckdb.DuckDBPyConnection, current: list[str]) -> None:
    columns = "case_key, content_digest, admission_day, discharge_day"
    if current:
        source = f"select {columns} from {duck.file_list(current)}"
    else:
        source = (
            "select ''::varchar as case_key, ''::varchar as content_digest, "
            "date '2000-01-01' as admission_day, date '2000-01-01' as discharge_day where false"
        )
    connection.execute(
        "create temp table prior as "
        f"select *, strftime(discharge_day, '%Y-%m') as month from ({source})"
    )


def merge(*, rows: Path, folder: Path, files: list[dict[str, Any]]) -> Merged:
    """Write the months that change. `files`: the current case files; `folder`: the cases folder."""
    by_month = {one["month"]: one for one in files}
    with duck.cursor() as connection:
        counts = compare(connection, rows, [str(folder / one["path"]) for one in files])
        connection.execute(
            "create temp table gone as "
            "select prior.* from prior semi join incoming using (case_key)"
        )
        for month in _months(connection):
            stored = _write_month(connection, folder, month, by_month.get(month))
            if stored is None:
                by_month.pop(month, None)
            else:
                by_month[month] = stored
        discharge_days = _days(connection, "discharge_day")
        admission_days = _days(connection, "admission_day")
    return Merged(
        case_files=[by_month[month] for month in sorted(by_month)],
        discharge_days=discharge_days,
        admission_days=admission_days,
        **counts,
    )


def _months(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select strftime(discharge_day, '%Y-%m') as month from incoming "
        "union select month from gone order by month"
    ).fetchall()
    return [month for (month,) in rows]


def _write_month(
    connection: duckdb.DuckDBPyConnection, folder: Path, month: str, old: dict[str, Any] | None
) -> dict[str, Any] | None:
    arriving = f"select * from incoming where strftime(discharge_day, '%Y-%m') = '{month}'"
    if old:
        staying = (
            f"select * from {duck.file_list([str(folder / old['path'])])} "
            "anti join gone using (case_key)"
        )
        query = f"{staying} union all by name {arriving}"
    else:
        query = arriving
    stored = parquet.write(
        connection,
        f"select * from ({query}) order by discharged_at, case_key",
        folder=folder,
        stem=f"cases/{month}",
    )
    if stored is None:
        return None
    source = duck.file_list([str(folder / stored.path)])
    days = connection.execute(f"select min(discharge_day), max(discharge_day) from {source}")
    first, last = days.fetchone() or (None, None)
    return {
        **stored.as_dict(),
        "month": month,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
    }


def _days(connection: duckdb.DuckDBPyConnection, column: str) -> frozenset[date]:
    rows = connection.execute(
        f"select {column} from incoming union select {column} from gone"
    ).fetchall()
    return frozenset(day for (day,) in rows)
