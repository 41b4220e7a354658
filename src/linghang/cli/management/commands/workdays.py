"""`linghang workdays`: the years of the calendar, and loading the next one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.workdays import queries, services
from linghang.foundation.workdays.rules import YearNotLoaded


class Command(VerbCommand):
    """工作日历."""

    help = "工作日历：查看各年放假和调休、载入国务院办公厅的通知"
    verbs: ClassVar[dict[str, str]] = {
        "list": "列出已载入的年份和来源",
        "show": "一年的放假和调休",
        "check": "读一遍文件并核对，不载入",
        "load": "载入一年的通知全文（文本），或表头为 日期、安排、节日 的 CSV",
    }

    def add_show_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="年份", help="如 2026")

    def add_check_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件", help="通知全文或 CSV")
        parser.add_argument("--year", type=int, required=True, metavar="年份", help="哪一年")

    def add_load_arguments(self, parser: ArgumentParser) -> None:
        self.add_check_arguments(parser)
        parser.add_argument(
            "--document", required=True, metavar="文号", help="如 国办发明电〔2025〕7号"
        )

    def list_(self, **options: Any) -> None:
        """One line a year."""
        for year in queries.years():
            own = "（本院载入）" if year.is_own else ""
            self.stdout.write(f"{year.schedule.year}  {year.source}{own}")

    def show(self, *, year: int, **options: Any) -> None:
        """Days off and make-up days of a year."""
        known = {one.schedule.year: one for one in queries.years()}
        if year not in known:
            raise YearNotLoaded(year)
        self.stdout.write(known[year].source)
        self._tell(services.Preview(known[year].schedule, ()))

    def check_(self, *, file: Path, year: int, **options: Any) -> None:
        """What the file would load."""
        self._tell(services.preview(file.read_bytes(), year))

    def load(self, *, file: Path, year: int, document: str, **options: Any) -> None:
        """Put the year into force."""
        content = file.read_bytes()
        self._tell(services.preview(content, year))
        services.load(
            content=content,
            name=file.name,
            year=year,
            document=document,
            actor=system_actor(),
            at=clock.now(),
        )
        self.stdout.write(f"已载入{year}年的放假和调休（{document}）。")

    def _tell(self, found: services.Preview) -> None:
        for rest in found.schedule.rests:
            span = f"{rest.first}" if rest.first == rest.last else f"{rest.first} 至 {rest.last}"
            self.stdout.write(f"  放假  {rest.name}：{span}")
        for day in found.schedule.works:
            self.stdout.write(f"  上班  {day}")
        for doubt in found.doubts:
            self.stdout.write(self.style.WARNING(f"请核对：{doubt}。"))
