"""The index is built anew every night: appointments begin and end without anybody saving a row."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.schedule import jobs
from linghang.foundation.search import services


def rebuild(now: datetime) -> None:
    """Compare the index with the engines."""
    services.rebuild()


jobs.register("search.rebuild", "更新检索索引", "5 0 * * *", rebuild)
