"""`linghang notices`: send what is due, and see what is stuck."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.notices import channels, queries
from linghang.notices.definitions import CHANNEL_NAMES
from linghang.notices.escalating import services as escalating
from linghang.notices.sending import digests
from linghang.notices.sending import services as sending

WEEK = timedelta(days=7)


class Command(VerbCommand):
    """通知. The scheduler does all this by itself; by hand it is done at once."""

    help = "通知：立即发送、汇总、上报逾期的，查看积压"
    verbs: ClassVar[dict[str, str]] = {
        "deliver": "发送到期的通知；可与定时任务同时运行",
        "digest": "汇总今天要汇总的通知",
        "escalate": "把逾期没有确认或查看的通知上报",
        "status": "渠道设置、积压和未送达",
    }

    def deliver(self, **options: Any) -> None:
        """Send what is due."""
        tally = sending.deliver(clock=clock.now)
        self.stdout.write(
            f"发出{tally.sent}条，未送达{tally.failed}条，稍后再发{tally.postponed}条。"
        )
        for why in tally.down:
            self.stdout.write(self.style.WARNING(why))

    def digest(self, **options: Any) -> None:
        """Queue the digests of the day."""
        self.stdout.write(f"汇总{digests.digest(now=clock.now())}条，等待发送。")

    def escalate(self, **options: Any) -> None:
        """Pass on what is overdue."""
        self.stdout.write(f"上报{escalating.escalate(now=clock.now())}条。")

    def status(self, **options: Any) -> None:
        """Channels and backlog."""
        ways = "、".join(CHANNEL_NAMES[channel] for channel in channels.configured())
        found = queries.backlog(clock.now(), since=WEEK)
        self.stdout.write(f"站内收件箱之外的渠道：{ways or '没有设置'}")
        self.stdout.write(f"发不出去{found.waiting}条，7日内未送达{found.failed}条")
