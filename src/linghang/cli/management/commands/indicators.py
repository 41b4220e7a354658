"""`linghang indicators`: count all cells anew, print values."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.indicators import catalog, queries, services


class Command(BaseCommand):
    """Indicators on the command line."""

    help = "指标：按现行口径重算、查看数值"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, title="动作")
        verbs.add_parser("rebuild", help="按现行口径重算全部指标单元")
        show = verbs.add_parser("show", help="打印全院数值及其分子、分母")
        show.add_argument("--period", required=True, help="如 2025-06、2025Q2、2025")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            {"rebuild": self._rebuild, "show": self._show}[verb](options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _rebuild(self, options: dict[str, Any]) -> None:
        manifest = services.rebuild(actor=system_actor(), at=clock.now())
        self.stdout.write(f"已重算 {len(manifest.cell_files)} 个月的指标单元，现行{manifest}。")

    def _show(self, options: dict[str, Any]) -> None:
        period = Period.parse(options["period"])
        codes = list(catalog.indicators().items)
        for value in queries.values(codes, period=period, scope=queries.Scope()):
            parts = str(value.numerator)
            if value.denominator is not None:
                parts += f" ÷ {value.denominator}"
            mark = "（暂定）" if value.provisional else ""
            self.stdout.write(
                f"{value.indicator.name}  {period.label}  {value.text}{mark}  "
                f"[{parts}]  口径 {value.definition_hash[:8]}  数据清单 {value.manifest_id}"
            )
