"""The trail as the verifier reads it: streamed in chunks, raw texts, no entry left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.models import Max, Min, QuerySet, TextField
from django.db.models.functions import Cast

from linghang.foundation.trail.models import Entry, Seal, Unsealed
from linghang.foundation.trail.rules import (
    GONE,
    SHREDDED,
    SUBJECT,
    Content,
    Link,
    Row,
    as_map,
    missing_fields,
)

CHUNK = 2_000
_PLAIN = (
    *("id", "digest", "person", "appointment", "on_behalf_of"),
    *("action", "subject_type", "subject_id"),
)
_TEXT = ("at", "facts", "personal_digests", "personal")


def links() -> Iterator[Link]:
    """The whole chain by sequence, in constant memory; an entry that is gone comes as GONE."""
    for chunk in _chunks(_seals(), _SEAL):
        yield from _linked(chunk)


_SEAL = ("sequence", "entry_id", "entry_digest", "previous_hash", "hash", "sealed_text")


def _seals() -> QuerySet[Any]:
    return Seal.objects.annotate(sealed_text=_text("sealed_at"))


def _linked(chunk: list[tuple[Any, ...]]) -> Iterator[Link]:
    # No join: from a seal Django joins inwards, and a seal without entry would be left out.
    rows = _rows(seal__sequence__gte=chunk[0][0], seal__sequence__lte=chunk[-1][0])
    for *plain, sealed in chunk:
        yield Link._make((*plain, _instant(sealed), rows.get(plain[1], GONE)))


def link_of(entry_id: int) -> tuple[Link | None, Link | None]:
    """The seal before the entry's own, and its own; None for what is not there."""
    number = Seal.objects.filter(entry=entry_id).values_list("sequence", flat=True).first()
    if number is None:
        return None, None
    pair = _seals().filter(sequence__in=[number - 1, number]).order_by("sequence")
    found = {link.sequence: link for link in _linked(_read(pair, _SEAL))}
    return found.get(number - 1), found.get(number)


def row_of(entry_id: int) -> Row:
    """One entry as it is stored; GONE when there is none."""
    return _rows(pk=entry_id).get(entry_id, GONE)


def unsealed() -> Iterator[tuple[int, Row]]:
    """Id and entry of what waits for the sealer; one that is gone comes as GONE."""
    for chunk in _chunks(Unsealed.objects.all(), ("entry_id",)):
        ids = [entry_id for (entry_id,) in chunk]
        rows = _rows(pk__in=ids)
        yield from ((entry_id, rows.get(entry_id, GONE)) for entry_id in ids)


def never_sealed() -> Iterator[tuple[int, Row]]:
    """Entries that have no seal and don't wait for one: nobody but a tamperer makes them."""
    for chunk in _chunks(Entry.objects.filter(seal=None, unsealed=None), ("id",)):
        yield from _rows(pk__in=[entry_id for (entry_id,) in chunk]).items()


def oldest_unsealed() -> datetime | None:
    """When the oldest waiting entry was left; None when none waits."""
    oldest: datetime | None = Unsealed.objects.aggregate(at=Min("entry__at"))["at"]
    return oldest


def newest() -> datetime | None:
    """When the newest entry was left; None for an empty trail."""
    at: datetime | None = Entry.objects.aggregate(at=Max("at"))["at"]
    return at


def told(
    action: str, subject_type: str, subject_ids: Iterable[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Pairs of subject id and facts of all such deeds on these subjects, oldest first.

    Facts that tampering made unreadable are empty.
    """
    deeds = Entry.objects.filter(
        action=action, subject_type=subject_type, subject_id__in=list(subject_ids)
    )
    texts = deeds.order_by("pk").annotate(facts_text=_text("facts"))
    for subject, text in _read(texts, ("subject_id", "facts_text")):
        yield subject, as_map(text) or {}


@dataclass(frozen=True, slots=True)
class Wider:
    """Deeds on larger things that a thing was a part of: an import that wrote it, for one."""

    actions: tuple[str, ...]
    subject_type: str
    subject_ids: tuple[str, ...]


def of_subject(
    subject_type: str, subject_id: str, most: int = 100, *, wider: Wider | None = None
) -> list[Entry]:
    """What happened to one thing, the newest first; told by `actions.sentence`."""
    found = Entry.objects.about(subject_type, subject_id)
    if wider and wider.subject_ids:
        found |= Entry.objects.filter(
            action__in=wider.actions,
            subject_type=wider.subject_type,
            subject_id__in=wider.subject_ids,
        )
    return list(found.order_by("-pk")[:most])


def _text(column: str) -> Cast:
    """The column as it is stored, so that no conversion can fail on a tampered value."""
    return Cast(column, TextField())


def _chunks(queryset: QuerySet[Any], columns: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in pieces, by the first column, which is a growing number."""
    key, last = columns[0], 0
    queryset = queryset.order_by(key)
    while chunk := _read(queryset.filter(**{f"{key}__gt": last}), columns, CHUNK):
        yield chunk
        last = chunk[-1][0]


def _rows(**wanted: Any) -> dict[int, Row]:
    """The entries that the filter finds, by id."""
    texts = {f"{name}_text": _text(name) for name in _TEXT}
    entries = Entry.objects.filter(**wanted).annotate(**texts)
    rows = [_row(*values) for values in _read(entries, (*_PLAIN, *texts))]
    found = {row.id: row for row in rows if row.id is not None}
    removed = {str(row.id) for row in rows if missing_fields(row)}
    for subject, facts in told(SHREDDED, SUBJECT, removed) if removed else ():
        row = found[int(subject)]
        shredded = row.shredded | {str(facts.get("field"))}
        found[int(subject)] = row._replace(shredded=shredded)
    return found


def _row(*values: Any) -> Row:
    """In the order of _PLAIN and _TEXT."""
    number, digest, *plain, at, facts, digests, personal = values
    content = Content._make((_instant(at), *plain, facts, digests))
    return Row(number, content, personal, digest)


@lru_cache(maxsize=64)  # a thousand seals share theirs
def _instant(text: str | None) -> datetime | None:
    """The instant of a stored text (UTC where it names no zone); None for an unreadable one."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(
    queryset: QuerySet[Any], columns: tuple[str, ...], limit: int | None = None
) -> list[tuple[Any, ...]]:
    """The first rows; a text that tampering left undecodable becomes None, and only that one."""
    try:
        return list(queryset.values_list(*columns)[:limit])
    except OperationalError:
        keys = list(queryset.values_list("pk", flat=True)[:limit])
        return [tuple(_value(queryset.filter(pk=pk), name) for name in columns) for pk in keys]


def _value(one: QuerySet[Any], column: str) -> Any:
    try:
        return one.values_list(column, flat=True).get()
    except OperationalError:
        return None
