"""What a fixture made is made once in a process and put in again for every later test.

Making a hospital with its cases takes half a second: the import is the product's own. Its rows and
files are then written down as they are. Whatever the making leaves in memory must not matter.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction

_Made = TypeVar("_Made")
FULL_TEXT = "search_index"  # SQLite keeps the index over its columns in tables of its own
HOME = Path(settings.HOME)  # of the process; a test may name another for itself
FOLDERS = ("CASES_FOLDER", "EVIDENCE_FOLDER", "STAGING_FOLDER", "KEYS_FOLDER")


@dataclass(kw_only=True)
class _Recording:
    tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
    copied: dict[str, bytes] = field(default_factory=dict)
    files: Path
    result: Any


_recordings: dict[str, _Recording] = {}


def once(name: str, make: Callable[[], _Made]) -> _Made:
    """What `make` returns, with its rows and files in place; it runs only the first time.

    name: of the recording. Nothing of the sort may be there yet, neither in the database nor in
    the folders of the settings.
    """
    known = _recordings.get(name)
    if known is None:
        assert not (full := _full()), f"{name} is made beside other rows: {full}"
        made = make()
        _recordings[name] = _record(made, HOME / f"kept {name}")
        return made
    return _replay(known)


def _record(made: Any, keep: Path) -> _Recording:
    for folder in FOLDERS:
        if Path(getattr(settings, folder)).is_dir():
            shutil.copytree(getattr(settings, folder), keep / folder)
    found = _Recording(tables={}, files=keep, result=copy.deepcopy(made))
    with connection.cursor() as cursor:
        for table in _tables(cursor):
            if connection.vendor == "postgresql":
                if content := _copied(cursor, table):
                    found.copied[table] = content
                continue
            columns = "rowid, *" if table == FULL_TEXT else "*"
            cursor.execute(f'SELECT {columns} FROM "{table}"')
            if rows := cursor.fetchall():
                found.tables[table] = ([each[0] for each in cursor.description], rows)
    return found


def _full() -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for table in _tables(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone() and table != FULL_TEXT:
                found.append(table)
        return found


def _tables(cursor: Any) -> list[str]:
    """Tables that a test may fill; those of the migrations are full before.

    What was touched is noted by triggers, also while rows are put in again or thrown away.
    """
    full = {"django_migrations", "django_content_type", "auth_permission", "ledgers_touch"}
    return [
        name
        for name in connection.introspection.table_names(cursor)
        if name not in full and not name.startswith(f"{FULL_TEXT}_")
    ]


def _copied(cursor: Any, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as answer:
        return b"".join(bytes(part) for part in answer)


def _replay(recording: _Recording) -> Any:
    for folder in FOLDERS:
        if (recording.files / folder).is_dir():
            place = getattr(settings, folder)
            shutil.copytree(recording.files / folder, place, dirs_exist_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _put_in_postgresql(cursor, recording)
        else:
            _put_in_sqlite(cursor, recording)
    return copy.deepcopy(recording.result)


def _put_in_sqlite(cursor: Any, recording: _Recording) -> None:
    for table, (columns, rows) in recording.tables.items():
        if table == FULL_TEXT:  # emptying the tables after a test passes it over
            cursor.execute(f'DELETE FROM "{table}"')
        names = ", ".join(f'"{each}"' for each in columns)
        holes = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({holes})', rows)


def _put_in_postgresql(cursor: Any, recording: _Recording) -> None:
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table, content in recording.copied.items():
        with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
            into.write(content)
    # A row that the test makes gets a number of its own.
    moves = [move for table in recording.copied if (move := _sequences(cursor).get(table))]
    if moves:
        cursor.execute(f"SELECT {', '.join(moves)}")


_moves: dict[str, str] = {}


def _sequences(cursor: Any) -> dict[str, str]:
    """Table → what brings its sequence behind the last row; asked of the database once."""
    if not _moves:
        for table in _tables(cursor):
            for each in connection.introspection.get_sequences(cursor, table):
                last = f'(SELECT max("{each["column"]}") FROM "{table}")'
                _moves[table] = f"setval('{each['name']}', {last})"
    return _moves
