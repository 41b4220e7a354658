"""Where the rows of a list come from: a queryset, a plain list, or rows that are read elsewhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

from django.db.models import Count, QuerySet, Window
from django.db.models.query import ModelIterable

DEEP = 1_000  # rows before a page, from which on reading them all would cost more than a page


class Rows(ABC):
    """Rows that no queryset can give; read piece by piece, like a queryset."""

    @abstractmethod
    def order_by(self, *paths: str) -> Self:
        """The same rows ordered by a column's `sort`, with a minus for descending."""

    @abstractmethod
    def __getitem__(self, piece: slice) -> Sequence[Any]:
        """The rows of a piece."""

    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""


def count(source: Any) -> int:
    """How many rows a source of any kind has."""
    return int(source.count() if isinstance(source, QuerySet | Rows) else len(source))


def page(source: Any, offset: int, size: int, *, by_keys: bool) -> tuple[list[Any], int]:
    """The rows of a page, and how many there are.

    A queryset is always counted, so that a list of two rows costs as many queries as one of two
    hundred; rows that are read elsewhere only where the page itself does not tell. Far from the
    beginning, or with `by_keys`, only keys are read up to the page, from the nearer end, and then
    the page's own rows: what is passed over is never read whole. `by_keys`: what the rows are
    narrowed by is dear to ask; near the beginning it is asked once, for keys and count together.
    """
    is_asked = isinstance(source, QuerySet)
    if by_keys and offset < DEEP and _has_keys(source):
        counted = source.annotate(counted=Window(Count("pk"))).values_list("pk", "counted")
        if found := list(counted[offset : offset + size]):
            return _whole(source, [key for key, _ in found]), found[0][1]
    total = count(source) if is_asked else 0
    if (offset < DEEP and not by_keys) or not _has_keys(source):
        rows = list(source[offset : offset + size])
        if not is_asked:
            total = offset + len(rows) if rows and len(rows) < size else count(source)
        return rows, total
    last, keys = min(offset + size, total), source.values_list("pk", flat=True)
    if offset >= total:
        return [], total
    if total - last < offset:
        wanted = list(keys.reverse()[total - last : total - offset])[::-1]
    else:
        wanted = list(keys[offset:last])
    return _whole(source, wanted), total


def _whole(source: QuerySet[Any], keys: Sequence[Any]) -> list[Any]:
    """The rows with these keys, in their order."""
    found = {row.pk: row for row in source.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys if key in found]


def _has_keys(source: Any) -> bool:
    """Whether it is an ordered queryset of models, which can be asked for keys first."""
    return (
        isinstance(source, QuerySet)
        and issubclass(source._iterable_class, ModelIterable)
        and source.ordered
        and not source.query.combinator
    )
