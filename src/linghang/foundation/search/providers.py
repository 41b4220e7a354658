"""What can be found: engines register it from their `searched.py`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """A thing as the index keeps it; see models.Document."""

    key: str
    title: str
    text: str
    scopes: frozenset[str]


# keys → the things of those keys, or all without any; one that may not be found any more is absent
Documents = Callable[[Collection[str] | None], Iterable[Found]]
# a saved or deleted row → keys of the things that it is part of; EVERYTHING after bulk writing
Keys = Callable[[Any], Iterable[str] | None]
EVERYTHING = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of thing. watches: label of a model → which things a row of it belongs to.

    by_pinyin: whether titles are found by their pinyin, too: names are, sentences need not be.
    """

    kind: str
    name: str
    documents: Documents
    watches: Mapping[str, Keys] = field(default_factory=dict)
    by_pinyin: bool = True


_providers: dict[str, Provider] = {}


def register(
    kind: str,
    name: str,
    documents: Documents,
    *,
    watches: Mapping[str, Keys] | None = None,
    by_pinyin: bool = True,
) -> None:
    """Make a kind of thing findable, once. Raises ValueError for a kind that is taken.

    documents: must be able to tell all things, and those of some keys. watches: rows whose saving
    or deletion brings the index up to date in the same transaction. Deeds that write in bulk leave
    an entry in the trail: watch that, and answer EVERYTHING; the worker then builds the kind anew.
    """
    provider = Provider(kind, name, documents, watches or {}, by_pinyin)
    if _providers.setdefault(kind, provider) is not provider:
        raise ValueError(f"the kind {kind!r} is already registered")


def registered() -> list[Provider]:
    """All kinds, in the order of registration."""
    return list(_providers.values())


def provider(kind: str) -> Provider:
    """The provider of the kind. Raises KeyError."""
    return _providers[kind]


def reads_pinyin(kind: str) -> bool:
    """Whether things of the kind are found by the pinyin of their titles."""
    known = _providers.get(kind)
    return known is None or known.by_pinyin
