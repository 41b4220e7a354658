"""Keeps the text and the SQL of every definition that figures are shown by."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.catalog import services
from linghang.indicators import catalog


def keep_all(*, at: datetime) -> None:
    """Keep the definitions in force; those that are kept already are left alone."""
    for code, loaded in catalog.indicators().items.items():
        services.keep(
            kind=catalog.KIND,
            code=code,
            hash=catalog.definition_hash(loaded),
            body=loaded.body,
            generated=catalog.generated(loaded.item),
            at=at,
        )
