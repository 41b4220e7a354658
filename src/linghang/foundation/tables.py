"""Tables that one migration makes are made at once.

Django renders every model anew that could know of a new table, for each table and each of its
constraints: in a schema where all refer to people and units a fresh installation spent ten seconds
of its sixteen on that. Operations on tables of the same migration need no step of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


def at_once(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations: those on new tables as one, then the others in their order.

    An operation on a table of before may refer to a new table, never the other way round.
    """
    made = {each.name_lower for each in operations if isinstance(each, CreateModel)}
    together = [each for each in operations if _table(each) in made]
    return [Tables(together), *(each for each in operations if each not in together)]


class Tables(Operation):
    """New tables with the columns, indexes and constraints that the operations give them."""

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell all of it before a model is rendered; the next to ask renders each model once."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make each table as it is after all of the operations."""
        for operation in self._creating():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the tables, the last one first."""
        for operation in reversed(self._creating()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say which tables, for those who look at a plan."""
        return "Create " + ", ".join(each.name for each in self._creating())

    def _creating(self) -> list[CreateModel]:
        return [each for each in self.operations if isinstance(each, CreateModel)]


def _table(operation: Any) -> str:
    """The model that an operation is about; empty where it is about none, as with SQL."""
    for name in ("model_name_lower", "name_lower"):
        if hasattr(operation, name):
            return str(getattr(operation, name))
    return ""
