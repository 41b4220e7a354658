"""Kills an import of people at the steps it takes; run by test_crashes.py.

Prints one JSON line per trial: the edge killed at, and how many people, units and appointments
there are before and after, and in which state the last batch was left.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from linghang.foundation import later  # noqa: E402
from linghang.foundation.intake import preview, steps  # noqa: E402
from linghang.foundation.intake import services as intake  # noqa: E402
from linghang.foundation.intake.models import Batch  # noqa: E402
from linghang.foundation.trail import services as trail  # noqa: E402
from linghang.org.exchange import checking, footprints, services, writing  # noqa: E402
from linghang.org.models import Appointment, Membership, Person, Unit  # noqa: E402
from tests.org.exchange import workbooks  # noqa: E402

STEPS = (
    (intake, "receive"),
    (checking, "opened"),
    (checking, "checked"),
    (preview, "write"),
    (steps, "move"),
    (writing, "_create"),
    (writing, "_change"),
    (footprints, "keep"),
    (trail, "leave"),
    (steps, "forget_contents"),
)


def import_(path: Path) -> None:
    services.import_file(
        path=path,
        effective=workbooks.TODAY,
        actor=workbooks.SYSTEM,
        today=workbooks.TODAY,
        clock=lambda: workbooks.AT,
        go_on=True,
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
    last = Batch.objects.order_by("pk").last()
    found = {
        "units": Unit.objects.count(),
        "people": Person.objects.count(),
        "appointments": Appointment.objects.count(),
        "memberships": Membership.objects.count(),
        "batch": f"{last.pk} {last.state}" if last else "",
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
    line = {"edge": chosen, "killed": killed, "before": before, "after": state()}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return killed


def main() -> None:
    folder = Path(os.environ["LINGHANG_HOME"])
    later.import_all()  # here once, and not again in every child
    first = workbooks.everything(folder)
    child = os.fork()
    if child == 0:
        import_(first)
        os._exit(0)
    os.waitpid(child, 0)
    people = [["004", "丁某", None, None, None, "D1", None, workbooks.FROM]]
    people += [[*workbooks.PEOPLE[1], workbooks.TODAY]]
    posts = [["004", "丁某", "医师", "D1", workbooks.FROM]]
    second = workbooks.file(folder, people=people, posts=posts, name="second.xlsx")
    chosen = random.choice((1, 2))  # before or after a step, by turns; another run the other way
    while trial(second, chosen):
        chosen += 2


main()
