"""One in-process DuckDB, without extensions from outside, with a cursor for each use."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from linghang.foundation.later import later

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = later("duckdb")


_lock = threading.Lock()


@functools.cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """One database for each process: a handle that was forked is never used."""
    database = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": str(min(4, os.cpu_count() or 1)),
            "memory_limit": os.environ.get("LINGHANG_COLUMNS_MEMORY", "4GB"),
            "preserve_insertion_order": "true",
        },
    )
    # Our files never change under their name, so their footers are read once.
    return database.execute("set global parquet_metadata_cache = true")


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own; temporary tables made on it end with it."""
    with _lock:
        handle = _database(os.getpid()).cursor()
    try:
        yield handle
    finally:
        handle.close()


def literal(text: str) -> str:
    """A text as SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def file_list(paths: list[str]) -> str:
    """`read_parquet([...])` over these files; there must be at least one."""
    return f"read_parquet([{', '.join(literal(path) for path in paths)}])"
