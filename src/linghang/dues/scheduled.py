"""What dues do by the clock: tell secretaries who is behind."""

from __future__ import annotations

from datetime import datetime

from linghang.dues import reminding
from linghang.foundation import clock
from linghang.foundation.schedule import jobs


def remind(now: datetime) -> None:
    """On the fifth of each month, when the month before is written up."""
    reminding.remind(now=now, today=clock.today())


jobs.register("dues.remind", "提醒支部书记党费未交情况", "40 8 5 * *", remind)
