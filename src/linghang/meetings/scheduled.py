"""What meetings do by the clock: remind of those that are nearly due."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation import clock
from linghang.foundation.schedule import jobs
from linghang.meetings.duties import reminding
from linghang.meetings.lessons import reminding as lessons
from linghang.meetings.rota import reminding as rota


def remind(now: datetime) -> None:
    """Every morning; each duty is told of once."""
    today = clock.today()
    reminding.remind(now=now, today=today)
    lessons.remind(now=now, today=today)
    rota.remind(now=now, today=today)


jobs.register("meetings.remind", "提醒临近期满的组织生活和党课", "20 8 * * *", remind)
