"""Kills backup and restore at every step they take, and tells what was left.

Run by test_restoring.py. Prints one JSON line per trial: kind, edge, whether it was killed, and
what is wrong afterwards (nothing, it is hoped).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from linghang.foundation.access import system_actor  # noqa: E402
from linghang.foundation.backup import (  # noqa: E402
    collection,
    database,
    files,
    keyring,
    restoring,
    services,
)
from linghang.foundation.evidence import services as evidence  # noqa: E402

FOLDER = Path(sys.argv[1])
BACKUPS, KEYS = FOLDER / "backups", FOLDER / "apart"
AT = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = {"trail_entry", "trail_unsealed"}
STEPS = {
    "backup": (
        (files, "copy"),
        (files, "write"),
        (files, "sync"),
        (files, "sync_folders"),
        (files, "remove"),
        (database, "tables"),
        (keyring, "copy_out"),
        (services, "_leave"),
    ),
    "restore": (
        (files, "copy"),
        (files, "write"),
        (keyring, "bring_back"),
        (database, "put_aside"),
        (database, "bring_back"),
        (restoring, "_compare"),
        (restoring, "_end_sessions"),
        (restoring, "_leave"),
    ),
}


def die_at(kind: str, chosen: int) -> None:
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

    for owner, name in STEPS[kind]:
        setattr(owner, name, watched(getattr(owner, name)))


def make(number: int) -> None:
    at = AT + timedelta(minutes=number)
    services.make(folder=BACKUPS, actor=system_actor(), at=at, keys=KEYS, keep=3)


def restore() -> None:
    restoring.restore(source=BACKUPS, actor=system_actor(), at=AT, keys=KEYS)


def rows() -> dict[str, object]:
    return {one.name: one for one in database.tables("default") if one.name not in TOLD}


def wrong_backups() -> list[str]:
    """A good one that does not hold; no good one at all."""
    good = collection.good(BACKUPS)
    wrong = [
        f"{found.folder.name} {fault}"
        for found in good
        for fault in collection.faults(found.folder, found.content)
    ]
    return wrong if good else [*wrong, "no backup left"]


def forked(kind: str, chosen: int, deed: Callable[[], None]) -> bool:
    """One run that is killed at an edge; whether it was killed."""
    connection.close()
    child = os.fork()
    if child == 0:
        die_at(kind, chosen)
        deed()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit(f"{kind} failed at edge {chosen}")
    return os.WIFSIGNALED(status)


def tell(kind: str, chosen: int, killed: bool, faults: list[str]) -> None:
    line = {"kind": kind, "edge": chosen, "killed": killed, "faults": faults}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def try_backups() -> None:
    chosen, killed = 0, True
    while killed:
        chosen += 1
        killed = forked("backup", chosen, lambda: make(chosen))  # noqa: B023
        tell("backup", chosen, killed, wrong_backups())


def try_restores() -> None:
    """Killed once, then run again without force: the same content as before, each time."""
    wanted = rows()
    chosen, killed = 0, True
    while killed:
        chosen += 1
        wipe()
        killed = forked("restore", chosen, restore)
        if killed:
            forked("restore", 0, restore if restoring.mark().exists() else forced)
        tell("restore", chosen, killed, left_over(wanted))


def forced() -> None:
    """It had died before anything was touched, or after all was done."""
    restoring.restore(source=BACKUPS, actor=system_actor(), at=AT, keys=KEYS, force=True)


def wipe() -> None:
    connection.close()
    for path in Path(settings.HOME).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def left_over(wanted: dict[str, object]) -> list[str]:
    now = rows()
    wrong = [name for name, row in wanted.items() if now.get(name) != row]
    wrong += [damage.says for damage in evidence.damaged()]
    if restoring.mark().exists():
        wrong.append("the mark still stands")
    if not (Path(settings.KEYS_FOLDER) / "pseudonym.key").exists():
        wrong.append("a key is missing")
    return wrong + wrong_backups()


def main() -> None:
    call_command("migrate", verbosity=0)
    (Path(settings.KEYS_FOLDER) / "pseudonym.key").write_bytes(b"p" * 32)
    for content in (b"first", b"second"):
        evidence.store(
            content=content,
            name="a.txt",
            media_type="text/plain",
            happened_on=date(2025, 1, 1),
            actor=system_actor(),
            at=AT,
        )
    make(-1)
    try_backups()
    try_restores()


main()
