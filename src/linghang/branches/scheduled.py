"""What branches do by the clock: remind of terms, letters and members far away."""

from __future__ import annotations

from datetime import datetime

from linghang.branches import reminding
from linghang.foundation import clock
from linghang.foundation.schedule import jobs


def remind(now: datetime) -> None:
    """Every morning; each step is told of once."""
    reminding.remind(now=now, today=clock.today())


jobs.register("branches.remind", "提醒换届、介绍信和流动党员联系", "50 8 * * *", remind)
