"""Day cells: every measure by day × campus × department × team, in one file for each month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from linghang.cases.hooks import Cells, Change
from linghang.foundation.intake import duck, parquet
from linghang.indicators import catalog, rules, versions
from linghang.indicators.measures import front_sheet

DIMENSIONS = ("discharge_day", "campus", "department", "team")


def write(change: Change) -> Cells:
    """The cells of the new state: months that the change touches are counted anew, others stay.

    All months are counted when the cells in force were made by other definitions.
    """
    version = catalog.cell_version()
    months = {one["month"] for one in change.case_files}
    touched = months
    if version == change.cell_version:
        touched = months & rules.months_to_recount(
            discharge_days=change.discharge_days,
            admission_days=change.admission_days,
            look_back=front_sheet.READMISSION_DAYS,
        )
    kept = {one["month"]: one for one in change.cell_files if one["month"] in months}
    with duck.cursor() as connection:
        _stays(connection, change.folder, change.case_files, first=min(touched, default=""))
        for one in change.case_files:
            if one["month"] in touched:
                kept[one["month"]] = _count_month(connection, change.folder, one)
    versions.keep_all(at=change.at)
    return Cells([kept[month] for month in sorted(kept)], version)


def _stays(
    connection: duckdb.DuckDBPyConnection, folder: Path, files: list[dict[str, Any]], *, first: str
) -> None:
    """`stays`: the narrow columns of every stay that can follow one of the touched months."""
    paths = [str(folder / one["path"]) for one in files if one["month"] >= first]
    connection.execute(
        "create temp table stays as select person_key, admitted_at, admission_day "
        f"from {duck.file_list(paths)}"
    )


def _count_month(
    connection: duckdb.DuckDBPyConnection, folder: Path, file: dict[str, Any]
) -> dict[str, Any]:
    names = ", ".join(DIMENSIONS)
    sums = ", ".join(f"{one.sql} as {code}" for code, one in front_sheet.MEASURES.items())
    source = f"(select * from {duck.file_list([str(folder / file['path'])])})"
    stored = parquet.write(
        connection,
        f"select {names}, {sums} from ({front_sheet.relation(source)}) counted "
        f"group by {names} order by {names}",
        folder=folder,
        stem=f"cells/{file['month']}",
    )
    if stored is None:
        raise ValueError(f"no cells for a month with cases: {file['month']}")
    return {**stored.as_dict(), "month": file["month"]}
