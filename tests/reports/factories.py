"""Day cells on disk with the figures of `handmade`, and the manifest that names them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from linghang.cases.models import Manifest
from linghang.indicators import catalog
from linghang.org.models import Placement, Unit

COUNTED_AT = datetime(2025, 7, 3, 1, 30, tzinfo=UTC)
START = date(2020, 1, 1)
UNITS = {
    "C1": ("城东院区", "campus"),
    "C2": ("城西院区", "campus"),
    "D1": ("心血管内科", "department"),
    "D2": ("普外科", "department"),
    "D3": ("儿科", "department"),
}
_COLUMNS = ("discharges", "bed_days", "readmission_base", "readmissions_31")
# day, campus, department, then _COLUMNS. June: 1000 cases, of which 12 belong nowhere.
CELLS = [
    ("2025-06-10", "C1", "D1", 600, 4800, 590, 30),
    ("2025-06-20", "C2", "D2", 380, 2960, 380, 11),
    ("2025-06-21", "C2", "D3", 8, 40, 8, 0),
    ("2025-06-21", None, None, 12, 60, 12, 1),
    ("2025-05-20", "C1", "D1", 600, 4800, 590, 30),
    ("2025-05-20", "C2", "D2", 400, 3100, 400, 12),
    ("2024-06-15", "C1", "D1", 500, 4000, 490, 20),
    ("2024-06-15", "C2", "D2", 300, 2400, 300, 12),
]


def units() -> None:
    """The campuses and departments that the cells name."""
    for code, (name, kind) in UNITS.items():
        unit = Unit.objects.create(
            code=code,
            name=name,
            kind=kind,
            tree="campus" if kind == "campus" else "administration",
            active_from=START,
        )
        Placement.objects.create(unit=unit, active_from=START)


def manifest(*, data_through: date | None = date(2025, 6, 30), is_current: bool = True) -> Manifest:
    """A manifest over CELLS."""
    return Manifest.objects.create(
        is_current=is_current,
        cell_files=[_month(month) for month in sorted({row[0][:7] for row in CELLS})],
        cell_version=catalog.cell_version(),
        case_count=sum(row[3] for row in CELLS),
        data_through=data_through,
        created_at=COUNTED_AT,
    )


def _month(month: str) -> dict[str, object]:
    rows = [row for row in CELLS if row[0].startswith(month)]
    table = pa.table(
        {
            "discharge_day": pa.array([date.fromisoformat(row[0]) for row in rows]),
            "campus": pa.array([row[1] for row in rows], pa.string()),
            "department": pa.array([row[2] for row in rows], pa.string()),
            "team": pa.array([None] * len(rows), pa.string()),
            **{
                name: pa.array([row[place] for row in rows], pa.int64())
                for place, name in enumerate(_COLUMNS, start=3)
            },
        }
    )
    path = Path(settings.CASES_FOLDER) / "cells" / f"{month}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
    return {
        "path": f"cells/{month}.parquet",
        "month": month,
        "rows": len(rows),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
