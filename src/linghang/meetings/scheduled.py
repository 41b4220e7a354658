"""What meetings do by the clock: remind of those that are nearly due."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation import clock
from linghang.foundation.schedule import jobs
from linghang.meetings.duties import reminding


def remind(now: datetime) -> None:
    """Every morning; each duty is told of once."""
    reminding.remind(now=now, today=clock.today())


jobs.register("meetings.remind", "提醒临近期满的组织生活", "20 8 * * *", remind)
