"""A query that is asked on every request: put together once, asked many times.

Building the SQL of a query with several joins costs the ORM more than running it. What is kept
here is the text that the ORM itself made for this database, with the places of its values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Values that nothing else in a query is equal to; each stands for the argument at its place.
_DAYS = (date(1582, 10, 15), date(1582, 10, 16))
_NUMBERS = (8_070_605_040_302_010, 8_070_605_040_302_011)
_TEXTS = ("\u2060first\u2060", "\u2060second\u2060")
_STANDINS: dict[type, tuple[Any, ...]] = {date: _DAYS, int: _NUMBERS, str: _TEXTS}


class _Place:
    """Where in the query an argument stands."""

    def __init__(self, number: int) -> None:
        self.number = number


class Prepared:
    """Rows (`values_list`) of a query, by arguments of the given kinds: date, int, str.

    build: makes the query from such arguments; must use each of them, and nothing else that
    changes from one time to the next. A text may only be compared as a whole.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """What the query gives now. Values come as the database's driver gives them."""
        sql, places = self._made.get(connection.vendor) or self._make()
        values = [_adapted(one) for one in given]
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [values[one.number] if isinstance(one, _Place) else one for one in places]
            )
            return list(cursor.fetchall())

    def _make(self) -> tuple[str, tuple[Any, ...]]:
        """The text, and for each of its values whether it is an argument, and which."""
        standins = [
            _STANDINS[kind][self._kinds[:at].count(kind)] for at, kind in enumerate(self._kinds)
        ]
        sql, values = self._build(*standins).query.sql_with_params()
        shown = [_adapted(one) for one in standins]
        places = tuple(
            _Place(shown.index(_adapted(one))) if _adapted(one) in shown else one for one in values
        )
        if {one.number for one in places if isinstance(one, _Place)} != set(range(len(standins))):
            raise ValueError("a prepared query asks for each of its arguments")
        self._made[connection.vendor] = sql, places
        return sql, places


def _adapted(value: Any) -> Any:
    """A day as the driver of this database takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
