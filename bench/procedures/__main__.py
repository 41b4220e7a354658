"""`python -m bench.procedures`: pages with 5,000 purchases beside 20,000 meetings; median, p95.

Writes into an empty database: a new SQLite file, or the one of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from typing import Any

PAGES = (
    ("程序办理", "/proceedings/"),
    ("程序办理，按程序筛选", "/proceedings/?procedure=procurement&outcome=running"),
    ("程序办理，第50页", "/proceedings/?page=50"),
    ("一件在办的", "/proceedings/{open}/"),
    ("一件办结的", "/proceedings/{ended}/"),
    ("办理一步的表单", "/proceedings/{open}/purchase/"),
    ("发起的表单", "/procedures/supplier_challenge/start/"),
    ("程序与流程图", "/procedures/"),
    ("一个程序", "/procedures/procurement/"),
    ("工作台，300件轮到本人", "/"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=20_000)
    parser.add_argument("--proceedings", type=int, default=5_000)
    parser.add_argument("--open", type=int, default=300)
    parser.add_argument("--runs", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted)


def _measure(wanted: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from bench.meetings import hospital
    from bench.procedures import purchases

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    hospital.write(wanted.meetings, today)
    made = purchases.write(wanted.proceedings, wanted.open, today)
    with connection.cursor() as cursor:  # as a server does by itself after a while
        cursor.execute("ANALYZE")
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    sys.stdout.write(f"{wanted.proceedings}件采购，其中{wanted.open}件轮到采购中心\n")
    client = Client()
    client.post(f"/login/demo/{made['appointment']}/")
    for name, pattern in PAGES:
        address = pattern.format(**made)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        _tell(name, lambda address=address: client.get(address), wanted.runs)


def _tell(name: str, deed: Callable[[], object], runs: int) -> None:
    from django.db import connection

    seen: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        seen.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        deed()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        deed()
        times.append(time.perf_counter() - began)
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"  {name}：{runs}次，中位数{statistics.median(times) * 1000:.0f}毫秒，"
        f"p95 {p95 * 1000:.0f}毫秒，{len(seen)}次查询\n"
    )


main()
