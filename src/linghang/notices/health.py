"""The check-up of notices: which ways out there are, what is stuck, what follows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.trail import actions
from linghang.notices import catalog, channels, queries
from linghang.notices.definitions import CHANNEL_NAMES

STUCK = timedelta(hours=1)
WEEK = timedelta(days=7)
LEDGER = "在“送达台账”页面查看原因，排除后重新发送"


def ways_out(now: datetime) -> Iterator[Finding]:
    """The channels that are set, and the address that their messages lead to."""
    names = "、".join(CHANNEL_NAMES[channel] for channel in channels.configured())
    if not names:
        yield doctor.fine("只用站内收件箱，没有设置邮件、企业微信或钉钉")
    elif not settings.SITE_ADDRESS:
        yield doctor.warn(
            f"已设置{names}，但外发消息里没有链接", mend="设置 LINGHANG_ADDRESS 为打开本系统的网址"
        )
    else:
        yield doctor.fine(f"站内收件箱，以及{names}")


def ledger(now: datetime) -> Iterator[Finding]:
    """Nothing has been stuck for an hour, nothing failed in the last seven days."""
    found = queries.backlog(now, since=WEEK)
    if found.oldest and found.oldest < now - STUCK:
        since = timezone.localtime(found.oldest)
        yield doctor.warn(
            f"{found.waiting}条通知发不出去，最早的登记于{since:%Y-%m-%d %H:%M}", mend=LEDGER
        )
    if found.failed:
        yield doctor.warn(f"7日内有{found.failed}条通知未送达", mend=LEDGER)
    if not found.failed and not found.waiting:
        yield doctor.fine("没有积压，7日内没有未送达的")


def kinds(now: datetime) -> Iterator[Finding]:
    """Every kind that follows a deed follows one that there is."""
    known = actions.sentences()
    lost = [
        loaded
        for loaded in catalog.catalog().items.values()
        if loaded.item.after and loaded.item.after not in known
    ]
    for loaded in lost:
        yield doctor.warn(
            f"{loaded.file}的“{loaded.item.name}”不会发出：没有操作 {loaded.item.after}",
            mend="对照参考文档“留痕的操作”改正 after",
        )
    if not lost:
        yield doctor.fine(f"{len(catalog.catalog().items)}类通知")


doctor.register("notices.ways", "通知渠道", ways_out)
doctor.register("notices.ledger", "通知送达", ledger, needs=("database",))
doctor.register("notices.kinds", "通知类别", kinds)
