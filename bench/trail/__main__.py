"""`python -m bench.trail`: rates of leaving, sealing and checking; rows per CPU second of ours.

On SQLite in a throw-away folder, or on the empty database of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
DONE = "bench.thing.done"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as home:
        os.environ["LINGHANG_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "linghang.settings.embedded"
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(migrate, check=True)
        django.setup()
        _measure(wanted.entries, wanted.runs)


def _measure(number: int, runs: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from linghang.foundation.access import Actor
    from linghang.foundation.trail import actions, services

    actions.register(DONE, "{actor}办了{count}件事")
    actor = Actor(person="P0001", appointment=7)

    def leave(count: int) -> None:
        with transaction.atomic():
            services.leave(
                at=timezone.now(),
                actor=actor,
                action=DONE,
                subject=("bench.thing", str(count)),
                facts={"count": count, "department": "心内科", "files": ["a", "b"]},
                personal={"name": "某某"} if count % 10 == 0 else None,
            )

    def leave_all() -> None:
        for count in range(number // runs):
            leave(count)

    def verify() -> None:
        if not services.verify(heads_folder=None, now=timezone.now()).holds:
            sys.exit("the trail does not hold")

    _tell("leave, each in its transaction", number // runs, [_time(leave_all) for _ in range(runs)])
    _tell("seal", number, [_time(lambda: services.seal(now=timezone.now()))])
    _tell("verify", number, [_time(verify) for _ in range(runs)])


def _time(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _tell(what: str, rows: int, times: list[tuple[float, float]]) -> None:
    wall, cpu = (statistics.median(column) for column in zip(*times, strict=True))
    sys.stdout.write(f"{what:32}{rows / wall:>10,.0f} a second{rows / cpu:>10,.0f} a CPU second\n")


if __name__ == "__main__":
    main()
