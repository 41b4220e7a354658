"""Which columns of the database hold sealed texts, and with which keys they were sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Model, QuerySet, TextField
from django.db.models.functions import Cast, Substr

RAW = "raw_token"


@dataclass(frozen=True, slots=True)
class Column:
    """One sealed column of one table."""

    model: type[Model]
    field: str
    purpose: str

    @property
    def label(self) -> str:
        """What people call it."""
        meta = self.model._meta
        return f"{meta.verbose_name}的{meta.get_field(self.field).verbose_name}"  # type: ignore[union-attr]

    def bare(self) -> QuerySet[Any]:
        """All rows: managers that hide rows or refuse changes have no say here."""
        return QuerySet(self.model)

    def tokens(self) -> QuerySet[Any]:
        """Rows that hold something sealed, with the token itself as `raw_token`."""
        rows: QuerySet[Any] = self.bare().annotate(**{RAW: Cast(F(self.field), TextField())})
        return rows.exclude(**{f"{RAW}__isnull": True}).exclude(**{RAW: ""})


def sealed() -> list[Column]:
    """Every sealed column of every installed table, in a stable order."""
    return [
        Column(model, field.attname, field.sealed_for)
        for model in tables()
        for field in model._meta.local_fields
        if hasattr(field, "sealed_for")
    ]


def tables() -> Iterator[type[Model]]:
    """The models that have a table of their own."""
    yield from (
        model
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label)
        if not model._meta.proxy
    )


def of(purpose: str) -> list[Column]:
    """The sealed columns of one purpose."""
    return [column for column in sealed() if column.purpose == purpose]


def is_used(purpose: str) -> bool:
    """Whether the database holds anything sealed for this purpose."""
    return any(column.tokens().exists() for column in of(purpose))


def use(column: Column, *, digits: int) -> Counter[str]:
    """Beginnings of the tokens (version, purpose and key id) → how many rows.

    digits: how long such a beginning is.
    """
    rows = column.tokens().annotate(beginning=Substr(RAW, 1, digits)).order_by()
    counted = rows.values_list("beginning").annotate(rows=Count("pk"))
    return Counter(dict(counted))
