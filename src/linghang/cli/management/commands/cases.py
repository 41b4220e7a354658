"""`linghang cases`: import front sheets, undo the last import, verify the files; grouping."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, ClassVar

from linghang.cases.health import damaged_files
from linghang.cases.models import FRONT_SHEETS, Manifest
from linghang.cli import grouper, weights
from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.intake import complaints, services
from linghang.foundation.intake.definitions import SEVERITY_NAMES
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets import csv_lines

SHOWN = 20


class Command(VerbCommand):
    """Front sheets on the command line, for a monthly job and for the records office."""

    help = "病案首页：导入、撤销、核对文件；DRG分组"
    verbs: ClassVar[dict[str, str]] = {
        "import": "检查并入库病案首页文件（CSV、CSV.GZ、ZIP）",
        "undo": "撤销最近一次入库",
        "verify": "核对现行数据文件是否完好；有问题时退出码为1",
        **grouper.VERBS,
        **weights.VERB,
    }
    # The shell gets to these without Django; here they stand for the help and for calls from code.
    add_group_arguments = staticmethod(grouper.add_group_arguments)
    add_explain_arguments = staticmethod(grouper.add_explain_arguments)
    add_rules_arguments = staticmethod(grouper.add_rules_arguments)
    add_weights_arguments = staticmethod(weights.add_arguments)

    def add_import_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="一个或几个文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不入库")
        parser.add_argument("--complaints", type=Path, metavar="CSV", help="把问题清单写到这里")

    def add_undo_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, metavar="批号", help="不写就是最近入库的一批")

    def import_(self, **options: Any) -> None:
        """Exit code 1 when the batch was refused."""
        began = time.perf_counter()
        batch = services.import_files(
            kind=FRONT_SHEETS,
            files=options["files"],
            actor=system_actor(),
            today=clock.today(),
            clock=clock.now,
            dry_run=options["dry_run"],
            told=self._told if sys.stderr.isatty() else None,
        )
        if sys.stderr.isatty():
            self.stderr.write("")
        if options["complaints"]:
            self._write_complaints(batch, options["complaints"])
        self._tell(batch)
        if batch.state == State.REFUSED:
            raise Refused(f"没有入库，库中数据没有改变：{batch.message}")
        self.stdout.write(f"用时{time.perf_counter() - began:.1f}秒")

    def undo(self, *, batch: int | None, **options: Any) -> None:
        """Take back the newest import, or the one that is named."""
        if batch is None:
            current = Manifest.current()
            if current is None or current.batch_id is None:
                raise Refused("没有可以撤销的入库。")
            batch = current.batch_id
        undone = services.undo(batch_id=batch, actor=system_actor(), at=clock.now())
        self.stdout.write(f"{undone}已撤销。")

    def verify(self, **options: Any) -> None:
        """Exit code 1 when a file is damaged."""
        current = Manifest.current()
        if current is None:
            self.stdout.write("还没有导入病案。")
            return
        damaged = list(damaged_files(current))
        for path, says in damaged:
            self.stdout.write(f"✗ {path}：{says}")
        if damaged:
            raise Refused(f"{len(damaged)}个文件有问题。")
        count = len(current.named_files())
        self.stdout.write(f"✓ {current}：{count}个文件完好，{current.case_count}例。")

    def group(self, **options: Any) -> None:
        """Group a file of cases."""
        self._run(grouper.group, options)

    def explain(self, **options: Any) -> None:
        """Explain one case."""
        self._run(grouper.explain_case, options)

    def rules(self, **options: Any) -> None:
        """List, check or prepare rule sets."""
        self._run(grouper.rules_deed, options)

    def weights(self, **options: Any) -> None:
        """Tables of weights: load, list, withdraw."""
        weights.run(options, self.stdout, self.stderr)

    def _run(self, deed: grouper.Deed, options: dict[str, Any]) -> None:
        if code := deed(Namespace(**options), self.stdout, self.stderr):
            sys.exit(code)

    def _told(self, batch: Batch) -> None:
        self.stderr.write(f"\r已读 {batch.rows_read} 行（{batch.progress}%）", ending="")
        self.stderr.flush()

    def _tell(self, batch: Batch) -> None:
        facts = batch.facts
        if facts:
            self.stdout.write(
                f"{batch}：可入库{facts['accepted']}例，拒收{facts['refused']}行；"
                f"新增{facts['new']}，替换{facts['replaced']}（其中换了月份{facts['moved']}），"
                f"内容未变{facts['unchanged']}；"
                f"未归属科室{facts['no_department']}，未归属医疗组{facts['no_team']}"
            )
        for one in batch.complaint_counts[:SHOWN]:
            severity = SEVERITY_NAMES[one["severity"]]
            self.stdout.write(f"  {severity} {one['count']:>6}  {one['column']}：{one['says']}")
        self.stdout.write(f"状态：{batch.get_state_display()}")

    def _write_complaints(self, batch: Batch, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(csv_lines(complaints.table(batch.complaints_file)))
        self.stdout.write(f"问题清单：{path}")
