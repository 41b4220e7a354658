"""Triggers that note which months are touched: no way of writing can get round them.

SQLite notes a month once; it has one writer at a time. PostgreSQL notes it once a transaction and
never waits for another's note. Both in the transaction that touched, so that whoever sees what
was written sees the note as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from linghang.ledgers.filing.rules import IN_FORCE
from linghang.ledgers.tallies.models import Tally
from linghang.org.memberships.rules import Line

EVERY, PARTY = "*", "*party"  # all ledgers; those with figures of Party members
NAME = "ledgers_touched"
TABLES = {"ledgers_entry", "ledgers_mention", "org_membership", "org_person", "ledgers_touch"}
EVER, NEVER = "0001-01-01", "9999-12-31"
_COUNTS = ", ".join(f"'{one}'" for one in sorted(IN_FORCE))
_IS_PARTY = f"line = '{Line.PARTY.value}'"
_NOTE = "INSERT INTO ledgers_touch (ledger, since, until)"


def keep(**more: Any) -> None:
    """See that the triggers are there after a migration; where any was not, nothing kept is good.

    more: as Django sends it; `using` names the database.
    """
    connection = connections[more.get("using", "default")]
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= TABLES:
            return
        if are_kept(connection):
            return
        drop(connection)
        for statement in _statements(connection.vendor).values():
            cursor.execute(statement)
    Tally.objects.using(connection.alias).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_NOTE} SELECT '{EVERY}', '{EVER}', NULL WHERE EXISTS (SELECT 1 FROM ledgers_entry)"
        )


@contextmanager
def silent() -> Iterator[None]:
    """Nothing is noted meanwhile, and afterwards all ledgers at once: for writing all of them.

    A note costs SQLite some 20 µs a row: a statement with a trigger copies each page it changes.
    Nobody else may write; raise, and the transaction around must be rolled back.
    """
    drop(connections["default"])
    yield
    keep(using="default")


def are_kept(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger stands as this version writes it."""
    return _found(connection) == set(_statements(connection.vendor))


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; `keep` makes them again."""
    with connection.cursor() as cursor:
        for name in _found(connection):
            is_postgres = connection.vendor == "postgresql"
            cursor.execute(
                f'DROP FUNCTION "{name}"() CASCADE' if is_postgres else f'DROP TRIGGER "{name}"'
            )


def _found(connection: BaseDatabaseWrapper) -> set[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    if connection.vendor == "postgresql":
        asked = "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [f"{NAME}%"])
        return {name for (name,) in cursor.fetchall()}


def _statements(vendor: str) -> dict[str, str]:
    """Trigger → what makes it. The name tells the version: a changed one has another."""
    made = _postgres() if vendor == "postgresql" else _sqlite()
    return {
        (name := f"{NAME}_{what}_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"): sql.replace(
            "{name}", name
        )
        for what, sql in made.items()
    }


def _sqlite() -> dict[str, str]:
    made = {}
    for of in ("NEW", "OLD"):
        for event in ("INSERT", "UPDATE") if of == "NEW" else ("UPDATE", "DELETE"):
            row = f"{event}_{of}".lower()
            noted = _noted_in_sqlite(f"{of}.ledger", f"{of}.day")
            made[f"entry_{row}"] = _trigger_of_sqlite(
                event, "ledgers_entry", f"{of}.standing IN ({_COUNTS})", noted
            )
            entry = f"FROM ledgers_entry e WHERE e.id = {of}.entry_id AND e.standing IN ({_COUNTS})"
            made[f"mention_{row}"] = _trigger_of_sqlite(
                event, "ledgers_mention", "1", _noted_in_sqlite("e.ledger", "e.day", entry)
            )
    for event, when, since, until in _of_members("min", "IS NOT"):
        made[f"member_{event[:6].lower()}"] = _trigger_of_sqlite(
            event, "org_membership", when, f"{_NOTE} VALUES ('{PARTY}', {since}, {until});"
        )
    made["person"] = _trigger_of_sqlite(
        "UPDATE OF code",
        "org_person",
        "OLD.code <> NEW.code",
        f"{_NOTE} VALUES ('{PARTY}', '{EVER}', NULL);",
    )
    return made


def _trigger_of_sqlite(event: str, table: str, when: str, noted: str) -> str:
    return f"CREATE TRIGGER {{name}} AFTER {event} ON {table} WHEN {when} BEGIN {noted} END"


def _noted_in_sqlite(ledger: str, day: str, source: str = "WHERE 1") -> str:
    since, until = f"date({day}, 'start of month')", f"date({day}, 'start of month', '+1 month')"
    known = f"SELECT 1 FROM ledgers_touch t WHERE t.ledger = {ledger} AND t.since = {since}"  # noqa: S608 our own names
    return f"{_NOTE} SELECT {ledger}, {since}, {until} {source} AND NOT EXISTS ({known});"


def _of_members(least: str, differs: str) -> list[tuple[str, str, str, str]]:
    """(event, when, since, until): the days on which somebody may have become or ceased to be."""
    ends = [f"COALESCE({of}.active_to, '{NEVER}')" for of in ("OLD", "NEW")]
    is_same = (
        "OLD.line = NEW.line AND OLD.person_id = NEW.person_id "
        "AND OLD.active_from = NEW.active_from"
    )
    changed = (
        f"(OLD.{_IS_PARTY} OR NEW.{_IS_PARTY}) AND "
        f"(OLD.active_to {differs} NEW.active_to OR NOT ({is_same}))"
    )
    first = f"{least}(OLD.active_from, NEW.active_from)"
    since = f"CASE WHEN {is_same} THEN {least}({ends[0]}, {ends[1]}) ELSE {first} END"
    return [
        ("INSERT", f"NEW.{_IS_PARTY}", "NEW.active_from", "NEW.active_to"),
        ("DELETE", f"OLD.{_IS_PARTY}", "OLD.active_from", "OLD.active_to"),
        ("UPDATE", changed, since, "NULL"),
    ]


def _postgres() -> dict[str, str]:
    made = {}
    for table, rows in (
        ("entry", "{rows} e WHERE"),
        ("mention", "{rows} m JOIN ledgers_entry e ON e.id = m.entry_id WHERE"),
    ):
        for event, sources in (
            ("INSERT", {"NEW": "now_rows"}),
            ("UPDATE", {"NEW": "now_rows", "OLD": "then_rows"}),
            ("DELETE", {"OLD": "then_rows"}),
        ):
            noted = "".join(
                _noted_in_postgres(rows.format(rows=source)) for source in sources.values()
            )
            tables = " ".join(f"{of} TABLE AS {source}" for of, source in sources.items())
            made[f"{table}_{event.lower()}"] = _trigger_of_postgres(
                event, f"ledgers_{table}", f"REFERENCING {tables} FOR EACH STATEMENT", noted
            )
    for event, when, since, until in _of_members("least", "IS DISTINCT FROM"):
        made[f"member_{event.lower()}"] = _trigger_of_postgres(
            event,
            "org_membership",
            f"FOR EACH ROW WHEN ({when})",
            f"{_NOTE} VALUES ('{PARTY}', {since}, {until});",
        )
    made["person"] = _trigger_of_postgres(
        "UPDATE OF code",
        "org_person",
        "FOR EACH ROW WHEN (OLD.code <> NEW.code)",
        f"{_NOTE} VALUES ('{PARTY}', '{EVER}', NULL);",
    )
    return made


def _trigger_of_postgres(event: str, table: str, each: str, noted: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN {noted} RETURN NULL; END$$; "
        f"CREATE TRIGGER {{name}} AFTER {event} ON {table} {each} EXECUTE FUNCTION {{name}}()"
    )


def _noted_in_postgres(source: str) -> str:
    """A transaction's own notes have its number; those of its savepoints it may write again."""
    return (
        f"{_NOTE} SELECT DISTINCT e.ledger, date_trunc('month', e.day)::date, "
        f"(date_trunc('month', e.day) + interval '1 month')::date FROM {source} "
        f"e.standing IN ({_COUNTS}) AND NOT EXISTS (SELECT 1 FROM ledgers_touch t "
        "WHERE t.ledger = e.ledger AND t.since = date_trunc('month', e.day)::date "
        "AND t.xmin = pg_current_xact_id()::xid);"
    )
