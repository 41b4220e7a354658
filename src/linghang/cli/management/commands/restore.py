"""`linghang restore`: bring a backup back, and say whether everything holds."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.backup import restoring
from linghang.foundation.backup.restoring import Restored
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services as evidence
from linghang.foundation.trail import services as trail


class Command(ShellCommand):
    """Restoring on the command line; the services must not run meanwhile."""

    help = "恢复：从备份恢复到空的数据目录和数据库；先停止服务"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="文件夹", help="一份备份，或放备份的文件夹（取最近一份）"
        )
        parser.add_argument("--keys", type=Path, metavar="文件夹", help="另存的密钥在哪里")
        parser.add_argument(
            "--into", type=Path, metavar="数据目录", help="恢复到这里，不写就是 LINGHANG_HOME"
        )
        parser.add_argument(
            "--force", action="store_true", help="替换现有内容；现有内容移到一边，不删除"
        )

    def handle(self, *args: Any, folder: Path, into: Path | None, **options: Any) -> None:
        if into is not None and into.resolve() != Path(settings.HOME):
            _again_with(into.resolve(), folder.resolve(), options)
        restored = restoring.restore(
            source=folder,
            actor=system_actor(),
            at=clock.now(),
            keys=options["keys"],
            force=options["force"],
            told=self.stdout.write,
        )
        self._tell(restored)

    def _tell(self, restored: Restored) -> None:
        content = restored.content
        rows = sum(one.rows for one in content.tables)
        self.stdout.write(
            f"✓ 已恢复 {content.name}（做于{timezone.localtime(content.made_at):%Y-%m-%d %H:%M}）："
            f"{len(content.tables)}张表{rows}行、{len(content.files)}个文件，逐一核对与备份相同。"
        )
        if restored.migrated:
            self.stdout.write(f"✓ 数据库结构由{content.version}升级，做了{restored.migrated}步。")
        for sentence in restored.made:
            self.stdout.write(f"✓ {sentence}")
        if restored.aside:
            self.stdout.write(f"原有内容移到了 {restored.aside}。")
        if restored.catalogs:
            self.stdout.write(
                f"！ 本院目录恢复在 {restored.catalogs}；请把 LINGHANG_CATALOGS 设为这个路径，"
                "再执行 linghang search rebuild 重建检索索引。"
            )
        if restored.missing_keys:
            self.stdout.write(
                f"！ 密钥没有恢复：{'、'.join(restored.missing_keys)}。"
                "没有密钥，加密的个人信息打不开，也不能继续导入病案。"
                f"请把另存的密钥放回 {settings.KEYS_FOLDER}，权限 0600。"
            )
        self._verify()

    def _verify(self) -> None:
        report = trail.verify(heads_folder=Path(settings.TRAIL_HEADS_FOLDER), now=clock.now())
        damages = evidence.damaged()
        if not report.holds or damages:
            raise Refused(
                f"恢复的内容有问题：留痕{report.broken}处、佐证材料{len(damages)}份。"
                "请运行 linghang trail verify 与 linghang evidence verify 查明。"
            )
        self.stdout.write(f"✓ 留痕完好，核对了{report.checked}条；佐证材料完好。")
        self.stdout.write("请运行 linghang doctor 再查一遍，然后启动服务。")


def _again_with(home: Path, folder: Path, options: dict[str, Any]) -> None:
    """The place of everything follows from the environment, so another place is another start."""
    words = [sys.executable, "-m", "linghang", "restore", str(folder)]
    if options["keys"]:
        words += ["--keys", str(options["keys"].resolve())]
    if options["force"]:
        words.append("--force")
    os.execve(sys.executable, words, {**os.environ, "LINGHANG_HOME": str(home)})
