"""Work by the clock: a definition that an update brought is kept the same hour."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.schedule import jobs
from linghang.indicators import versions


def keep_definitions(now: datetime) -> None:
    """Keep the text behind every definition hash that pages show."""
    versions.keep_all(at=now)


jobs.register("indicators.definitions", "保存现行指标口径", "5 * * * *", keep_definitions)
