"""The trail as the audit office reads it: pages of it, one entry in the chain, how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from linghang.foundation.trail import heads, queries, rules
from linghang.foundation.trail.models import (
    Entry,
    Outcome,
    Seal,
    TrailQuerySet,
    Unsealed,
    Verification,
)
from linghang.foundation.trail.rules import Break, Fault, Head


class Reading(TrailQuerySet):
    """Entries with their seals, read page by page.

    A slice first finds the numbers of its entries in an index, however far down the page is,
    and then reads those entries alone.
    """

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice) or self._result_cache is not None:
            return super().__getitem__(key)
        plain: QuerySet[Entry] = QuerySet(self.model, query=self.query.chain())
        ids = list(plain.values_list("pk", flat=True)[key])
        rows = Entry.objects.filter(pk__in=ids).select_related("seal")
        found = {entry.pk: entry for entry in rows}
        return [found[pk] for pk in ids if pk in found]


def entries() -> Reading:
    """All entries."""
    return Reading(Entry)


def containing(word: str) -> Q:
    """Entries whose facts or personal values hold the word."""
    return Q(facts__contains=word) | Q(personal__contains=word)


def neighbours(entry: Entry) -> tuple[int | None, int | None]:
    """Numbers of the entries before and after, in the order in which they were left."""
    before = Entry.objects.filter(pk__lt=entry.pk).order_by("-pk").values_list("pk", flat=True)
    after = Entry.objects.filter(pk__gt=entry.pk).order_by("pk").values_list("pk", flat=True)
    return before.first(), after.first()


def found_wrong(entry: Entry) -> str:
    """What is wrong with the entry, its seal, or the link to the seal before; "" when it holds.

    Chinese. Reads what is stored, as the verifier does, and nothing but this entry.
    """
    before, own = queries.link_of(entry.pk)
    if own is None:
        fault = rules.row_fault(queries.row_of(entry.pk))
        return fault[1] if fault else ""
    wrong = list(rules.Walk(after=before).breaks([own]))
    return wrong[0].says if wrong else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the trail stands, without walking it.

    sealed: seals in the chain. waiting: entries without one. last: the last check that ended.
    heads: exported ends of the chain, the newest first; unreadable: files that can't be read.
    """

    sealed: int
    sealed_at: datetime | None
    hash: str
    waiting: int
    oldest_waiting: datetime | None
    underway: Verification | None
    last: Verification | None
    heads: tuple[Head, ...]
    unreadable: int


def state(heads_folder: Path, *, most_heads: int) -> State:
    """How the trail stands; reads a few rows and the newest head files."""
    newest = Seal.objects.order_by("-sequence").first()
    checks = Verification.objects.order_by("-pk")
    exported = list(heads.read(heads_folder))
    known = [one for one in exported if isinstance(one, Head)]
    return State(
        sealed=newest.sequence if newest else 0,
        sealed_at=newest.sealed_at if newest else None,
        hash=newest.hash if newest else "",
        waiting=Unsealed.objects.count(),
        oldest_waiting=queries.oldest_unsealed(),
        underway=checks.filter(outcome="").first(),
        last=last_verification(),
        heads=tuple(reversed(known))[:most_heads],
        unreadable=sum(isinstance(one, Break) and one.fault is Fault.HEAD for one in exported),
    )


def last_verification() -> Verification | None:
    """The last check of the whole trail that came to its end."""
    ended = Verification.objects.filter(outcome__in=[Outcome.HOLDS, Outcome.BROKEN])
    return ended.order_by("-pk").first()
