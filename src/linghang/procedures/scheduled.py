"""What procedures do by the clock."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation import clock
from linghang.foundation.schedule import jobs
from linghang.procedures import watching


def remind(now: datetime) -> None:
    """Every morning, by the hospital's day; each term is told of once."""
    watching.remind(now=now, today=clock.today())


jobs.register("procedures.remind", "提醒程序到期的步骤", "20 8 * * *", remind)
