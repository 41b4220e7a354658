"""What the trail does by the clock: seal every minute, export the head every night."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from linghang.foundation.schedule import jobs
from linghang.foundation.trail import services


def seal(now: datetime) -> None:
    """Chain what the deeds of the last minute left."""
    services.seal(now=now)


def export_head(now: datetime) -> None:
    """Seal first, so that the exported head covers the day that has just ended."""
    services.seal(now=now)
    services.export_head(folder=Path(settings.TRAIL_HEADS_FOLDER), at=now)


jobs.register("trail.seal", "留痕封存", "* * * * *", seal)
jobs.register("trail.head", "导出留痕链首", "10 0 * * *", export_head)
