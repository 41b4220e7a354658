"""`python -m bench.trail.reading`: how fast the audit office turns the pages of a long trail.

On SQLite in a throw-away folder, or on the empty database of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
STEP = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as home:
        os.environ["LINGHANG_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.settings.embedded"
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(migrate, check=True)
        django.setup()
        _fill(wanted.entries)
        _measure(wanted.entries)


def _fill(number: int) -> None:
    from django.db import connection, transaction

    from linghang.foundation.trail import actions
    from linghang.foundation.trail.models import Entry

    chance = random.Random(1)
    deeds = sorted(actions.sentences())
    for start in range(0, number, STEP):
        with transaction.atomic():
            Entry.objects.bulk_create(
                Entry(
                    at=FIRST + timedelta(seconds=90 * one + chance.random()),
                    person=f"P{int(chance.paretovariate(0.8)) % 3000:04d}",
                    action=chance.choice(deeds),
                    subject_type=f"bench.thing{one % 7}",
                    subject_id=str(chance.randint(1, number // 5 + 1)),
                    facts={"count": one, "department": "心内科", "reason": "按月核对数据"},
                    personal={},
                    personal_digests={},
                    digest="0" * 64,
                )
                for one in range(start, min(start + STEP, number))
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _measure(number: int) -> None:
    from linghang.foundation.trail import reading

    everything = reading.entries().order_by("-at", "-pk")
    middle = number // 2
    month = FIRST + timedelta(seconds=90 * middle)
    days = everything.filter(at__gte=month, at__lt=month + timedelta(days=30))
    sources = {
        "the first page": (everything, 0),
        "the page in the middle": (everything, middle),
        "one busy person": (everything.filter(person="P0001"), 0),
        "thirty days": (days, 0),
        "one thing": (everything.filter(subject_type="bench.thing1", subject_id="5"), 0),
        "a word in thirty days": (days.filter(reading.containing("没有这个词")), 0),
    }
    for what, (source, offset) in sources.items():
        _tell(what, lambda source=source, offset=offset: source[offset : offset + 50])
    _tell("counting everything", everything.count)
    _tell("counting a person", everything.filter(person="P0001").count)


def _tell(what: str, work: Callable[[], Any]) -> None:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    sys.stdout.write(f"{what:28}{statistics.median(times) * 1000:>9.1f} ms\n")


if __name__ == "__main__":
    main()
