"""`linghang organisation`: units, people and posts in from a workbook, and out as one."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import complaints
from linghang.foundation.intake import services as intake
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets import csv_lines
from linghang.foundation.sheets.mending import SEVERITIES
from linghang.org.exchange import exporting, services
from linghang.org.exchange.models import Question
from linghang.org.exchange.planning.plan import OTHER

SHOWN = 20


class Command(VerbCommand):
    """The organisation on the command line, for the first set-up and for jobs."""

    help = "组织和人员：用表格导入、导出，取模板，撤销"
    verbs: ClassVar[dict[str, str]] = {
        "import": "检查单位、人员、任职表格（xlsx、xls、csv）；加 --commit 才入库",
        "undo": "撤销一次入库",
        "export": "导出某一天的单位、人员、任职",
        "template": "写一份空的模板",
    }

    def add_import_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--commit", action="store_true", help="没有错误和疑问时入库")
        parser.add_argument(
            "--effective", type=_day, metavar="日期", help="改动自哪一天起算，不写就是今天"
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="工号=答复",
            help="同名人员：表中工号=系统中工号（同一人），或 表中工号=-（另一个人）；可写多次",
        )
        parser.add_argument("--complaints", type=Path, metavar="CSV", help="把问题清单写到这里")

    def add_undo_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, metavar="批号")

    def add_export_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--on", type=_day, metavar="日期", help="截至哪一天，不写就是今天")

    def add_template_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")

    def import_(
        self,
        *,
        file: Path,
        commit: bool,
        effective: date | None,
        answer: list[str],
        complaints: Path | None,
        **options: Any,
    ) -> None:
        """Exit code 1 when the workbook was refused or questions are open."""
        today = clock.today()
        batch = services.import_file(
            path=file,
            effective=effective or today,
            actor=system_actor(),
            today=today,
            clock=clock.now,
            answers=_answers(answer),
            go_on=commit,
        )
        self._tell(batch)
        if complaints:
            self._write_complaints(batch, complaints)
        waiting = list(Question.objects.filter(batch=batch, answer=""))
        for question in waiting:
            self.stdout.write(
                f"  待确认  第 {question.row} 行 {question}：系统里有同名人员 "
                f"{'、'.join(question.candidates)}；用 --answer {question.code}=工号 或 "
                f"{question.code}={OTHER} 答复"
            )
        if batch.state != State.COMMITTED:
            intake.discard(batch_id=batch.pk, actor=system_actor(), at=clock.now())
        if batch.state == State.REFUSED:
            raise Refused(f"没有入库，组织和人员没有改变：{batch.message}")
        if waiting:
            raise Refused(f"没有入库：还有 {len(waiting)} 个同名人员没有确认。")

    def undo(self, *, batch: int, **options: Any) -> None:
        """Take a committed import back."""
        undone = intake.undo(batch_id=batch, actor=system_actor(), at=clock.now())
        self.stdout.write(f"{undone}已撤销。")

    def export(self, *, file: Path, on: date | None, **options: Any) -> None:
        """Numbers of people are masked: in full they are only given on the page, for a reason."""
        wanted = exporting.Wanted(on=on or clock.today(), name="命令行")
        counts = exporting.export(target=file, wanted=wanted, actor=system_actor(), at=clock.now())
        self.stdout.write(
            f"已导出到 {file}：单位 {counts.units} 个、人员 {counts.people} 名、"
            f"任职 {counts.appointments} 项；{exporting.MASKED}。"
        )

    def template(self, *, file: Path, **options: Any) -> None:
        """Empty sheets to fill in."""
        exporting.write_template(file)
        self.stdout.write(f"模板：{file}")

    def _tell(self, batch: Batch) -> None:
        facts = batch.facts
        for note in facts.get("notes", []):
            self.stdout.write(f"  说明  {note}")
        for merged in facts.get("merged", [])[:SHOWN]:
            self.stdout.write(f"  合并单元格  {merged['sheet']} {merged['range']} 已填满")
        if "summary" in facts:
            self.stdout.write(f"{batch}：{facts['summary']}")
        for one in batch.complaint_counts[:SHOWN]:
            severity = SEVERITIES[one["severity"]]
            self.stdout.write(f"  {severity} {one['count']:>6}  {one['column']}：{one['says']}")
        self.stdout.write(f"状态：{batch.get_state_display()}")

    def _write_complaints(self, batch: Batch, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(csv_lines(complaints.table(batch.complaints_file, SEVERITIES)))
        self.stdout.write(f"问题清单：{path}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} 不是日期，应写成 2025-06-03") from None


def _answers(given: list[str]) -> dict[str, str]:
    answers = {}
    for one in given:
        code, _, answer = one.partition("=")
        if not code or not answer:
            raise Refused(f"--answer {one} 写得不对，应写成 表中工号=系统中工号 或 表中工号=-。")
        answers[code] = answer
    return answers
