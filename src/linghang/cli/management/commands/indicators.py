"""`linghang indicators`: count all cells anew, print values."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.indicators import catalog, queries, services


class Command(VerbCommand):
    """Indicators on the command line."""

    help = "指标：按现行口径重算、查看数值"
    verbs: ClassVar[dict[str, str]] = {
        "rebuild": "按现行口径重算全部指标单元",
        "show": "打印全院数值及其分子、分母",
    }

    def add_show_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", required=True, metavar="期间", help="如 2025-06、2025Q2、2025"
        )

    def rebuild(self, **options: Any) -> None:
        """Needed after an update that changed a definition."""
        manifest = services.rebuild(actor=system_actor(), at=clock.now())
        self.stdout.write(f"已重算{len(manifest.cell_files)}个月的指标单元，现行{manifest}。")

    def show(self, *, period: str, **options: Any) -> None:
        """One line for each indicator of the hospital."""
        wanted = Period.parse(period)
        codes = list(catalog.indicators().items)
        for value in queries.values(codes, period=wanted, scope=queries.Scope()):
            parts = str(value.numerator)
            if value.denominator is not None:
                parts += f" ÷ {value.denominator}"
            mark = "（暂定）" if value.provisional else ""
            self.stdout.write(
                f"{value.indicator.name}  {wanted.label}  {value.text}{mark}  "
                f"[{parts}]  口径 {value.definition_hash[:8]}  数据清单 {value.manifest_id}"
            )
