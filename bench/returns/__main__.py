"""`python -m bench.returns`: returns of 20,000 and 200,000 rows, beside 120,000 cases of the demo.

In a throw-away folder. Half of the rows have an admission number, the others are found by the day
of discharge; what goes beyond the cases belongs to nobody. Prints seconds on the clock and CPU
seconds.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import django

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 12, 31)
HEAD = "结算月份,病案号,住院次数,出院日期,DRG编码,入组状态,RW,总费用,统筹支付,DRG支付标准,险种"
SIZES = (20_000, 200_000)
Answer = TypeVar("Answer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=120_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as home:
        os.environ |= {
            "LINGHANG_HOME": home,
            "LINGHANG_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        }
        sheets = Path(home) / "sheets"
        for deed in (
            ("migrate", "-v0"),
            ("demo", "organisation"),
            ("demo", "files", str(sheets), "--cases", str(wanted.cases)),
        ):
            _run(*deed)
        _run("cases", "import", *map(str, sorted(sheets.glob("hqms-*.csv"))))
        django.setup()
        _measure(Path(home), sheets)


def _run(*deed: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *deed]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _measure(home: Path, sheets: Path) -> None:
    from linghang.cases.grouping.returns import queries
    from linghang.cases.grouping.returns.queries import Wanted
    from linghang.cases.scope import CaseScope
    from linghang.foundation import clock
    from linghang.foundation.access import system_actor
    from linghang.foundation.intake import services
    from linghang.foundation.intake.definitions import Upload
    from linghang.foundation.period import Period

    actor = system_actor()
    for size in SIZES:
        path = _written(home / f"{size}.csv", sheets, size)
        batch = services.receive(
            kind="insurer_return",
            uploads=[Upload(path.name, path)],
            actor=actor,
            at=clock.now(),
            keep=True,
        )
        number = batch.pk
        batch = _tell(
            f"{size} rows checked and linked",
            lambda number=number: services.check(batch_id=number, today=TODAY, clock=clock.now),
        )
        if batch.state != "staged":
            sys.exit(batch.message)
        sys.stdout.write(f"  of these with a case: {batch.facts['linked']}\n")
        _tell(
            f"{size} rows committed",
            lambda number=number: services.commit(
                batch_id=number, actor=actor, today=TODAY, clock=clock.now
            ),
        )
    for code in ("2025-06", "2025"):
        wanted = Wanted(period=Period.parse(code))
        for times in ("first", "again"):
            _tell(
                f"sums of {code}, with twelve months, {times}",
                lambda wanted=wanted: queries.overview(wanted, scope=CaseScope.hospital()),
            )
        _tell(
            f"a page of the differences of {code}",
            lambda wanted=wanted: queries.page(wanted, scope=CaseScope.hospital()),
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"most memory: {peak} MB\n")


def _written(path: Path, sheets: Path, size: int) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD.split(","))
        stays = itertools.chain(_stays(sheets), _strangers())
        for place, (record, number, day) in enumerate(itertools.islice(stays, size)):
            cost = 3_000 + place * 7 % 40_000
            writer.writerow(
                ["2025-12", record, number if place % 2 else "", day, "FR45", "入组", "0.8321"]
                + [f"{cost}.{place % 100:02}", f"{cost * 0.7:.2f}", f"{cost * 0.98:.2f}", "职工"]
            )
    return path


def _stays(sheets: Path) -> Iterator[tuple[str, str, str]]:
    """Record, admission number and day of discharge of the cases of 2025, then of 2024."""
    for path in sorted(sheets.glob("hqms-*.csv"), reverse=True):
        encoding = "gb18030" if path.read_bytes()[:3] != b"\xef\xbb\xbf" else "utf-8-sig"
        with path.open(encoding=encoding, newline="") as stream:
            for row in csv.DictReader(stream):
                if row["B15"] and len(row["B15"]) == len("2025-06-09 10:00:00"):
                    yield row["A48"], row["A49"], row["B15"][:10]


def _strangers() -> Iterator[tuple[str, str, str]]:
    return ((f"{n:010}", "1", f"2025-{n % 12 + 1:02}-15") for n in itertools.count(9_000_000_000))


def _tell(name: str, deed: Callable[[], Answer]) -> Answer:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = deed()
    took, used = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"{name}: {took:.3f} s ({used:.3f} CPU s)\n")
    sys.stdout.flush()
    return answer


main()
