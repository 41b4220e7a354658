"""`python -m bench.search`: 50,000 things, searches as people type them; median and p95.

Writes into an empty database: a new SQLite file, or the one of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高单解曾"
GIVEN = "明华建国志强秀英桂兰玉梅文军平芳丽娜静敏磊洋勇艳杰涛超霞鹏宇轩子涵浩然重乐"
UNITS = ("心血管内科", "骨科", "神经内科", "重症医学科", "普通外科", "儿科", "妇产科", "急诊科")
QUERIES = (
    "心血管",
    "内科",
    "zs",
    "王明",
    "骨科主任",
    "x12",
    "重症",
    "李",
    "明华",
    "zywm",
    "医",
    "lh0123",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=20)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.things, wanted.runs)


def _measure(things: int, runs: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from linghang.foundation.search import providers, queries, services

    call_command("migrate", verbosity=0)
    chance = random.Random(7)  # noqa: S311
    found = [_thing(number, chance, providers.Found) for number in range(things)]
    providers._providers.clear()
    providers.register("people", "人员", lambda keys: iter(found))
    began = time.perf_counter()
    services.rebuild()
    built = time.perf_counter() - began
    narrow = [f"U{number}" for number in range(40)]
    sys.stdout.write(f"{connection.vendor}：{things} 条，建索引 {built:.1f} 秒\n")
    for name, allowed in (("全院", queries.ALL), ("40个单位", narrow)):
        times = []
        for _ in range(runs):
            for query in QUERIES:
                began = time.perf_counter()
                queries.find(query, {"people": allowed}, 30)
                times.append(time.perf_counter() - began)
        p95 = statistics.quantiles(times, n=20)[-1]
        sys.stdout.write(
            f"  {name}：{len(times)} 次，中位数 {statistics.median(times) * 1000:.1f} 毫秒，"
            f"p95 {p95 * 1000:.1f} 毫秒，最慢 {max(times) * 1000:.1f} 毫秒\n"
        )


def _thing(number: int, chance: random.Random, shape: type) -> object:
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))
    unit = chance.choice(UNITS)
    return shape(
        f"LH{number:05}",
        name,
        f"LH{number:05}，{unit}{chance.choice(('主任', '护士长', '医师', '第三医疗组'))}，医务人员",
        frozenset({f"U{chance.randrange(400)}"}),
    )


main()
