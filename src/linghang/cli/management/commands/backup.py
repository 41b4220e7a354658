"""`linghang backup`: make a backup, list those that are there, read them again."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.backup import collection, services
from linghang.foundation.backup.collection import Found
from linghang.foundation.errors import Refused

SHOWN = 20
MEGABYTE = 1024**2


class Command(ShellCommand):
    """Backups on the command line."""

    help = "备份：数据库、病案数据、佐证材料、本院目录和留痕链首；密钥另存一处"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="文件夹",
            help="备份放在哪里，每次一个子文件夹；不写就用 LINGHANG_BACKUP_FOLDER",
        )
        parser.add_argument("--keys", type=Path, metavar="文件夹", help="把密钥另存到这里")
        parser.add_argument(
            "--keys-beside-data", action="store_true", help="允许密钥与数据放在同一处（不建议）"
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="份数",
            help="只保留最近几份；不写就都留着（夜间备份按 LINGHANG_BACKUP_KEEP）",
        )
        parser.add_argument("--list", action="store_true", help="只列出已有的备份")
        parser.add_argument(
            "--check", action="store_true", help="重读备份的每个文件并核对；有问题时退出码为1"
        )

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        if folder is None:
            if not settings.BACKUP_FOLDER:
                raise Refused("请写明备份放在哪里，或设置 LINGHANG_BACKUP_FOLDER。")
            folder = Path(settings.BACKUP_FOLDER)
        if options["list"]:
            self._list(folder)
        elif options["check"]:
            self._check(folder)
        else:
            self._make(folder, options)

    def _make(self, folder: Path, options: dict[str, Any]) -> None:
        keys, keep = options["keys"], options["keep"]
        is_nightly = bool(settings.BACKUP_FOLDER) and folder == Path(settings.BACKUP_FOLDER)
        if keys is None and settings.BACKUP_KEYS_FOLDER and is_nightly:
            keys = Path(settings.BACKUP_KEYS_FOLDER)
        if keep is None:
            keep = settings.BACKUP_KEEP if is_nightly else 0
        made = services.make(
            folder=folder,
            actor=system_actor(),
            at=clock.now(),
            keys=keys,
            keys_beside_data=options["keys_beside_data"],
            keep=keep,
            told=self.stdout.write,
        )
        content = made.content
        linked = f"，其中{made.linked}个与上一份相同，不重复占用空间" if made.linked else ""
        self.stdout.write(
            f"✓ 已备份到 {made.folder}：文件{len(content.files)}个，"
            f"{content.bytes / MEGABYTE:.1f}MB{linked}。"
        )
        if made.keys:
            self.stdout.write(f"✓ 密钥另存到 {made.keys}。请与备份分开保管。")
        elif content.keys:
            self.stdout.write(
                f"！ 备份里没有密钥（{len(content.keys)}个）；请用 --keys 另存到别处，并分开保管。"
            )
        for name in made.forgotten:
            self.stdout.write(f"已清理旧备份 {name}。")
        if content.damaged:
            for one in content.damaged[:SHOWN]:
                self.stdout.write(f"✗ {one.path}：{one.says}")
            raise Refused(f"备份已做好，但有{len(content.damaged)}个文件在原处就已缺失或改动。")

    def _list(self, folder: Path) -> None:
        found = collection.all_in(folder)
        for one in found:
            self.stdout.write(_line(one))
        if not found:
            self.stdout.write(f"{folder} 里没有备份。")

    def _check(self, folder: Path) -> None:
        one = collection.look_at(folder)
        found = [one] if one.content else collection.all_in(folder)
        if not found:
            raise Refused(f"{folder} 里没有备份。")
        if sum(not self._holds(each) for each in found):
            sys.exit(1)

    def _holds(self, found: Found) -> bool:
        if found.content is None:
            self.stdout.write(_line(found))
            return False
        faults = list(collection.faults(found.folder, found.content))
        for fault in faults[:SHOWN]:
            self.stdout.write(f"✗ {found.folder.name}/{fault}")
        if not faults:
            self.stdout.write(f"{_line(found)}，逐个核对无误")
        return not faults


def _line(found: Found) -> str:
    content = found.content
    if content is None:
        return f"✗ {found.folder.name}：{found.says}"
    made = timezone.localtime(content.made_at)
    return (
        f"✓ {found.folder.name}：{made:%Y-%m-%d %H:%M}，版本{content.version}，"
        f"{len(content.files)}个文件，{content.bytes / MEGABYTE:.1f}MB"
    )
