"""`python -m bench.dues`: pages with a year of dues of the demo's Party members; median and p95.

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

KEEPER, OFFICE = "branch_organisation_member", "party_office_director"
PAGES = (
    ("支部党费", "/dues/units/B04/", KEEPER, "B04"),
    ("登记收缴", "/dues/units/B04/collect/2025-12/", KEEPER, "B04"),
    ("核定基数", "/dues/units/B04/bases/", KEEPER, "B04"),
    ("我的党费", "/dues/", KEEPER, "B04"),
    ("全院党费", "/dues/office/", OFFICE, "O01"),
    ("未交党费名单", "/dues/arrears/", OFFICE, "O01"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.runs)


def _measure(runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from linghang.demo import dues, services
    from linghang.dues import queries
    from linghang.dues.models import Base, Payment
    from linghang.foundation import clock
    from linghang.foundation.access import system_actor
    from linghang.org.models import Appointment

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    services.load_organisation(actor=system_actor(), clock=clock.now)
    dues.do(today=today, clock=clock.now)
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    people = Base.objects.values("person").distinct().count()
    sys.stdout.write(f"{people}名党员，缴纳{Payment.objects.count()}条\n")
    sealed = list(Payment.objects.values_list("amount", flat=True))
    _tell("逐条打开全部金额", lambda: [one.open() for one in sealed], 5)
    _tell("全院各支部各月", lambda: queries.office(today.year, today), runs)
    _tell("未交名单（两年）", lambda: queries.office_behind(today), runs)
    for name, address, post, unit in PAGES:
        held = Appointment.objects.filter(post=post, unit__code=unit).earliest("pk")
        client = Client()
        client.post(f"/login/demo/{held.pk}/")
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
