"""The table in which all workers count requests and remember codes that were used."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "linghang_cache"


def make(apps: object, schema_editor: Any) -> None:
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def remove(apps: object, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make, remove)]
