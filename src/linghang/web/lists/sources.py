"""Where the rows of a list come from: a queryset, a plain list, or rows that are read elsewhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

from django.db.models import QuerySet


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
