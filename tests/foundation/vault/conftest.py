"""A table with sealed columns, which belongs to no product application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from linghang.foundation.vault import columns
from tests.foundation.vault.notes import Note


@pytest.fixture(scope="module")
def _notes_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made outside of any test's transaction, because SQLite asks for that."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


@pytest.fixture
def notes(_notes_table: None, monkeypatch: pytest.MonkeyPatch) -> type[Note]:
    """The table, counted among those of the product; its rows go with the test."""
    installed = columns.tables
    monkeypatch.setattr(columns, "tables", lambda: [*installed(), Note])
    return Note
