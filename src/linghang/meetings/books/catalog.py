"""The record books that the catalogs declare; checked at the start."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog
from linghang.meetings import catalog as meetings
from linghang.meetings.books.definitions import Book

BOOKS = "books"


def books() -> Catalog[Book]:
    """All books by code, in file order. Raises WrongCatalog."""
    return registry.load(BOOKS, Book)


def check() -> None:
    """Raise WrongCatalog for a book of a kind of meeting that is not there."""
    known = meetings.meetings().items
    for code, loaded in books().items.items():
        strange = [kind for kind in loaded.item.kinds if kind not in known]
        if strange:
            raise WrongCatalog(
                file=loaded.file,
                item=code,
                field="kinds",
                says=f"没有这样的会议：{'、'.join(strange)}",
            )
