"""`python -m bench.ledgers.sheets`: a sheet of 10,000 entries checked, brought in and taken back.

In a database and home of its own below a temporary folder. Times are CPU seconds of the process.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

TODAY = date(2025, 6, 3)
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
HEAD = (
    "活动日期,主办单位,活动名称,活动类别,场所,地点,参加人员,服务时长（小时）,服务群众（人次）,"
    "人次为估计,同时计入,活动简况"
)


def write(path: Path, rows: int) -> None:
    """A list of clinics and lectures, each with its own day or place."""
    random = Random(1)
    with path.open("w", encoding="utf-8-sig") as stream:
        stream.write(f"{HEAD}\n")
        for number in range(rows):
            day = TODAY - timedelta(days=1 + number % 900)
            people = "、".join(f"M{1 + random.randrange(8)}" for _ in range(6))
            stream.write(
                f"{day},PB1,第{number}次健康义诊,{random.choice(('义诊', '讲座'))},社区,"
                f"东湖社区{number},{people},2.5,{random.randrange(20, 300)},是,"
                f"主题党日、文明实践,为居民测量血压、讲解用药\n"
            )


def say(line: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")


def timed(what: str, rows: int, deed: Callable[[], Any]) -> Any:
    """Do it and tell rows per CPU second."""
    began = time.process_time()
    done = deed()
    spent = time.process_time() - began
    say(f"{what}：{spent:.2f} 秒 CPU，每秒 {rows / spent:,.0f} 行")
    return done


def main() -> None:
    """Make the hospital, then check, commit and undo."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="bench-sheets-") as folder:
        os.environ |= {
            "LINGHANG_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from linghang.foundation.intake import services
        from linghang.foundation.intake.definitions import Upload
        from tests.ledgers import hospital

        held = hospital.made()
        actor = hospital.actor(held["branch_secretary"])
        path = Path(folder) / "台账.csv"
        write(path, rows)
        batch = services.receive(
            kind="ledgers",
            target="outreach",
            uploads=[Upload(path.name, path)],
            actor=actor,
            at=AT,
            asked={"way": "drafts"},
        )
        now = {"today": TODAY, "clock": lambda: AT}
        batch = timed("检查", rows, lambda: services.check(batch_id=batch.pk, **now))
        assert batch.state == "staged", batch.message
        timed("入库", rows, lambda: services.commit(batch_id=batch.pk, actor=actor, **now))
        timed(
            "撤销", rows, lambda: services.undo(batch_id=batch.pk, actor=actor, at=AT, reason="试")
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"内存峰值 {peak:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
