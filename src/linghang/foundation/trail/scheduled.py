"""What the trail does by the clock: seal every minute, export the head nightly, check weekly."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.schedule import jobs
from linghang.foundation.trail import services, verifying


def seal(now: datetime) -> None:
    """Chain what the deeds of the last minute left."""
    services.seal(now=now)


def export_head(now: datetime) -> None:
    """Seal first, so that the exported head covers the day that has just ended."""
    services.seal(now=now)
    services.export_head(folder=Path(settings.TRAIL_HEADS_FOLDER), at=now)


class Broken(Refused):
    """The trail does not hold; the run is recorded as failed and names the first break."""


def verify(now: datetime) -> None:
    """Check the whole trail and keep what was found. Raises Broken."""
    done = verifying.weekly(actor=system_actor(), clock=clock.now)
    if done and done.broken:
        raise Broken(f"留痕有{done.broken}处问题，首先是：{done.breaks[0]['says']}。")


jobs.register("trail.seal", "留痕封存", "* * * * *", seal)
jobs.register("trail.head", "导出留痕链首", "10 0 * * *", export_head)
jobs.register("trail.verify", "核对全部留痕", "30 3 * * 0", verify)
