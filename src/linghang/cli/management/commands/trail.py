"""`linghang trail`: check the trail, seal what waits, export the head."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.trail import services
from linghang.foundation.trail.rules import Break


def _heads_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--heads",
        type=Path,
        default=Path(settings.TRAIL_HEADS_FOLDER),
        help="导出的链首所在文件夹",
    )


class Command(VerbCommand):
    """留痕."""

    help = "留痕：核对、封存、导出链首"
    verbs = {
        "verify": "核对全部留痕；有问题时指出第一处，退出码为1",
        "seal": "把待封的留痕封存入链",
        "head": "导出当天的链首文件，最好另存一台机器",
    }
    add_verify_arguments = staticmethod(_heads_option)
    add_head_arguments = staticmethod(_heads_option)

    def verify(self, *, heads: Path, **options: Any) -> None:
        """Exit code 1 when the trail does not hold."""
        report = services.verify(heads_folder=heads, now=clock.now())
        if report.holds:
            self.stdout.write(
                f"留痕完好：核对了{report.checked}条封存的留痕，对照了{report.heads}份导出的链首。"
            )
        else:
            self.stdout.write(self.style.ERROR(f"留痕有问题，共{report.broken}处，依次是："))
            for found in report.breaks:
                self.stdout.write(f"  {_line(found)}")
            if report.broken > len(report.breaks):
                self.stdout.write(f"  （只列出前{len(report.breaks)}处）")
            self.stdout.write(f"核对了{report.checked}条封存的留痕和{report.heads}份导出的链首。")
        self._tell_unsealed(report)
        if not report.holds:
            sys.exit(1)

    def _tell_unsealed(self, report: services.Report) -> None:
        if report.oldest_unsealed is None:
            self.stdout.write("没有待封的留痕。")
        else:
            seconds = int(report.oldest_unsealed.total_seconds())
            waited = f"{seconds // 60}分{seconds % 60}秒"
            self.stdout.write(f"待封的留痕{report.unsealed}条，最早的已等{waited}。")

    def seal(self, **options: Any) -> None:
        """Chain what waits."""
        self.stdout.write(f"新封存留痕{services.seal(now=clock.now())}条。")

    def head(self, *, heads: Path, **options: Any) -> None:
        """Export the end of the chain."""
        file = services.export_head(folder=heads, at=clock.now())
        if file is None:
            self.stdout.write("还没有封存过留痕，没有链首可以导出。")
        else:
            self.stdout.write(f"链首已导出：{file}")


def _line(found: Break) -> str:
    where = []
    if found.sequence is not None:
        where.append(f"第{found.sequence}号")
    if found.entry_id is not None:
        where.append(f"条目{found.entry_id}")
    if found.at is not None:
        where.append(f"{timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}")
    if found.action:
        where.append(found.action)
    return f"{'，'.join(where)}：{found.says}。" if where else f"{found.says}。"
