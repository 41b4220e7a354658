"""The full-text index, as each database makes it."""

from typing import Any

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "title, pinyin, fences, body, tokenize = 'ascii', prefix = '1 2')",
)
POSTGRES = (
    "ALTER TABLE search_document ADD COLUMN grams tsvector",
    "CREATE INDEX search_document_grams ON search_document USING gin (grams)",
)


def make(apps: Any, schema_editor: Any) -> None:
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_document DROP COLUMN grams")
    else:
        schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
