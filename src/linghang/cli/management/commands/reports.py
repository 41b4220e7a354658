"""`linghang reports`: build a report, list those that were built."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.reports import catalog, queries, services
from linghang.reports.models import Report


class Command(BaseCommand):
    """Reports on the command line."""

    help = "报告：生成、查看清单"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, title="动作")
        items = catalog.reports().items.values()
        known = "、".join(f"{one.item.code}（{one.item.name}）" for one in items)
        building = verbs.add_parser("build", help="生成一份报告（Word 文档）")
        building.add_argument("report", metavar="报告", help=known)
        building.add_argument("--period", required=True, help="如 2025-06")
        building.add_argument("--out", type=Path, metavar="文件", help="不写就用标题，放在当前目录")
        verbs.add_parser("list", help="列出已生成的报告，新的在前")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            {"build": self._build, "list": self._list}[verb](options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _build(self, options: dict[str, Any]) -> None:
        report = services.build(
            report=options["report"],
            period=Period.parse(options["period"]),
            actor=system_actor(),
            at=clock.now(),
            today=clock.today(),
        )
        self.stdout.write(str(self._copy(report, options["out"])))
        for sentence in queries.sentences(report):
            self.stdout.write(sentence)

    def _copy(self, report: Report, out: Path | None) -> Path:
        file = (out or Path(report.evidence.name)).resolve()
        try:
            with report.evidence.open() as source, file.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as fault:
            raise CommandError(
                f"报告已生成并存档（编号{report.pk}），但写不到 {file}：{fault.strerror}"
            ) from fault
        return file

    def _list(self, options: dict[str, Any]) -> None:
        reports = Report.objects.newest_first().select_related("evidence")
        for report in reports:
            built = timezone.localtime(report.built_at)
            self.stdout.write(
                f"{report.pk:>4}  {built:%Y-%m-%d %H:%M}  {report.title}  "
                f"数据清单 {report.manifest_id}  文件 {report.evidence.sha256[:8]}"
            )
        if not reports:
            self.stdout.write("还没有生成过报告。")
