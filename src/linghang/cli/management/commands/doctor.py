"""`linghang doctor`: is this installation in order, and how to mend what is not?"""

from __future__ import annotations

import sys
from typing import Any

from linghang.cli.verbs import ShellCommand
from linghang.foundation import clock, doctor
from linghang.foundation.doctor import Level


class Command(ShellCommand):
    """体检."""

    help = "检查安装：字体、LibreOffice、磁盘、数据库、时钟、密钥等；有 ✗ 时退出码为1"

    def handle(self, *args: Any, **options: Any) -> None:
        levels = set()
        for check, finding in doctor.examine(clock.now()):
            levels.add(finding.level)
            self.stdout.write(f"{finding.level} {check.name}：{finding.says}")
            if finding.mend:
                self.stdout.write(f"    办法：{finding.mend}")
        if Level.BAD in levels:
            sys.exit(1)
