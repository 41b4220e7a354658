"""What ledgers do by the clock: remind of what ends, count what was touched."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation import clock
from linghang.foundation.schedule import jobs
from linghang.ledgers.expiring import reminding
from linghang.ledgers.tallies import services as tallies


def remind(now: datetime) -> None:
    """Every morning; each end is told of once before it and once after."""
    reminding.remind(now=now, today=clock.today())


jobs.register("ledgers.remind", "提醒台账中将到期的资质和材料", "55 8 * * *", remind)


def renew(now: datetime) -> None:
    """Every minute; until then touched months are counted when somebody asks."""
    tallies.renew()


jobs.register("ledgers.tallies", "汇总台账有改动的月份", "* * * * *", renew)
