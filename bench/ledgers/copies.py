"""Copies entries, whom they name and what is found of them, inside the database."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

WINDOW, WINDOWS = 731, 4  # days that the demo has lived; how often they fit into the years
NEAR = "东湖"  # the place in whose stead every copy has one of its own
PLACES = tuple(
    one + two for one in ("康", "宁", "安", "清", "云", "凤", "玉", "临") for two in "远和河泉山江"
)
HASHED, HASHED_AS_EVER = 256 * 2**20, 2**20  # bytes that the index gathers before it writes
Copied = dict[str, str]


def copy(*, first: int, others: int) -> None:
    """So often the entries of the largest ledger, so often those of the others, first included."""
    from django.db import connection, transaction

    from linghang.ledgers.models import Entry, Mention

    sql = _Postgres() if connection.vendor == "postgresql" else _Sqlite()
    bases = {
        model: model.objects.order_by("-pk").values_list("pk", flat=True)[0]
        for model in (Entry, Mention)
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(1, max(first, others)):
            if number < first and number < others:
                chosen = ""
            else:
                chosen = f" AND ledger {'=' if number < first else '<>'} 'outreach'"
            _copy(cursor, sql, number, bases, chosen)
        _find(cursor, sql, bases[Entry])
        sql.count_on(cursor, bases, max(first, others))


def _copy(cursor: Any, sql: Any, number: int, bases: dict[Any, int], chosen: str) -> None:
    from linghang.ledgers.models import Entry, Mention

    back = (number % WINDOWS) * WINDOW
    of_entry, of_mention = bases[Entry] * number, bases[Mention] * number
    day = {
        name: sql.earlier(name, back)
        for name in ("day", "until", "effective_on", "voided_on", "d1", "d2")
    }
    entry: Copied = {
        **day,
        "id": f"id + {of_entry}",
        "title": f"replace(title, '{NEAR}', '{_place(number)}')",
        "number": " || '-' || ".join(
            (sql.head("number", 11), sql.year(day["day"]), sql.padded(f"id + {of_entry}"))
        ),
        "standing": (
            "CASE WHEN standing IN ('draft', 'submitted', 'returned') "
            "THEN 'verified' ELSE standing END"
        ),
        "filing_id": "NULL",
        "replaces_id": "NULL",
        "batch_id": "NULL",
    }
    entry["effective_on"] = f"COALESCE({day['effective_on']}, {day['day']})"
    cursor.execute(
        _insert(Entry, entry)
        + f" WHERE id <= {bases[Entry]} AND number IS NOT NULL{chosen} ORDER BY id"
    )
    mention = {"id": f"id + {of_mention}", "entry_id": f"entry_id + {of_entry}"}
    numbered = (
        "entry_id IN (SELECT id FROM ledgers_entry "
        f"WHERE id <= {bases[Entry]} AND number IS NOT NULL)"
    )
    cursor.execute(
        _insert(Mention, mention)
        + f" WHERE id <= {bases[Mention]} AND {numbered}{chosen} ORDER BY id"
    )


def _insert(model: Any, copied: Copied) -> str:
    names = [one.column for one in model._meta.local_concrete_fields]
    values = ", ".join(copied.get(name, name) for name in names)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}"  # noqa: S608 our own names


def _place(number: int) -> str:
    return PLACES[number % len(PLACES)]


def _find(cursor: Any, sql: Any, base: int) -> None:
    """Let every copy be found: by its own number and title, and by all that the first says."""
    from linghang.foundation.search import rules

    cursor.execute("SELECT id, key FROM search_document WHERE kind = 'ledgers'")
    documents = {int(key): pk for pk, key in cursor.fetchall()}
    cursor.execute("SELECT max(id) FROM search_document")
    last = int(cursor.fetchone()[0])
    tokens = functools.lru_cache(100_000)(rules.tokens)

    def rows() -> Iterator[tuple[Any, ...]]:
        cursor.execute(f"SELECT id, number, title FROM ledgers_entry WHERE id > {base} ORDER BY id")  # noqa: S608
        for at, (pk, number, title) in enumerate(cursor.fetchall(), start=last + 1):
            found = documents.get((pk - 1) % base + 1)
            if found:
                told = [*number.lower().split("-"), *tokens(title)]
                yield at, found, str(pk), f"{number} {title}", told

    sql.find(cursor, rows())


class _Sqlite:
    """How SQLite says it."""

    def earlier(self, name: str, days: int) -> str:
        return f"date({name}, '-{days} days')"

    def year(self, of: str) -> str:
        return f"substr({of}, 1, 4)"

    def head(self, name: str, without: int) -> str:
        return f"substr({name}, 1, length({name}) - {without})"

    def padded(self, of: str) -> str:
        return f"printf('%07d', {of})"

    def count_on(self, cursor: Any, bases: dict[Any, int], copies: int) -> None:
        """Ids go on from the largest by themselves."""

    def find(self, cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
        cursor.execute(
            "CREATE TEMP TABLE base_index AS SELECT rowid AS id, fences, body FROM search_index"
        )
        cursor.execute(
            "CREATE TEMP TABLE copies (id integer primary key, base, key, title, tokens)"
        )
        cursor.executemany(
            "INSERT INTO copies VALUES (%s, %s, %s, %s, %s)",
            [(pk, base, key, title, " ".join(told)) for pk, base, key, title, told in rows],
        )
        cursor.execute(
            "INSERT INTO search_document (id, kind, key, title, text, scopes) "
            "SELECT c.id, d.kind, c.key, c.title, d.text, d.scopes "
            "FROM copies c JOIN search_document d ON d.id = c.base ORDER BY c.id"
        )
        cursor.execute("CREATE UNIQUE INDEX temp.base_of ON base_index (id)")
        hashed = "INSERT INTO search_index (search_index, rank) VALUES ('hashsize', %s)"
        cursor.execute(hashed, [HASHED])
        cursor.execute(
            "INSERT INTO search_index (rowid, title, pinyin, fences, body) "
            "SELECT c.id, c.tokens, '', b.fences, b.body "
            "FROM copies c JOIN base_index b ON b.id = c.base ORDER BY c.id"
        )
        cursor.execute(hashed, [HASHED_AS_EVER])
        cursor.execute("DROP TABLE copies")
        cursor.execute("DROP TABLE base_index")


class _Postgres:
    """How PostgreSQL says it."""

    def earlier(self, name: str, days: int) -> str:
        return f"{name} - {days}"

    def year(self, of: str) -> str:
        return f"to_char({of}, 'YYYY')"

    def head(self, name: str, without: int) -> str:
        return f"left({name}, -{without})"

    def padded(self, of: str) -> str:
        return f"lpad(({of})::text, 7, '0')"

    def count_on(self, cursor: Any, bases: dict[Any, int], copies: int) -> None:
        tables = [one._meta.db_table for one in bases]
        for table in (*tables, "search_document"):
            cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")  # noqa: S608

    def find(self, cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
        cursor.execute(
            "CREATE TEMP TABLE copies "
            "(id bigint, base bigint, key text, title text, grams tsvector)"
        )
        rows = list(rows)
        with cursor.copy("COPY copies FROM STDIN") as copying:
            for pk, base, key, title, told in rows:
                places: dict[str, list[str]] = {}
                for place, token in enumerate(told, start=1):
                    places.setdefault(token, []).append(f"{place}A")
                grams = " ".join(f"'{token}':{','.join(at)}" for token, at in places.items())
                copying.write_row((pk, base, key, title, grams))
        cursor.execute(
            "INSERT INTO search_document (id, kind, key, title, text, scopes, grams) "
            "SELECT c.id, d.kind, c.key, c.title, d.text, d.scopes, "
            "c.grams || ts_filter(d.grams, '{c,d}') "
            "FROM copies c JOIN search_document d ON d.id = c.base ORDER BY c.id"
        )
        cursor.execute("DROP TABLE copies")
