"""Writes many rows of a table quickly: no default is asked for, no signal is sent."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

from linghang.foundation.vault.fields import SealedTextField

Adapt = Callable[[Any], Any]


def insert(rows: Sequence[models.Model], *, keys: bool = False) -> None:
    """Write unsaved rows of one model with all their columns; with `keys` they get theirs.

    Rows are numbered by the database in the order in which they come; nobody else may write.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [one for one in model._meta.local_concrete_fields if not one.primary_key]
    names = [one.attname for one in fields]
    adapts = [(place, adapt) for place, one in enumerate(fields) if (adapt := _adapt(one))]
    before = _last(model) if keys else 0

    def values(row: models.Model) -> list[Any]:
        known = row.__dict__
        found = [known[name] for name in names]
        for place, adapt in adapts:
            if found[place] is not None:
                found[place] = adapt(found[place])
        return found

    write(model, [one.column or one.attname for one in fields], (values(row) for row in rows))
    if keys:
        given = model._default_manager.filter(pk__gt=before).order_by("pk")
        for row, pk in zip(rows, given.values_list("pk", flat=True), strict=True):
            row.pk = pk


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values are as the database takes them."""
    quote = connection.ops.quote_name
    named = ", ".join(quote(one) for one in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({places})"  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _last(model: type[models.Model]) -> int:
    found = model._default_manager.aggregate(last=models.Max("pk"))["last"]
    return int(found or 0)


def _adapt(field: models.Field[Any, Any]) -> Adapt | None:
    """How the database takes a value of the field; None where it takes it as it is."""
    ops = connection.ops
    if isinstance(field, models.JSONField):
        return lambda value: ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.DateTimeField):
        return functools.cache(ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return functools.cache(ops.adapt_datefield_value)
    if isinstance(field, SealedTextField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
