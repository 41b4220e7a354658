"""`python -m bench.commitments`: figures as of a day and boards; median and p95, and how many
queries.

Writes into an empty database: a new SQLite file, or the one of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bench.commitments.hospital import write
from bench.ledgers.timing import timed

PAGES = (
    ("总览", "/commitments/"),
    ("一个方案：树", "/commitments/{first}/"),
    ("表", "/commitments/{first}/table/"),
    ("日历", "/commitments/{first}/calendar/"),
    ("按领导", "/commitments/{first}/by/leader/"),
    ("按部门", "/commitments/{first}/by/unit/"),
    ("问题清单", "/commitments/{first}/lists/problems/"),
    ("情况", "/commitments/{first}/figures/"),
    ("调度会清单", "/commitments/{first}/meeting/"),
    ("一项", "/commitments/one/{task}/"),
    ("工作台", "/"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=10_000)
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=30)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.commitments, wanted.notes, wanted.runs)


def _measure(commitments: int, notes: int, runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from linghang.commitments.models import Commitment, Note, Span

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    began = time.perf_counter()
    held = write(commitments, notes, today)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    took = time.perf_counter() - began
    sys.stdout.write(
        f"{connection.vendor}：{Commitment.objects.count()}项，反馈{Note.objects.count()}条，"
        f"区间{Span.objects.count()}条，{took:.0f}秒写好\n"
    )
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    for name, deed in _deeds(held, today):
        timed(name, deed, runs)
    for name, deed in _pages(held):
        timed(name, deed, runs)


def _pages(held: dict[str, int]) -> Iterator[tuple[str, Callable[[], object]]]:
    from django.conf import settings
    from django.test import Client

    from linghang.commitments.models import Commitment, Programme

    settings.ALLOWED_HOSTS = ["testserver"]
    for post in ("party_office_director", "department_head"):
        client = Client()
        client.post(f"/login/demo/{held[post]}/")
        tasks = Commitment.objects.filter(role="task")
        task = tasks.filter(unit_id="D000").order_by("pk")[0]
        first = Programme.objects.get(pk=task.programme_id)
        for name, address in PAGES:
            url = address.format(first=first.pk, task=task.pk)
            answer = client.get(url)
            if answer.status_code == 404:
                continue
            assert answer.status_code == 200, (url, answer.status_code)
            yield f"{post}页面：{name}", lambda client=client, url=url: client.get(url)


def _deeds(held: dict[str, int], today: date) -> Iterator[tuple[str, Callable[[], object]]]:
    from linghang.commitments import providers, reach, searched
    from linghang.commitments.counting import queries, weighing
    from linghang.commitments.counting.queries import Asked
    from linghang.commitments.definitions import Role
    from linghang.commitments.models import Commitment, Programme
    from linghang.org.rights import rights_of

    then = today - timedelta(days=200)
    first = Programme.objects.order_by("pk").first()
    assert first is not None
    one = Asked(programmes=[first.pk])
    problem = Commitment.objects.filter(role=Role.FINDING.value).latest("pk")
    yield "全部，按措施计", lambda: queries.as_of(today)
    yield "全部，按问题计", lambda: queries.as_of(today, role=Role.FINDING)
    yield "200天前", lambda: queries.as_of(then)
    yield "200天前，按当时所知", lambda: queries.as_of(then, Asked(known=then))
    yield "按部门", lambda: queries.as_of(today, by="unit")
    yield "按领导", lambda: queries.as_of(today, by="leader")
    yield "按方案", lambda: queries.as_of(today, by="programme")
    yield "一个方案，按方面", lambda: queries.as_of(today, one, by="heading")
    yield "一个方案，按权重，200天前", lambda: weighing.shares(first, then)
    yield "两日之间的变化", lambda: queries.changes(then, today)
    yield "一年到期和按期", lambda: queries.in_time(date(today.year, 1, 1), today)
    for post in ("party_office_director", "department_head"):
        rights = rights_of(held[post], today)
        seen = reach.visible_to(rights, today)
        rows = Commitment.objects.filter(pk__in=seen.order_by().values("pk"))
        yield f"{post}：看得到几项", lambda r=rights: reach.visible_to(r, today).count()
        yield (
            f"{post}：首页五十项",
            lambda r=rights: list(reach.visible_to(r, today).order_by("due", "pk")[:50]),
        )
        yield (
            f"{post}：按部门的数",
            lambda rows=rows: queries.as_of(today, Asked(within=rows), by="unit"),
        )
        yield f"{post}：方案", lambda r=rights: list(reach.programmes(r, today))
        yield f"{post}：工作台", lambda r=rights: list(providers.duties(r, today))
        yield f"{post}：类似问题", lambda r=rights: searched.similar(problem, r, today)
    yield (
        "一个方案的树",
        lambda: list(
            Commitment.objects.filter(programme=first).select_related("unit").order_by("path")
        ),
    )


if __name__ == "__main__":
    main()
