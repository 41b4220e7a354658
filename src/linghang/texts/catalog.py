"""The categories of the library that the catalogs declare."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.texts.definitions import Category

KIND = "texts"


def categories() -> Catalog[Category]:
    """All categories by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, Category)


def names() -> dict[str, str]:
    """Code → name, in file order."""
    return {code: loaded.item.name for code, loaded in categories().items.items()}


def name(code: str) -> str:
    """The name of a category; the code of one that is declared no more."""
    return names().get(code, code)
