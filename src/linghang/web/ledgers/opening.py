"""Sealed entries: opened only where somebody with a seat asks for one, and each time it is told."""

from __future__ import annotations

from typing import Any

from linghang.foundation import clock
from linghang.ledgers.models import Entry
from linghang.ledgers.opening import services
from linghang.web.ledgers.reached import Book


def opened(book: Book, entry: Entry) -> tuple[str, dict[str, Any]] | None:
    """Title and facts of a sealed entry; None for one that is not sealed. Leaves its trail."""
    if not book.is_sealed:
        return None
    return services.open_sealed(entry_id=entry.pk, actor=book.request.actor, at=clock.now())
