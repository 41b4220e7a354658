"""The backup of every night, where a folder is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from linghang.foundation.access import system_actor
from linghang.foundation.backup import collection, services
from linghang.foundation.errors import Refused
from linghang.foundation.schedule import jobs

YOUNG = timedelta(hours=20)


class Damaged(Refused):
    """The backup was made, but files had been missing or changed before."""


def nightly(now: datetime) -> None:
    """Nothing without LINGHANG_BACKUP_FOLDER, and nothing while a backup is younger than 20 hours
    (the server's own timer may have made it)."""
    if not settings.BACKUP_FOLDER:
        return
    folder = Path(settings.BACKUP_FOLDER)
    whole = collection.good(folder)
    last = whole[-1].content if whole else None
    if last and now - last.made_at < YOUNG:
        return
    keys = Path(settings.BACKUP_KEYS_FOLDER) if settings.BACKUP_KEYS_FOLDER else None
    made = services.make(
        folder=folder, actor=system_actor(), at=now, keys=keys, keep=settings.BACKUP_KEEP
    )
    if made.content.damaged:
        first = made.content.damaged[0]
        raise Damaged(
            f"备份已做好，但有{len(made.content.damaged)}个文件在原处就有问题，"
            f"首先是 {first.path}：{first.says}。"
        )


jobs.register("backup.nightly", "夜间备份", "30 1 * * *", nightly)
