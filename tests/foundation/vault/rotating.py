"""What the processes of these tests do with the sealed table of an installation."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from django.db import connection

from linghang.foundation.access import system_actor
from linghang.foundation.vault import columns, purposes, services
from tests.foundation.vault.notes import Note

AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
SECRET = "个人隐私之内容"
columns.tables = lambda: iter([Note])
purposes.register(purposes.PERSONAL, "个人信息")


def tell(line: str) -> None:
    """One line for the test that started the process, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def text(number: int) -> str:
    """What row `number` holds."""
    return f"{SECRET}{number:07d}"


def make(rows: int) -> None:
    """Make the table and fill it."""
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    add(0, rows)


def add(first: int, rows: int) -> None:
    """Add rows with sealed texts."""
    Note.objects.bulk_create(
        [Note(title=str(one), text=text(one)) for one in range(first, first + rows)]
    )


def write_on(first: int, rows: int) -> None:
    """Add rows one by one, as deeds do while keys are changed."""
    for one in range(first, first + rows):
        add(one, 1)
    tell("written")


def rotate(batch: int, stop_at: int | None = None) -> None:
    """Rotate and tell every batch on a line of its own.

    stop_at: rows after which it goes no further but waits to be killed, so that whoever kills
    it cannot come after its end.
    """

    def told(rows: int) -> None:
        tell(f"batch {rows}")
        if stop_at is not None and rows >= stop_at:
            time.sleep(600)

    services.BATCH = batch
    done = services.rotate(purposes.PERSONAL, actor=system_actor(), at=AT, progress=told)
    tell(f"done resumed={done.resumed} left={done.left} retired={len(done.retired)}")


def read() -> None:
    """Open every row; tells how many read as they were written, and the keys in use."""
    right = sum(note.text.open() == text(int(note.title)) for note in Note.objects.all())
    held = services.held(purposes.PERSONAL)
    keys = sum(1 for one in held if one.rows)
    tell(f"rows={Note.objects.count()} right={right} keys={keys} present={len(held)}")
