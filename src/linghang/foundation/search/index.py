"""The index itself: a full-text table in SQLite, a column with a GIN index in PostgreSQL.

Both hold the same tokens with their places: title, pinyin and text; and what fences a document in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max

from linghang.foundation.search import providers, rules
from linghang.foundation.search.models import Document
from linghang.foundation.search.rules import AllBut, Query, Run, Scopes

CANDIDATES = 400  # of one kind that are ranked; a word that everything holds ranks nothing
MOST_PLACES = 16_000  # PostgreSQL counts no further
NEWEST = 32_000  # documents that PostgreSQL looks through before all others

Hit = tuple[str, str, str]  # key, title, text


def is_postgres() -> bool:
    """Which of the two is meant."""
    return connection.vendor == "postgresql"


def write(documents: Iterable[Document]) -> None:
    """Index the documents, which have ids, in place of what the index held of them."""
    rows = [(one.pk, _columns(one)) for one in documents]
    if not rows:
        return
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.executemany(
                "UPDATE search_document SET grams = %s::tsvector WHERE id = %s",
                [(_vector(columns), pk) for pk, columns in rows],
            )
            return
        cursor.executemany("DELETE FROM search_index WHERE rowid = %s", [(pk,) for pk, _ in rows])
        cursor.executemany(
            "INSERT INTO search_index (rowid, title, pinyin, fences, body) "
            "VALUES (%s, %s, %s, %s, %s)",
            [(pk, *(" ".join(column) for column in columns)) for pk, columns in rows],
        )


def erase(ids: Collection[int]) -> None:
    """Take documents out of the index; PostgreSQL's goes with the row."""
    if is_postgres() or not ids:
        return
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_index WHERE rowid = %s", [(pk,) for pk in ids])


def count() -> int:
    """How many documents the index holds."""
    counting = (
        "SELECT count(*) FROM search_document WHERE grams IS NOT NULL"
        if is_postgres()
        else "SELECT count(*) FROM search_index JOIN search_document d ON d.id = search_index.rowid"
    )
    with connection.cursor() as cursor:
        cursor.execute(counting)
        return int(cursor.fetchone()[0])


def hits(kind: str, scopes: Scopes, query: Query, most: int) -> list[Hit]:
    """Documents of the kind in the scopes, the best first.

    What has the words in its title or pinyin comes before what has them only inside.
    """
    found = _hits(kind, scopes, query, most, titles_only=True)
    if len(found) < most:
        known = {key for key, _, _ in found}
        more = _hits(kind, scopes, query, most, titles_only=False)
        found += [hit for hit in more if hit[0] not in known]
    return found[:most]


def _hits(kind: str, scopes: Scopes, query: Query, most: int, *, titles_only: bool) -> list[Hit]:
    ask = _postgres if is_postgres() else _sqlite
    sql, wanted = ask(kind, scopes, query, titles_only)
    # Of several names that hold the words, the shortest is most likely meant.
    sql = sql.format(order="length(title), " if titles_only else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, CANDIDATES, most])
        return [(key, title, text) for key, title, text in cursor.fetchall()]


def keys(kind: str, scopes: Scopes, query: Query, most: int) -> list[str]:
    """Keys of documents of the kind that hold the words, the newest first: to narrow a list by.

    PostgreSQL reads whatever holds the words before it sorts; so the newest are asked for first,
    and of a word that many hold no others are read.
    """
    if not is_postgres():
        _, (wanted,) = _sqlite(kind, scopes, query, titles_only=False)
        return _keys(
            "SELECT d.key FROM search_index JOIN search_document d ON d.id = search_index.rowid "
            "WHERE search_index MATCH %s ORDER BY search_index.rowid DESC LIMIT %s",
            [wanted, most],
        )
    _, (_, wanted) = _postgres(kind, scopes, query, titles_only=False)
    holds = "SELECT key FROM search_document WHERE grams @@ %s::tsquery"
    last = Document.objects.aggregate(Max("id"))["id__max"] or 0
    if last > NEWEST:
        newest = f"{holds} AND id > %s ORDER BY id DESC LIMIT %s"
        found = _keys(newest, [wanted, last - NEWEST, most])
        if len(found) == most:
            return found
    return _keys(f"{holds} ORDER BY id DESC LIMIT %s", [wanted, most])


def _keys(sql: str, values: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [key for (key,) in cursor.fetchall()]


_SQLITE = """
    SELECT key, title, text FROM (
        SELECT d.key, d.title, d.text, d.id, bm25(search_index, 10.0, 8.0, 0.0, 1.0) AS rank
        FROM search_index JOIN search_document d ON d.id = search_index.rowid
        WHERE search_index MATCH %s LIMIT %s
    ) ORDER BY {order}rank, length(title), id LIMIT %s"""
_POSTGRES = """
    SELECT key, title, text FROM (
        SELECT key, title, text, id, ts_rank(grams, %s::tsquery) AS rank
        FROM search_document WHERE grams @@ %s::tsquery LIMIT %s
    ) found ORDER BY {order}rank DESC, length(title), id LIMIT %s"""


def _sqlite(kind: str, scopes: Scopes, query: Query, titles_only: bool) -> tuple[str, list[str]]:
    where = "{title pinyin} : " if titles_only else "{title pinyin body} : "
    conditions = [f"{where}{_fts(run)}" for run in query.runs]
    conditions.append(f"fences : {rules.fence('k', kind)}")
    either = " OR ".join(rules.fence("s", scope) for scope in _named(scopes))
    if either and not isinstance(scopes, AllBut):
        conditions.append(f"fences : ({either})")
    holds = " AND ".join(conditions)
    if either and isinstance(scopes, AllBut):
        holds = f"({holds}) NOT fences : ({either})"
    return _SQLITE, [holds]


def _named(scopes: Scopes) -> list[str]:
    """The scopes that fence in or out; none for who sees everything.

    Raises ValueError for no scope at all: who sees nothing looks for nothing.
    """
    if isinstance(scopes, AllBut):
        return sorted(scopes.scopes)
    if scopes is not None and not scopes:
        raise ValueError("nothing may be looked into")
    return sorted(scopes or ())


def _fts(run: Run) -> str:
    return f'"{" ".join(run.tokens)}"' + ("*" if run.is_beginning else "")


def _postgres(kind: str, scopes: Scopes, query: Query, titles_only: bool) -> tuple[str, list[str]]:
    weights = "AB" if titles_only else "ABD"
    words = " & ".join(f"({_phrase(run, weights)})" for run in query.runs)
    fences = f"'{rules.fence('k', kind)}':C"
    if either := " | ".join(f"'{rules.fence('s', scope)}':C" for scope in _named(scopes)):
        fences += f" & {'!' if isinstance(scopes, AllBut) else ''}({either})"
    return _POSTGRES, [words, f"{words} & {fences}"]


def _phrase(run: Run, weights: str) -> str:
    beginning = "*" if run.is_beginning else ""
    return " <-> ".join(f"'{token}':{beginning}{weights}" for token in run.tokens)


def _columns(document: Document) -> tuple[list[str], list[str], list[str], list[str]]:
    """Title, pinyin, fences, body."""
    return (
        rules.tokens(document.title),
        rules.readings(document.title) if providers.reads_pinyin(document.kind) else [],
        rules.fences(document.kind, document.scopes),
        rules.tokens(document.text),
    )


def _vector(columns: Sequence[Sequence[str]]) -> str:
    """A tsvector as text: title A, pinyin B, fences C, body D; what lies too far back is cut."""
    places: dict[str, list[str]] = {}
    place = 0
    for tokens, weight in zip(columns, "ABCD", strict=True):
        for token in tokens:
            place += 1
            if place < MOST_PLACES:
                places.setdefault(token, []).append(f"{place}{weight}")
        place += 1  # the end of one column is not next to the beginning of another
    return " ".join(f"'{token}':{','.join(at[:200])}" for token, at in places.items())
