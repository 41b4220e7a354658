"""What columns a return may have, under which headings: the product's and the hospital's own."""

from __future__ import annotations

from linghang.cases.grouping.returns.definitions import ReturnColumn
from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog

KIND = "return_columns"


def columns() -> Catalog[ReturnColumn]:
    """All columns by code. Raises WrongCatalog."""
    return registry.load(KIND, ReturnColumn)
