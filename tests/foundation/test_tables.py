"""Tables made at once are the tables that one operation after another makes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from linghang.foundation.tables import Tables, at_once

OLD = migrations.CreateModel("Ward", [("id", models.BigAutoField(primary_key=True))])


def operations() -> list[Any]:
    """Two tables that refer to each other, and a column of an older one that refers to them."""
    key = ("id", models.BigAutoField(primary_key=True))
    ward = models.ForeignKey("tables_at_once.ward", models.CASCADE)
    return [
        migrations.CreateModel("Bed", [key, ("number", models.IntegerField()), ("ward", ward)]),
        migrations.CreateModel(
            "Stay", [key, ("bed", models.ForeignKey("tables_at_once.bed", models.CASCADE))]
        ),
        migrations.AddField(
            "bed", "last", models.ForeignKey("tables_at_once.stay", models.CASCADE, null=True)
        ),
        migrations.AddField(
            "ward", "first", models.ForeignKey("tables_at_once.bed", models.CASCADE, null=True)
        ),
        migrations.AddIndex("bed", models.Index(fields=["number"], name="at_once_number")),
        migrations.AddConstraint(
            "bed", models.UniqueConstraint(fields=["ward", "number"], name="at_once_bed")
        ),
        migrations.AlterField("bed", "number", models.CharField(max_length=9)),
    ]


def made_by(steps: list[Any]) -> dict[str, Any]:
    """What the database says about the tables after the steps; they are dropped again."""
    before = ProjectState()
    migration = migrations.Migration("0001", "tables_at_once")
    migration.operations = [OLD, *steps]
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(before, editor)
    tables = ("tables_at_once_bed", "tables_at_once_stay", "tables_at_once_ward")
    with connection.cursor() as cursor:
        found = {table: described(cursor, table) for table in tables}
    with connection.schema_editor(atomic=True) as editor:
        migration.unapply(ProjectState(), editor)
    assert not set(tables) & set(connection.introspection.table_names())
    return found


def described(cursor: Any, table: str) -> tuple[list[Any], list[Any]]:
    asked = connection.introspection
    columns = [(each.name, each.type_code, each.null_ok) for each in
               asked.get_table_description(cursor, table)]  # fmt: skip
    constraints = [
        (each["columns"], each["primary_key"], each["unique"], each["foreign_key"], each["index"])
        for each in asked.get_constraints(cursor, table).values()
    ]
    return sorted(columns), sorted(constraints, key=str)


@pytest.mark.django_db(transaction=True)
def test_tables_made_at_once_are_those_made_one_after_another() -> None:
    """The same columns, foreign keys, indexes and constraints, on either database."""
    after_another, at_one_time = made_by(operations()), made_by(at_once(operations()))
    assert at_one_time == after_another
    columns, constraints = at_one_time["tables_at_once_bed"]
    assert {name for name, *_ in columns} == {"id", "number", "ward_id", "last_id"}
    assert (["ward_id", "number"], False, True, None) in [each[:4] for each in constraints]


def test_what_concerns_an_older_table_stays_a_step_of_its_own() -> None:
    together, own = at_once(operations())
    assert isinstance(together, Tables)
    assert together.describe() == "Create Bed, Stay"
    assert (own.model_name, own.name) == ("ward", "first")


def test_models_are_rendered_once_for_all_tables_of_a_migration() -> None:
    """Told to a state with rendered models, nothing is rendered until somebody asks."""
    state = ProjectState()
    OLD.state_forwards("tables_at_once", state)
    assert state.apps.get_model("tables_at_once", "ward")
    at_once(operations())[0].state_forwards("tables_at_once", state)
    assert "apps" not in state.__dict__
    assert state.apps.get_model("tables_at_once", "bed")._meta.get_field("last")
