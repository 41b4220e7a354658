"""A query that is asked on every request: put together once, asked many times.

Building the SQL of a query with several joins costs the ORM more than running it. What is kept
here is the text that the ORM itself made for this database, with the places of its values, and
how it turns what the driver gives into what the model holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Values that nothing else in a query is equal to; each stands for the argument at its place.
_DAYS = (date(1582, 10, 15), date(1582, 10, 16))
_INSTANTS = (datetime(1582, 10, 15, 3, 7, tzinfo=UTC), datetime(1582, 10, 16, 3, 7, tzinfo=UTC))
_NUMBERS = (8_070_605_040_302_010, 8_070_605_040_302_011)
_TEXTS = ("\u2060first\u2060", "\u2060second\u2060")
_STANDINS: dict[type, tuple[Any, ...]] = {
    date: _DAYS,
    datetime: _INSTANTS,
    int: _NUMBERS,
    str: _TEXTS,
}


class _Place:
    """Where in the query an argument stands."""

    def __init__(self, number: int) -> None:
        self.number = number


@dataclass(frozen=True, slots=True)
class _Made:
    """The text; its values, or places of arguments; (column, expression, converters) of what the
    driver does not give as the model holds it."""

    sql: str
    places: tuple[Any, ...]
    converters: tuple[tuple[int, Any, Sequence[Callable[..., Any]]], ...]


class Prepared:
    """Rows (`values_list`) of a query, by arguments of these kinds: date, datetime, int, str.

    build: makes the query from such arguments; must use each of them, and nothing else that
    changes from one time to the next. A text may only be compared as a whole.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._made: dict[str, _Made] = {}

    def rows(self, *given: Any) -> list[tuple[Any, ...]]:
        """What the query gives now, as the ORM would give it."""
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get(connection.vendor) or self._make(connection)
        values = [_adapted(one, connection) for one in given]
        with connection.cursor() as cursor:
            cursor.execute(
                made.sql,
                [values[one.number] if isinstance(one, _Place) else one for one in made.places],
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if not made.converters:
            return rows
        return list(_converted(rows, made, connection))

    def _make(self, connection: Any) -> _Made:
        """The text, and for each of its values whether it is an argument, and which."""
        standins = [
            _STANDINS[kind][self._kinds[:at].count(kind)] for at, kind in enumerate(self._kinds)
        ]
        compiler: Any = self._build(*standins).query.get_compiler(connection.alias)
        sql, values = compiler.as_sql()
        shown = [_adapted(one, connection) for one in standins]
        places = tuple(
            _Place(shown.index(one)) if (one := _adapted(value, connection)) in shown else value
            for value in values
        )
        if {one.number for one in places if isinstance(one, _Place)} != set(range(len(standins))):
            raise ValueError("a prepared query asks for each of its arguments")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        made = _Made(
            sql=sql,
            places=places,
            converters=tuple(
                (at, expression, found) for at, (found, expression) in converters.items()
            ),
        )
        self._made[connection.vendor] = made
        return made


def _adapted(value: Any, connection: Any) -> Any:
    """A day or an instant as the driver of this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _converted(
    rows: list[tuple[Any, ...]], made: _Made, connection: Any
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        values = list(row)
        for at, expression, converters in made.converters:
            for convert in converters:
                values[at] = convert(values[at], expression, connection)
        yield tuple(values)
