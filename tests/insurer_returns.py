"""Returns of the insurer for tests: say only what the test is about."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

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
