"""One moment of the database as a file, and back: SQLite by its own copy, PostgreSQL by pg_dump.

With locks and search, this is where SQL of one engine may stand.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from linghang.foundation.backup.definitions import TableRecord
from linghang.foundation.errors import Refused

ALIAS = "backup"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
READ = 2_000
_SAME_TEXT = (
    "SET LOCAL TimeZone='UTC'; SET LOCAL DateStyle='ISO, MDY'; SET LOCAL bytea_output='hex'"
)


class NoTool(Refused):
    """pg_dump or pg_restore is not on this machine."""


class ToolFailed(Refused):
    """pg_dump or pg_restore gave up; the message ends with its own last line."""


class InUse(Refused):
    """Other programs hold the tables that are to be replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One moment of the database: the dump, and an alias under which just that can be read."""

    alias: str
    file: Path
    engine: str
    server: str


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Dump the database into the folder; while the block runs, `alias` reads the same moment.

    Deeds go on meanwhile. Must be called outside transactions. Raises NoTool, ToolFailed.
    """
    engine = connection.vendor
    file = folder / FILES[engine]
    opened = _postgresql if engine == "postgresql" else _sqlite
    server = ".".join(str(part) for part in connection.get_database_version())
    with opened(file):
        yield Snapshot(alias=ALIAS, file=file, engine=engine, server=server)


@contextmanager
def _sqlite(file: Path) -> Iterator[None]:
    connection.ensure_connection()
    target = sqlite3.connect(file)
    try:
        # All pages in one step hold one read transaction: writers go on, we see one moment.
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
    file.chmod(0o600)
    settings = {**connection.settings_dict, "NAME": str(file), "OPTIONS": {}}
    with _aliased(settings):
        yield


@contextmanager
def _postgresql(file: Path) -> Iterator[None]:
    with _aliased(connection.settings_dict) as second, transaction.atomic(using=ALIAS):
        with second.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}")
        _tool("pg_dump", *options, f"--file={file}")
        file.chmod(0o600)
        yield


@contextmanager
def _aliased(settings: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """A second connection under the alias, gone at the end."""
    second = type(connections[DEFAULT_DB_ALIAS])(dict(settings), ALIAS)
    connections[ALIAS] = second
    try:
        yield second
    finally:
        second.close()
        del connections[ALIAS]


def _tool(name: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL against our database. Raises NoTool, ToolFailed."""
    program = shutil.which(name)
    if program is None:
        version = ".".join(str(part) for part in connection.get_database_version())
        raise NoTool(
            f"这台机器上没有 {name}，不能备份或恢复 PostgreSQL 数据库。请安装 postgresql-client"
            f"（版本不低于数据库服务器，现为 {version}），或在装有它的机器上执行。"
        )
    given = connection.get_connection_params()
    names = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
        "PGSSLMODE": "sslmode",
    }
    own = {name: str(given[key]) for name, key in names.items() if given.get(key)}
    done = subprocess.run(
        [program, "--no-password", *arguments],
        env={**os.environ, **own, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.strip()]
        raise ToolFailed(f"{name} 没有完成：{told[-1] if told else f'退出码{done.returncode}'}")


def migrations(alias: str) -> tuple[tuple[str, str], ...]:
    """Every step that the database has taken, in order of names."""
    return tuple(sorted(MigrationRecorder(connections[alias]).applied_migrations()))


def tables(alias: str) -> tuple[TableRecord, ...]:
    """Every table with the number of its rows and a digest of them, row by row in key order.

    Equal content gives equal digests on the same engine, whatever machine it is on.
    """
    chosen = connections[alias]
    with transaction.atomic(using=alias):
        with chosen.cursor() as cursor:
            if chosen.vendor == "postgresql":
                cursor.execute(_SAME_TEXT)
            names = sorted(chosen.introspection.table_names(cursor))
        return tuple(_table(chosen, name) for name in names)


def _table(chosen: BaseDatabaseWrapper, name: str) -> TableRecord:
    quoted = chosen.ops.quote_name(name)
    with chosen.cursor() as cursor:
        keys = chosen.introspection.get_primary_key_columns(cursor, name) or [
            column.name for column in chosen.introspection.get_table_description(cursor, name)
        ]
    order = ", ".join(chosen.ops.quote_name(key) for key in keys)
    what = f"{quoted}::text" if chosen.vendor == "postgresql" else "*"
    found, count = hashlib.sha256(), 0
    with chosen.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {quoted} ORDER BY {order}")
        while rows := cursor.fetchmany(READ):
            count += len(rows)
            found.update("\n".join(map(repr, rows)).encode() + b"\n")
    return TableRecord(name=name, rows=count, sha256=found.hexdigest())


def rows_in(names: Iterable[str]) -> dict[str, int]:
    """Rows of these tables as they are now; a table that is not there has none."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        counts = {}
        for name in names:
            if name in there:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
                counts[name] = int(cursor.fetchone()[0])
        return counts


def own_file() -> Path | None:
    """The file in which SQLite keeps the database; None on PostgreSQL and in memory."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(name)


def put_aside(folder: Path) -> None:
    """Keep what the database holds now as a dump in the folder, before it is replaced."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = own_file()
    if file is None:
        _tool("pg_dump", "--format=custom", f"--file={folder / FILES['postgresql']}")
        return
    connections.close_all()
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        if path.exists():
            path.rename(folder / path.name)


def bring_back(dump: Path) -> None:
    """Put the dump in the place of the database. Whatever was in it is gone afterwards."""
    file = own_file()
    if file is None:
        _drop_tables()
        options = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error")
        database = str(connection.get_connection_params()["dbname"])
        _tool("pg_restore", *options, "--single-transaction", f"--dbname={database}", str(dump))
        return
    connections.close_all()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.restoring")
    draft.unlink(missing_ok=True)
    shutil.copyfile(dump, draft)
    handle = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    draft.replace(file)


def _drop_tables() -> None:
    """Raises InUse when somebody still works with them."""
    try:
        _drop_all_tables()
    except OperationalError as fault:
        raise InUse(
            "没有恢复：还有程序在使用数据库。请先停止网页、后台和定时三个服务，再执行恢复。"
        ) from fault


def _drop_all_tables() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        names = connection.introspection.table_names(cursor)
        if names:
            listed = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"DROP TABLE {listed} CASCADE")
