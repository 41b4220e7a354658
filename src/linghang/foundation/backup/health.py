"""The check-up of backups: is there one, how old is it, and was a restore left half-way?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from linghang.foundation import doctor
from linghang.foundation.backup import restoring, rules
from linghang.foundation.backup.trail_actions import MADE
from linghang.foundation.doctor import Finding
from linghang.foundation.trail.models import Entry


def last_backup(now: datetime) -> Iterator[Finding]:
    """When the last good backup was made; the trail remembers every one."""
    mend = "设置 LINGHANG_BACKUP_FOLDER 让系统每夜备份，或运行 linghang backup 文件夹"
    last = Entry.objects.filter(action=MADE).order_by("-at").first()
    if last is None:
        if settings.DEMO:
            yield doctor.fine("演示环境，还没有做过")
        else:
            yield doctor.warn("还没有做过", mend=mend)
        return
    at = timezone.localtime(last.at)
    told = f"最近一次做于{at:%Y-%m-%d %H:%M}"
    if last.facts.get("damaged"):
        yield doctor.bad(
            f"{told}，其中{last.facts['damaged']}个文件在原处就已缺失或改动",
            mend="运行 linghang cases verify、linghang evidence verify 查明，从更早的备份补回",
        )
    elif now - last.at > rules.STALE:
        days = (now - last.at).days
        yield doctor.warn(f"{told}，已过去{days}天", mend=mend)
    else:
        yield doctor.fine(told)


def half_restore(now: datetime) -> Iterator[Finding]:
    """A restore that was killed leaves an installation that must not be used."""
    if restoring.mark().exists():
        yield doctor.bad("上次恢复没有做完", mend="重新运行 linghang restore（与上次相同的参数）")
    else:
        yield doctor.fine("没有做到一半的恢复")


doctor.register("backup", "备份", last_backup, needs=("database",))
doctor.register("restore", "恢复", half_restore)
