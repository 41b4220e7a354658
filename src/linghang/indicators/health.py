"""What the check-up looks at here: that the cells in force were made by this version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linghang.cases.models import Manifest
from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.indicators import catalog


def check(now: datetime) -> Iterator[Finding]:
    """Cells of another version make every figure refuse itself."""
    current = Manifest.current()
    if current and current.cell_version != catalog.cell_version():
        yield doctor.bad(
            "指标口径已随程序更新，库中的指标单元还是旧口径",
            mend="运行 linghang indicators rebuild",
        )
    else:
        yield doctor.fine(f"{len(catalog.indicators().items)} 个指标，单元与口径一致")


doctor.register("indicators", "指标单元", check, needs=("database",))
