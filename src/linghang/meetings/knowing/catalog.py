"""Which kinds of items are kept from a post until their publicity starts (§2.4.9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from linghang.foundation.catalog.registry import Catalog
from linghang.meetings import catalog
from linghang.meetings.definitions import ItemKind


@dataclass(frozen=True, slots=True)
class Told:
    """withheld: kinds of items of which holders of the post may not know by their post."""

    withheld: tuple[str, ...]


def withheld() -> tuple[str, ...]:
    """Kinds of items of which few may know."""
    return tuple(one.item.code for one in catalog.items().items.values() if one.item.known_to)


def told(post: str) -> Told:
    """What is withheld from holders of the post (code).

    A member of the body knows all the same: AgendaItem.objects.known_to().
    """
    return _told(catalog.items(), post)


@lru_cache(maxsize=256)
def _told(kinds: Catalog[ItemKind], post: str) -> Told:
    items = (one.item for one in kinds.items.values())
    return Told(tuple(one.code for one in items if one.known_to and post not in one.known_to))


def apart(kind: str) -> bool:
    """Whether minutes of such an item are issued apart from those of others (§2.4.8)."""
    return kind in catalog.items() and catalog.items()[kind].apart
