"""`linghang demo`: make the demo hospital, or only write its front-sheet files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.demo import front_sheets, services
from linghang.demo.faults import FULL
from linghang.foundation import clock
from linghang.foundation.access import system_actor


class Command(VerbCommand):
    """The demo hospital on the command line."""

    help = "演示医院：建立组织机构并导入两年的病案首页，或只做其中一步"
    verbs: ClassVar[dict[str, str]] = {
        "make": "建立演示医院（只在演示环境）；已经建好的不再重做",
        "organisation": "只装入演示医院的单位、人员和任职，不导入病案",
        "files": "只写出24个月的病案首页CSV文件和埋设差错清单",
    }

    def add_make_arguments(self, parser: ArgumentParser) -> None:
        _add_cases(parser)
        parser.add_argument(
            "--force", action="store_true", help="撤销已有的导入，重新写出文件并导入"
        )

    def add_files_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里")
        _add_cases(parser)

    def make(self, *, cases: int, force: bool, **options: Any) -> None:
        """Make the demo hospital, step by step with the time of each."""
        made = services.make(
            count=cases,
            force=force,
            actor=system_actor(),
            today=clock.today(),
            clock=clock.now,
            told=self.stdout.write,
        )
        if made.already:
            self.stdout.write(f"演示医院已经建好，共{made.cases}例；要重做请加 --force。")
        else:
            self.stdout.write(f"演示医院已建好：{made.cases}例，用时{made.seconds:.0f}秒。")

    def organisation(self, **options: Any) -> None:
        """Load units, people and posts; a second call does nothing."""
        services.load_organisation(actor=system_actor(), clock=clock.now, told=self.stdout.write)

    def files(self, *, folder: Path, cases: int, **options: Any) -> None:
        """Write the files only; nothing is imported."""
        written = front_sheets.write(folder, count=cases, told=self.stdout.write)
        self.stdout.write(
            f"写出{len(written.files)}个文件、{written.rows}行；"
            f"埋设差错见 {folder / front_sheets.KEY_FILE}。"
        )


def _add_cases(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--cases", type=int, default=FULL, metavar="例数", help=f"出院人次，默认{FULL}"
    )
