"""`python -m bench.meetings`: duties of 200 branches, pages with 20,000 meetings; median and p95.

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

from bench.meetings.hospital import BRANCHES, write
from bench.meetings.year import write_year

PAGES = (
    ("支部工作台", "/meetings/units/B000/", "branch_secretary"),
    ("记录会议", "/meetings/units/B000/new/member_meeting/", "branch_secretary"),
    ("会议记录", "/meetings/", "party_office_director"),
    ("一次会议", "/meetings/1/", "party_office_director"),
    ("全院组织生活", "/meetings/office/", "party_office_director"),
    ("工作台", "/", "branch_secretary"),
    ("支部年度事项", "/meetings/year/", "party_office_director"),
    ("培训学时", "/meetings/hours/", "party_office_director"),
    ("谈心谈话", "/meetings/units/B000/talks/", "branch_secretary"),
    ("记录本", "/meetings/units/B000/books/life/2025/", "branch_secretary"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.meetings, wanted.runs)


def _measure(meetings: int, runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from linghang.foundation.period import Period
    from linghang.meetings.duties import queries
    from linghang.meetings.yearly import queries as yearly

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    appointments = write(meetings, today)
    write_year(today)
    with connection.cursor() as cursor:  # as a server does by itself after a while
        cursor.execute("ANALYZE")
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    codes = [f"B{number:03}" for number in range(BRANCHES)]
    found = queries.duties(codes, Period.year(today.year), today)
    sys.stdout.write(f"{BRANCHES}个支部、{meetings}次会议，全年应开{len(found)}项\n")
    _tell("应开和缺的", lambda: queries.duties(codes, Period.year(today.year), today), runs)
    _tell("年度事项", lambda: yearly.owing(codes, today.year, today), runs)
    for name, address, post in PAGES:
        client = Client()
        client.post(f"/login/demo/{appointments[post]}/")
        assert client.get(address).status_code == 200, address
        _tell(name, lambda client=client, address=address: client.get(address), runs)


def _tell(name: str, deed: Callable[[], object], runs: int) -> None:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        deed()
        times.append(time.perf_counter() - began)
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"  {name}：{runs}次，中位数{statistics.median(times) * 1000:.0f}毫秒，"
        f"p95 {p95 * 1000:.0f}毫秒\n"
    )


main()
