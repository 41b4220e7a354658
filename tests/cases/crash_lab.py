"""Kills an import at the steps it takes and tells what was left; run by test_crashes.py.

Prints one JSON line per trial: step killed at (null when the import ran through), cases and
current manifest before and after, and what verification says.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from linghang.cases import hooks, merge, staging  # noqa: E402
from linghang.cases import services as manifests  # noqa: E402
from linghang.cases.health import damaged_files  # noqa: E402
from linghang.cases.models import Manifest  # noqa: E402
from linghang.foundation import later  # noqa: E402
from linghang.foundation.access import system_actor  # noqa: E402
from linghang.foundation.intake import parquet, services, steps  # noqa: E402
from tests.front_sheets import sheet, write  # noqa: E402

STEPS = (
    (services, "receive"),
    (steps, "move"),
    (staging, "stage"),
    (parquet, "_settle"),
    (parquet, "file_hash"),
    (merge, "merge"),
    (hooks, "write_cells"),
    (manifests, "switch"),
    (steps, "forget_contents"),
)
BOTH_SIDES = 2


def import_(path: Path) -> None:
    services.import_files(
        kind="front_sheet",
        files=[path],
        actor=system_actor(),
        today=date(2025, 12, 31),
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )


def die_at(chosen: int) -> None:
    """Let this process kill itself when the chosen-th edge of a step is reached."""
    passed = 0

    def edge() -> None:
        nonlocal passed
        passed += 1
        if passed == chosen:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(step: Any) -> Any:
        def run(*args: Any, **options: Any) -> Any:
            edge()
            result = step(*args, **options)
            edge()
            return result

        return run

    for owner, name in STEPS:
        setattr(owner, name, watched(getattr(owner, name)))


def state() -> dict[str, Any]:
    current = Manifest.current()
    found = {
        "manifest": current.pk if current else None,
        "cases": current.case_count if current else 0,
        "damaged": [path for path, _ in damaged_files(current)] if current else [],
    }
    connection.close()
    return found


def trial(path: Path, chosen: int) -> bool:
    """One import that is killed at an edge; whether it was killed."""
    before = state()
    child = os.fork()
    if child == 0:
        die_at(chosen)
        import_(path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    sys.stdout.write(
        json.dumps({"edge": chosen, "killed": killed, "before": before, "after": state()})
    )
    sys.stdout.write("\n")
    sys.stdout.flush()
    return killed


def main() -> None:
    folder = Path(os.environ["LINGHANG_HOME"])
    later.import_all()  # here once, and not again in every child
    first = write(folder / "first.csv", [sheet("1"), sheet("2"), sheet("3")])
    second = write(
        folder / "second.csv",
        [sheet("1", B15="2025-07-03 10:00:00", B20=32), sheet("4"), sheet("5", B34C="x")],
    )
    child = os.fork()
    if child == 0:
        import_(first)
        os._exit(0)
    os.waitpid(child, 0)
    chosen = random.choice((1, 2))  # before or after a step, by turns; another run the other way
    while trial(second, chosen):
        chosen += 2


main()
