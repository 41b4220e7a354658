"""What the organisation does by the clock: names of the day, and leavers whose day has come."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.schedule import jobs
from linghang.org.people.services import cut_off_leavers
from linghang.org.units.services import settle_names


def settle(now: datetime) -> None:
    """Let every unit be called by its name of today."""
    settle_names(today=clock.today())


def shut_out(now: datetime) -> None:
    """Close the logins of everybody whose last day is over."""
    cut_off_leavers(today=clock.today(), actor=system_actor(), at=now)


jobs.register("org.names", "单位更名生效", "1 0 * * *", settle)
jobs.register("org.leavers", "停用已离院人员的账号", "2 0 * * *", shut_out)
