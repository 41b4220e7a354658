"""Whoever takes the database away has taken no text that was sealed."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from linghang.foundation.access import system_actor
from linghang.foundation.desk import services as desk
from linghang.foundation.vault import purposes, services
from linghang.org.people import services as people
from tests.foundation.vault.notes import Note

SECRETS = ("110101199003071234", "13800001234", "张三丰与李四光的谈话记录")


def dump() -> str:
    """Every table of the database as text."""
    if connection.vendor == "sqlite":
        assert isinstance(connection.connection, sqlite3.Connection)
        return "\n".join(connection.connection.iterdump())
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        texts = []
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(string_agg({name}::text, chr(10)), '') FROM {name}")
            texts.append(f"{table}\n{cursor.fetchone()[0]}")
    return "\n".join(texts)


@pytest.mark.django_db
def test_a_dump_of_the_database_holds_no_sealed_text(notes: type[Note]) -> None:
    for secret in SECRETS:
        notes.objects.create(title="可见的标题", text=secret, spare=secret)
    first = services.fingerprint(SECRETS[0], purpose=purposes.PERSONAL)

    text = dump()

    assert text.count("可见的标题") == len(SECRETS)  # the dump does show what is stored
    assert text.count("v1:personal:") == 2 * len(SECRETS)
    assert [secret for secret in SECRETS if secret in text] == []
    assert first not in text


@pytest.mark.django_db
def test_a_dump_of_the_product_holds_no_personal_number_and_no_draft() -> None:
    at = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
    card, first, second = "11010519491231002X", "13800001234", "13900005678"
    people.add_person(
        code="P0001",
        name="可见的姓名",
        id_card=card,
        mobile=first,
        active_from=date(2025, 6, 3),
        actor=system_actor(),
        at=at,
    )
    people.correct_person(code="P0001", mobile=second, actor=system_actor(), at=at)
    desk.keep_draft(
        person="P0001",
        form="tests.form",
        title="谈话",
        address="/",
        values={"say": [SECRETS[2]]},
        at=at,
    )
    services.rotate(purposes.PERSONAL, actor=system_actor(), at=at)

    text = dump()

    assert "可见的姓名" in text
    assert text.count("v1:personal:") >= 3
    assert [secret for secret in (card, first, second, SECRETS[2]) if secret in text] == []
    assert {column.label for column in services.sealed_columns()} >= {"草稿的内容"}
