"""`python -m bench.organisation`: 10,000 people checked, committed, sent again, undone.

On SQLite in a throw-away folder, or on the empty database of LINGHANG_DATABASE_URL. Every person
has a sealed identity card and mobile, a department and a post. Prints seconds and rows.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django
import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DEPARTMENTS = 200
TODAY = date(2025, 6, 30)
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as home:
        os.environ["LINGHANG_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.settings.embedded"
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(migrate, check=True)
        django.setup()
        _measure(_workbook(Path(home) / "people.xlsx", wanted.people), wanted.people)


def _measure(path: Path, people: int) -> None:
    from linghang.foundation import clock
    from linghang.foundation.access import system_actor
    from linghang.foundation.intake import services as intake
    from linghang.foundation.intake.models import Batch, State
    from linghang.org.exchange import services
    from linghang.org.models import Person

    def bring_in() -> Batch:
        return services.import_file(
            path=path,
            effective=TODAY,
            actor=system_actor(),
            today=TODAY,
            clock=clock.now,
            go_on=True,
        )

    first = _tell("import (check and commit)", people, bring_in)
    if first.state != State.COMMITTED or Person.objects.count() != people:
        sys.exit(f"{first.state}: {first.message}")
    _tell("the same again: nothing changes", people, bring_in)
    _tell(
        "undo",
        people,
        lambda: intake.undo(batch_id=first.pk, actor=system_actor(), at=clock.now()),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"most memory: {peak} MB\n")


def _tell(what: str, rows: int, work: Callable[[], object]) -> object:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(
        f"{what:34}{wall:>7.1f} s {cpu:>7.1f} CPU s {rows / wall:>10,.0f} people a second\n"
    )
    return done


def _workbook(path: Path, people: int) -> Path:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("单位")
    sheet.write_row(0, 0, ["单位编码", "单位名称", "类别", "上级单位", "启用日期"])
    units = [("H", "示范医院", "医院", "")]
    units += [(f"D{number:03}", f"科室{number}", "科室", "H") for number in range(DEPARTMENTS)]
    for row, unit in enumerate(units, 1):
        sheet.write_row(row, 0, unit)
        sheet.write_datetime(row, 4, date(2000, 1, 1), days)
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["工号", "姓名", "身份证号", "手机号", "所在科室", "入院日期"])
    for number in range(people):
        cells = (_code(number), _name(number), _card(number), f"13{number:09}", _unit(number))
        sheet.write_row(number + 1, 0, cells)
        day = date(2005 + number % 20, 1 + number % 12, 1)
        sheet.write_datetime(number + 1, 5, day, days)
    sheet = book.add_worksheet("任职")
    sheet.write_row(0, 0, ["工号", "岗位", "任职单位", "任职日期"])
    for number in range(people):
        sheet.write_row(number + 1, 0, (_code(number), "医师", _unit(number)))
        sheet.write_datetime(number + 1, 3, date(2025, 1, 1), days)
    book.close()
    return path


def _code(number: int) -> str:
    return f"{number:06}"


def _unit(number: int) -> str:
    return f"科室{number % DEPARTMENTS}"


def _name(number: int) -> str:
    family, given = FAMILY[number % len(FAMILY)], GIVEN[number // 7 % len(GIVEN)]
    return family + given + GIVEN[number // 131 % len(GIVEN)]


def _card(number: int) -> str:
    born = date.fromordinal(date(1960, 1, 1).toordinal() + number // 1000 % 14_000)
    digits = f"110101{born:%Y%m%d}{number % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


if __name__ == "__main__":
    main()
