"""Empties a PostgreSQL test database fast: only the tables in which rows are.

TRUNCATE makes every table and index anew, a second and more with two hundred tables. A test that
commits leaves rows in twenty of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations


def _only_the_full(
    self: DatabaseOperations,
    style: Any,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    if reset_sequences or not tables:
        return list(_all(self, style, tables, reset_sequences=reset_sequences))
    asked = " UNION ALL ".join(
        f"(SELECT '{name}' FROM {self.quote_name(name)} LIMIT 1)" for name in tables
    )
    with self.connection.cursor() as cursor:
        cursor.execute(asked)
        full = [name for (name,) in cursor.fetchall()]
    # Neither foreign keys nor triggers look while everything goes.
    return [
        "SET session_replication_role = replica",
        *(f"DELETE FROM {self.quote_name(name)}" for name in full),
        "SET session_replication_role = DEFAULT",
    ]


_all = DatabaseOperations.sql_flush


def only_full_tables() -> None:
    """From now on flushing deletes rows instead of making all tables anew."""
    DatabaseOperations.sql_flush = _only_the_full
