"""Bounded pages of long lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

from linghang.api.words import Whole

Row = TypeVar("Row")
MOST = 200
FARTHEST = 1_000_000


class Slice(Schema):
    """Which part of a list is asked for."""

    limit: Whole = Field(50, ge=1, le=MOST, description="最多几条")
    offset: Whole = Field(0, ge=0, le=FARTHEST, description="跳过几条")


class Page(Schema, Generic[Row]):
    """A part of a list; total counts all of it."""

    items: list[Row]
    total: int
    limit: int
    offset: int


def of(rows: Sequence[Any] | QuerySet[Any], asked: Slice) -> tuple[list[Any], dict[str, int]]:
    """The rows asked for, and the rest of the page's fields; two queries for a queryset."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    chosen = list(rows[asked.offset : asked.offset + asked.limit])
    return chosen, {"total": total, "limit": asked.limit, "offset": asked.offset}
