"""What commitments do by the clock: work targets out anew, and remind."""

from __future__ import annotations

from datetime import datetime

from linghang.commitments.reminding import services as reminding
from linghang.commitments.targets import services as targets
from linghang.foundation import clock
from linghang.foundation.schedule import jobs


def remind(now: datetime) -> None:
    """Every morning; each person is told once of each day, report and look."""
    reminding.remind(now=now, today=clock.today())


def work_out(now: datetime) -> None:
    """Every night, after the night's imports."""
    targets.renew(now=now, today=clock.today())


jobs.register("commitments.remind", "提醒到期、逾期和未反馈的任务", "50 7 * * *", remind)
jobs.register("commitments.targets", "重算目标值的状态", "20 5 * * *", work_out)
