"""The check-up of the trail: is it being sealed, and does the clock agree with it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.trail import queries, reading

UNSEALED_WARN = timedelta(minutes=10)
UNSEALED_BAD = timedelta(days=1)
VERIFIED_WARN = timedelta(days=14)
CLOCK_TOLERANCE = timedelta(minutes=5)


def sealing(now: datetime) -> Iterator[Finding]:
    """How long the oldest entry has waited for its seal."""
    oldest = queries.oldest_unsealed()
    waited = now - oldest if oldest else timedelta()
    minutes = int(waited.total_seconds() // 60)
    mend = "让定时任务常开：linghang serve，或把 linghang tick 加入系统的定时任务"
    if waited > UNSEALED_BAD:
        yield doctor.bad(f"最早的待封留痕已等了{minutes // 60}小时", mend=mend)
    elif waited > UNSEALED_WARN:
        yield doctor.warn(f"最早的待封留痕已等了{minutes}分钟", mend=mend)
    else:
        yield doctor.fine("留痕都已按时封存")


def clock(now: datetime) -> Iterator[Finding]:
    """No entry may lie in the future."""
    newest = queries.newest()
    if newest and newest > now + CLOCK_TOLERANCE:
        yield doctor.bad(
            f"系统时钟比最近一条留痕（{timezone.localtime(newest):%Y-%m-%d %H:%M}）还早",
            mend="校准系统时钟（chrony 或 ntp），再重启服务",
        )
    else:
        yield doctor.fine("系统时钟不早于最近一条留痕")


def verified(now: datetime) -> Iterator[Finding]:
    """What the last check of the whole trail found, and whether it was long ago."""
    last = reading.last_verification()
    if last is None or last.ended_at is None:
        yield doctor.fine("还没有做过全量核对，每周日自动做一次")
    elif last.broken:
        yield doctor.bad(
            f"{timezone.localtime(last.ended_at):%Y-%m-%d}的全量核对发现{last.broken}处问题，"
            f"首先是：{last.breaks[0]['says']}",
            mend="保全数据库和备份，运行 linghang trail verify 看全部问题，并报告审计部门",
        )
    elif now - last.ended_at > VERIFIED_WARN:
        yield doctor.warn(
            f"最近一次全量核对是{(now - last.ended_at).days}天前",
            mend="让定时任务常开：linghang serve，或把 linghang tick 加入系统的定时任务",
        )
    else:
        yield doctor.fine(f"{timezone.localtime(last.ended_at):%Y-%m-%d}全量核对完好")


doctor.register("trail.sealing", "留痕封存", sealing, needs=("database",))
doctor.register("trail.clock", "留痕时钟", clock, needs=("database",))
doctor.register("trail.verified", "留痕核对", verified, needs=("database",))
