"""Which texts a column of a ledger holds, read off its index one by one.

Few places, names and sorts are told again and again: to look at each of them once costs what they
are, not what the ledger holds.
"""

from __future__ import annotations

from django.db import connection

from linghang.ledgers.models import COLUMNS, Entry

MOST = 2_000
# Each step finds the next text behind the last one in the index of the column, which is one of
# those that hold anything: PostgreSQL does not see by itself that min() asks for no others.
_STEPS = """
    WITH RECURSIVE said (wording, place) AS (
        SELECT min({column}), 1 FROM {table} WHERE ledger = %s AND {column} IS NOT NULL
        UNION ALL
        SELECT
            (SELECT min({column}) FROM {table} WHERE ledger = %s AND {column} > wording),
            place + 1
        FROM said WHERE wording IS NOT NULL AND place <= %s
    )
    SELECT wording FROM said WHERE wording IS NOT NULL"""


def of_column(ledger: str, column: str) -> list[str] | None:
    """The texts of one of Entry's columns in the ledger; None where they are more than MOST."""
    if column not in COLUMNS:
        raise ValueError(f"no column for what is filtered: {column}")
    sql = _STEPS.format(column=column, table=Entry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [ledger, ledger, MOST])
        found = [text for (text,) in cursor.fetchall()]
    return found if len(found) <= MOST else None


def holding(ledger: str, column: str, word: str) -> list[str] | None:
    """Those texts that hold the word, in capitals or not; None where the texts are too many."""
    found = of_column(ledger, column)
    if found is None:
        return None
    return [text for text in found if word.casefold() in text.casefold()]
