"""What somebody left on the desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from linghang.foundation.desk.models import Draft, Feed, SavedFilter, Sent
from linghang.foundation.prepared import Prepared
from linghang.foundation.vault.faults import CannotOpen


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was typed: name of the field → everything that stood under it."""

    values: Mapping[str, Sequence[str]]
    kept_at: datetime


def draft(person: str, form: str) -> Kept | None:
    """What the person typed into the form and has not sent; None without a readable draft."""
    found = Draft.objects.filter(person=person, form=form).first()
    if found is None:
        return None
    try:
        return Kept(json.loads(found.content.open()), found.kept_at)
    except CannotOpen:
        return None


def drafts(person: str) -> list[Draft]:
    """The person's drafts, the newest first; contents stay sealed."""
    return list(Draft.objects.filter(person=person).order_by("-kept_at"))


class Saved(NamedTuple):
    """Conditions of a list that were kept under a name."""

    pk: int
    name: str
    conditions: str


def _filters(person: str, listing: str) -> QuerySet[SavedFilter, Any]:
    kept = SavedFilter.objects.filter(person=person, listing=listing).order_by("name")
    return kept.values_list("pk", "name", "conditions")


_FILTERS = Prepared(_filters, str, str)


def filters(person: str, listing: str) -> list[Saved]:
    """The person's saved conditions of a list, by name; asked with every list."""
    return [Saved(*row) for row in _FILTERS.rows(person, listing)]


def led_to(person: str, token: str) -> str | None:
    """Where a form that was already sent led to; None for one that was not."""
    found = Sent.objects.filter(person=person, token=token)
    return found.values_list("leads_to", flat=True).first()


def digest(secret: str) -> str:
    """What is kept of a feed's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed(person: str) -> Feed | None:
    """The person's feed; None without one."""
    return Feed.objects.filter(person=person).first()


def whose_feed(secret: str) -> str | None:
    """Whose feed the secret opens; None for one that opens nothing (any more)."""
    found = Feed.objects.filter(digest=digest(secret)).values_list("person", flat=True)
    return found.first()
