"""Housekeeping of the desk by the clock."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.desk import services
from linghang.foundation.schedule import jobs


def forget_old(now: datetime) -> None:
    """Remove what was left alone for 30 days."""
    services.forget_old(now=now)


jobs.register("desk.old", "清理过期草稿", "50 3 * * *", forget_old)
