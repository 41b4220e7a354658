"""Times a deed: on the clock, in CPU seconds of this process and of the database's, in queries."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import measure

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds: on the clock, and of CPU (process and database backend); queries of one call."""

    median: float
    p95: float
    cpu: float
    queries: int


def timed(name: str, deed: Callable[[], object], runs: int) -> Timed:
    """Once to warm up and to count queries, then so many times; tells as it goes."""
    seen = _queries(deed)
    walls, cpus = [], []
    for _ in range(runs):
        cpu, wall = _cpu(), time.perf_counter()
        deed()
        walls.append(time.perf_counter() - wall)
        cpus.append(_cpu() - cpu)
    found = Timed(
        median=statistics.median(walls),
        p95=statistics.quantiles(walls, n=20)[-1],
        cpu=statistics.mean(cpus),
        queries=seen,
    )
    say(
        f"  {name}：中位数{found.median * 1000:.0f}毫秒，p95 {found.p95 * 1000:.0f}毫秒，"
        f"CPU {found.cpu * 1000:.0f}毫秒，{found.queries}次查询"
    )
    return found


def _queries(deed: Callable[[], object]) -> int:
    from django.db import connection

    seen = 0

    def counted(execute: Callable[..., object], *asked: object) -> object:
        nonlocal seen
        seen += 1
        return execute(*asked)

    with connection.execute_wrapper(counted):
        deed()
    return seen


def _cpu() -> float:
    """Of this process, and of the backend that answers it; workers beside it are not seen."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql" or connection.connection is None:
        return own
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return own + (int(fields[11]) + int(fields[12])) / TICKS


def engine() -> str:
    """Which database, in which version."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def keep(name: str, facts: dict[str, object]) -> None:
    """Write what was seen, with the machine, beside the other results, and their page anew."""
    measure.RESULTS.mkdir(exist_ok=True)
    kept = {**facts, "machine": {**measure.machine(), "load": round(os.getloadavg()[0], 1)}}
    text = json.dumps(kept, ensure_ascii=False, indent=1, default=asdict)
    (measure.RESULTS / f"{name}.json").write_text(f"{text}\n")
    measure.page()


def say(line: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


assert platform.system() == "Linux", "CPU seconds of the database are read from /proc"
