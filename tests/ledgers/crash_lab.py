"""Commits a sheet while the database is held, on a full disk, and killed at every step.

Run by test_crashes.py. The home holds a database with a sheet that is staged. Prints one JSON
line per trial: whether it was killed or refused, and what stands in the tables after it.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from typing import Any

import django
import pypinyin  # noqa: F401  the index asks for it: each trial would load it anew

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models  # noqa: E402

from linghang.foundation import clock  # noqa: E402
from linghang.foundation.intake import services as intake  # noqa: E402
from linghang.foundation.intake.models import Batch  # noqa: E402
from linghang.ledgers.filing import services as filings  # noqa: E402
from linghang.ledgers.models import Entry, Filing, Mention  # noqa: E402
from tests.ledgers.hospital import TODAY, actor  # noqa: E402

STEPS = (
    (filings, "opened"),
    (models.QuerySet, "bulk_create"),
    (filings, "send"),
)
MOST = 60
FULL, HELD = "存放数据库的磁盘已满", "数据库正被别的写入占用"
LEFT = {FULL: 3, HELD: 5}  # exit codes
NO_ROOM, LOCKED = 0, -1


def commit() -> None:
    from linghang.org.models import Appointment

    batch = Batch.objects.get(kind="ledgers")
    held = Appointment.objects.get(person__code=batch.person, post="branch_secretary")
    intake.commit(batch_id=batch.pk, actor=actor(held), today=TODAY, clock=clock.now)


def die_at(chosen: int) -> None:
    """Let this process kill itself when the chosen-th step begins."""
    passed = 0

    def watched(step: Any) -> Any:
        def run(*args: Any, **options: Any) -> Any:
            nonlocal passed
            passed += 1
            if passed == chosen:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **options)

        return run

    for owner, name in STEPS:
        setattr(owner, name, watched(getattr(owner, name)))


def no_room() -> None:
    """The database may grow by one page more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 1}")


def not_for_long() -> None:
    """Wait a moment for others, not twenty seconds."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")


def state() -> dict[str, Any]:
    found = {
        "entries": Entry.objects.count(),
        "mentions": Mention.objects.count(),
        "filings": Filing.objects.count(),
        "batch": Batch.objects.get(kind="ledgers").state,
    }
    connection.close()
    return found


def trial(chosen: int) -> bool:
    """One commit in a process of its own. Whether it came to its end.

    chosen: the step at which it is killed, NO_ROOM or LOCKED.
    """
    holder = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    if chosen == LOCKED:
        holder.execute("BEGIN IMMEDIATE")
    child = os.fork()
    if child == 0:
        try:
            if chosen > 0:
                die_at(chosen)
            else:
                (no_room if chosen == NO_ROOM else not_for_long)()
            commit()
        except Exception as fault:
            sys.stderr.write(f"{chosen}: {fault!r}\n")
            sys.stderr.flush()
            os._exit(next((code for says, code in LEFT.items() if says in str(fault)), 4))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    left = os.waitstatus_to_exitcode(status)
    holder.close()
    sys.stdout.write(json.dumps({"edge": chosen, "left": left, **state()}) + "\n")
    sys.stdout.flush()
    return left == 0


def main() -> None:
    with connection.cursor() as cursor:  # turns the copy into one that is read while it is written
        cursor.execute("VACUUM")  # pages that earlier tests left free are room, too
    connection.close()
    chosen = LOCKED
    while not trial(chosen) and chosen < MOST:
        chosen += 1


main()
