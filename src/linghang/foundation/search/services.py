"""Writing the index: one thing, the things that a deed touched, everything anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction

from linghang.foundation.search import index, providers
from linghang.foundation.search.models import Document
from linghang.foundation.search.providers import Found

PIECE = 500


@transaction.atomic
def put(*, kind: str, key: str, title: str, text: str, scopes: Collection[str]) -> None:
    """Make one thing findable, or bring it up to date."""
    _keep(kind, [Found(key, title, text, frozenset(scopes))])


@transaction.atomic
def remove(*, kind: str, key: str) -> None:
    """Nobody finds the thing any more."""
    _drop(Document.objects.filter(kind=kind, key=key))


@transaction.atomic
def refresh(*, kind: str, keys: Collection[str]) -> None:
    """Bring these things up to date, within the transaction of the deed that changed them."""
    wanted = set(keys)
    found = list(providers.provider(kind).documents(wanted))
    _keep(kind, found)
    _drop(Document.objects.filter(kind=kind, key__in=wanted - {one.key for one in found}))


def rebuild(*, kinds: Collection[str] | None = None) -> dict[str, int]:
    """Compare everything with the engines, kind by kind; returns how many things of each.

    Readers find what they found before until a kind is done. A kind that no engine registers any
    more goes.
    """
    wanted = [one for one in providers.registered() if kinds is None or one.kind in kinds]
    counted = {one.kind: _rebuild(one.kind) for one in wanted}
    if kinds is None:
        known = [one.kind for one in wanted]
        with transaction.atomic():
            _drop(Document.objects.exclude(kind__in=known))
    return counted


@transaction.atomic
def _rebuild(kind: str) -> int:
    seen: set[str] = set()
    for piece in _pieces(providers.provider(kind).documents(None)):
        seen.update(one.key for one in piece)
        _keep(kind, piece, even_unchanged=True)
    gone = [
        pk
        for pk, key in Document.objects.filter(kind=kind).values_list("pk", "key").iterator()
        if key not in seen
    ]
    for at in range(0, len(gone), PIECE):
        _drop(Document.objects.filter(pk__in=gone[at : at + PIECE]))
    return len(seen)


def _pieces(found: Iterable[Found]) -> Iterator[list[Found]]:
    piece: list[Found] = []
    for one in found:
        piece.append(one)
        if len(piece) == PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _keep(kind: str, found: Collection[Found], *, even_unchanged: bool = False) -> None:
    """Insert or update, and index what changed; the unchanged, too, where the index may be lost."""
    kept = {
        one.key: one
        for one in Document.objects.select_for_update().filter(
            kind=kind, key__in=[one.key for one in found]
        )
    }
    new = [_row(Document(kind=kind, key=one.key), one) for one in found if one.key not in kept]
    changed = [
        _row(kept[one.key], one)
        for one in found
        if one.key in kept and _differs(kept[one.key], one)
    ]
    Document.objects.bulk_create(new)
    Document.objects.bulk_update(changed, ["title", "text", "scopes"])
    index.write([*new, *(kept.values() if even_unchanged else changed)])


def _row(row: Document, one: Found) -> Document:
    row.title, row.text, row.scopes = one.title[:300], one.text, sorted(one.scopes)
    return row


def _differs(row: Document, one: Found) -> bool:
    return (row.title, row.text, row.scopes) != (one.title[:300], one.text, sorted(one.scopes))


def _drop(rows: Iterable[Document]) -> None:
    ids = [row.pk for row in rows]
    index.erase(ids)
    Document.objects.filter(pk__in=ids).delete()
