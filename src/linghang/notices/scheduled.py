"""What notices do by the clock. Escalation looks every morning; holidays just do not count."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linghang.foundation.schedule import jobs
from linghang.notices import watching
from linghang.notices.escalating import services as escalating
from linghang.notices.sending import digests
from linghang.notices.sending import services as sending


def deliver(now: datetime) -> None:
    """Send what is due. Sending takes time, so it looks at the clock itself."""
    sending.deliver(clock=timezone.now)


def digest(now: datetime) -> None:
    """Queue everybody's digest."""
    digests.digest(now=now)


def escalate(now: datetime) -> None:
    """Pass on what was not answered in time."""
    escalating.escalate(now=now)


jobs.register("notices.deliver", "发送通知", "* * * * *", deliver)
jobs.register("notices.digest", "汇总通知", "40 7 * * *", digest)
jobs.register("notices.escalate", "上报逾期通知", "30 8 * * *", escalate)
jobs.register("notices.trail", "核对留痕并告警", "0 2 * * *", watching.watch_trail)
jobs.register("notices.years", "提醒载入下一年节假日", "0 8 * * *", watching.watch_years)
jobs.register("notices.deliveries", "告知未送达的通知", "10 8 * * *", watching.watch_deliveries)
jobs.register("notices.rotation", "提醒关键岗位轮岗", "20 8 * * *", watching.watch_rotation)
