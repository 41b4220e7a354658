"""Returns of the insurer for tests: say only what the test is about."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from linghang.foundation.access import system_actor
from linghang.foundation.intake import services
from linghang.foundation.intake.models import Batch
from tests import front_sheets

NOW = datetime(2025, 12, 31, tzinfo=UTC)
TODAY = date(2025, 12, 31)

PLAIN = {
    "结算月份": "2025-07",
    "病案号": "",
    "住院次数": "1",
    "出院日期": "2025-06-09",
    "DRG编码": "FR45",
    "DRG名称": "冠状动脉粥样硬化",
    "入组状态": "入组",
    "RW": "0.8321",
    "总费用": "12345.67",
    "统筹支付": "8000.00",
    "DRG支付标准": "11000",
    "特病单议": "正常",
    "险种": "职工",
}


def row(record: str, **columns: Any) -> dict[str, str]:
    """One row of the return; columns by their headings."""
    return {**PLAIN, "病案号": record, **{name: str(value) for name, value in columns.items()}}


def write(path: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8-sig") -> Path:
    """A CSV with the columns of the first row."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_sheets(folder: Path, *rows: dict[str, str]) -> Batch:
    """Import and commit front sheets."""
    name = f"sheets-{len(list(folder.glob('sheets-*')))}.csv"
    file = front_sheets.write(folder / name, list(rows))
    return services.import_files(
        kind="front_sheet", files=[file], actor=system_actor(), today=TODAY, clock=lambda: NOW
    )


def send(folder: Path, *rows: dict[str, str], path: Path | None = None) -> Batch:
    """Import and commit a return, as rows or as the file that it is."""
    name = f"return-{len(list(folder.glob('return-*')))}.csv"
    file = path or write(folder / name, list(rows))
    return services.import_files(
        kind="insurer_return",
        files=[file],
        actor=system_actor(),
        today=TODAY,
        clock=lambda: NOW,
    )
