"""The file that `migrate` leaves: laboratories with processes of their own begin with a copy.

A process of the tests migrates its database anyway; what it looked like then is written down, so
that each laboratory is spared the seconds. The demo and the upgrades run the command itself.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

FILE = "linghang.sqlite3"  # as linghang.settings.embedded calls it


def write_down() -> None:
    """Keep the tables as they are now, before the first test; for SQLite alone."""
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(_kept())) as file:
        connection.connection.backup(file)
        file.execute("PRAGMA journal_mode = WAL")


def copy_into(home: Path) -> None:
    """Make a migrated, empty installation's database in the folder."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_kept(), home / FILE)


def _kept() -> Path:
    return Path(settings.HOME) / f"migrated-{FILE}"
