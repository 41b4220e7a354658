"""`python -m bench.ledgers`: pages and counts with a million entries; median and p95.

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

from bench.ledgers.hospital import FIRST, write

LIST = f"/ledgers/{FIRST}/"
PAGES = (
    ("台账首页", "/ledgers/"),
    ("清单", LIST),
    ("清单第400页", f"{LIST}?page=400"),
    ("按选项筛选", f"{LIST}?f_kind=clinic"),
    ("按少见的文字筛选", f"{LIST}?f_place=东湖社区7"),
    ("按数字筛选并排序", f"{LIST}?f_served_from=380&sort=-f_served"),
    ("按数字排序", f"{LIST}?sort=-f_drugs"),
    ("按期间筛选", f"{LIST}?day_from=2024-01-01&day_to=2024-12-31"),
    ("按单位筛选", f"{LIST}?unit=D007"),
    ("按人员筛选", f"{LIST}?f_volunteers=E0100"),
    ("选项、数字、期间一起", f"{LIST}?f_kind=lecture&f_served_from=300&day_from=2023-01-01"),
    ("检索少见的词", f"{LIST}?q=第1234次"),
    ("检索常见的词", f"{LIST}?q=东湖健康义诊"),
    ("一个科室的清单", LIST),
    ("一条记录", ""),
    ("一年的数", f"/ledgers/{FIRST}/figures/?year=2024"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=30)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.entries, wanted.runs)


def _measure(entries: int, runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from linghang.foundation.period import Period
    from linghang.foundation.search import services
    from linghang.ledgers.counting import queries
    from linghang.ledgers.models import Entry

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    began = time.perf_counter()
    held = write(entries, today)
    services.rebuild(kinds=["ledgers"])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    took = time.perf_counter() - began
    first = Entry.objects.filter(ledger=FIRST)
    sys.stdout.write(
        f"{connection.vendor}：{entries}条，其中“{FIRST}”{first.count()}条，{took:.0f}秒写好\n"
    )
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    year = Period.year(2024)
    _tell("一年的数（全院）", lambda: queries.figures(FIRST, period=year), runs)
    _tell("一年的数（一个科室）", lambda: queries.figures(FIRST, period=year, units=["D007"]), runs)
    clients = {}
    for post, appointment in held.items():
        clients[post] = Client()
        clients[post].post(f"/login/demo/{appointment}/")
    one = first.order_by("-day").values_list("pk", flat=True)[100]
    for name, address in PAGES:
        client = clients["department_head" if "科室" in name else "party_office_director"]
        address = address or f"{LIST}{one}/"
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


if __name__ == "__main__":
    main()
