"""The trail as the verifier reads it: streamed in chunks, raw texts, no entry left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.models import FilteredRelation, Max, Min, QuerySet, TextField
from django.db.models.functions import Cast

from linghang.foundation.trail.models import Entry, Seal, Unsealed
from linghang.foundation.trail.rules import (
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
    """The whole chain by sequence, in constant memory; entries that are gone have no id."""
    own = ("entry_id", "entry_digest", "previous_hash", "hash", "sealed_text")
    # FilteredRelation joins from the left: a seal whose entry was deleted still comes.
    seals = Seal.objects.annotate(
        row=FilteredRelation("entry"), sealed_text=Cast("sealed_at", TextField())
    )
    for sequence, (*columns, sealed), row in _stream(
        seals, key="sequence", own=own, prefix="row__"
    ):
        yield Link(sequence, *columns, _instant(sealed), row)


def unsealed() -> Iterator[Row]:
    """The entries that wait for the sealer, by id; committed ones only."""
    for _, _, row in _stream(Unsealed.objects.all(), key="entry_id", own=(), prefix="entry__"):
        yield row


def never_sealed() -> Iterator[Row]:
    """Entries that have no seal and don't wait for one: nobody but a tamperer makes them."""
    lost = Entry.objects.filter(seal=None, unsealed=None)
    for _, _, row in _stream(lost, key="id", own=(), prefix=""):
        yield row


def oldest_unsealed() -> datetime | None:
    """When the oldest waiting entry was left; None when none waits."""
    return Unsealed.objects.aggregate(oldest=Min("entry__at"))["oldest"]


def newest() -> datetime | None:
    """When the newest entry was left; None for an empty trail."""
    return Entry.objects.aggregate(newest=Max("at"))["newest"]


def _stream(
    queryset: QuerySet[Any], *, key: str, own: tuple[str, ...], prefix: str
) -> Iterator[tuple[int, tuple[Any, ...], Row]]:
    """The growing number `key`, the columns `own`, and the entry found under `prefix`."""
    texts = {f"{name}_text": Cast(f"{prefix}{name}", TextField()) for name in _TEXT}
    queryset = queryset.annotate(**texts).order_by(key)
    columns = (key, *own, *(prefix + name for name in _PLAIN), *texts)
    split, last = 1 + len(own), 0
    while chunk := _read(queryset.filter(**{f"{key}__gt": last}), columns):
        rows = _with_shredded([_row(*values[split:]) for values in chunk])
        for values, row in zip(chunk, rows, strict=True):
            yield values[0], values[1:split], row
        last = chunk[-1][0]


def _row(*values: Any) -> Row:
    """In the order of _PLAIN and _TEXT."""
    number, digest, *plain, at, facts, digests, personal = values
    return Row(number, Content(_instant(at), *plain, facts, digests), personal, digest)


@lru_cache(maxsize=64)  # a thousand seals share theirs
def _instant(text: str | None) -> datetime | None:
    """The instant of a stored text (UTC where it names no zone); None for an unreadable one."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(queryset: QuerySet[Any], columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The next chunk; where tampering left a value unreadable, that value alone becomes None."""
    try:
        return list(queryset.values_list(*columns)[:CHUNK])
    except (ValueError, OperationalError):
        keys = list(queryset.values_list("pk", flat=True)[:CHUNK])
        return [tuple(_value(queryset.filter(pk=pk), name) for name in columns) for pk in keys]


def _value(one: QuerySet[Any], column: str) -> Any:
    try:
        return one.values_list(column, flat=True).get()
    except (ValueError, OperationalError):
        return None


def _with_shredded(rows: list[Row]) -> list[Row]:
    """Tell each row which of its missing personal fields were shredded by a deed."""
    ids = [str(row.id) for row in rows if row.id is not None and missing_fields(row)]
    if not ids:
        return rows
    fields: dict[str, set[str]] = {}
    for subject, facts in told(SHREDDED, SUBJECT, ids):
        fields.setdefault(subject, set()).add(str(facts.get("field")))
    return [row._replace(shredded=frozenset(fields.get(str(row.id), ()))) for row in rows]


def told(
    action: str, subject_type: str, subject_ids: Iterable[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Pairs of subject id and facts of all such deeds on these subjects, oldest first.

    Facts that tampering made unreadable are empty.
    """
    deeds = Entry.objects.filter(
        action=action, subject_type=subject_type, subject_id__in=list(subject_ids)
    )
    texts = deeds.order_by("pk").annotate(facts_text=Cast("facts", TextField()))
    for subject, text in texts.values_list("subject_id", "facts_text"):
        yield subject, as_map(text) or {}
