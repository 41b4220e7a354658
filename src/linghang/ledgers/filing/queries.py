"""Which filings wait for a post, with what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linghang.ledgers.filing.rules import FILING, Standing
from linghang.ledgers.models import Filing
from linghang.org.rules import Rights
from linghang.procedures import queries as procedures
from linghang.procedures.queries import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A filing whose next step falls to the post. entries: how many it holds; changes: likewise."""

    filing: Filing
    wanted: Wanted
    entries: int
    changes: int

    @property
    def count(self) -> int:
        """How many entries or changes are to be verified."""
        return self.entries + self.changes


def wanted(rights: Rights, today: date) -> dict[int, Wanted]:
    """Filing → the step of it that the post could do today; handing in again is none of them."""
    found = {}
    for one in procedures.mine(rights, today, about=FILING):
        firsts = {step.key for step in one.proceeding.definition.firsts}
        if one.from_day is None and one.step.key not in firsts:
            found[int(one.proceeding.subject_id)] = one
    return found


def waiting(rights: Rights, today: date) -> list[Waiting]:
    """Filings that the post may verify today, the oldest first; in a fixed number of queries."""
    found = wanted(rights, today)
    rows = Filing.objects.filter(pk__in=found).select_related("unit").order_by("pk")
    counted = rows.annotate(
        entry_count=Count("entries", filter=~Q(entries__standing=Standing.VOIDED.value)),
    )
    changes = _changes(found)
    return [
        Waiting(
            filing=row,
            wanted=found[row.pk],
            entries=row.entry_count,
            changes=changes.get(row.pk, 0),
        )
        for row in counted
    ]


def _changes(filings: Collection[int]) -> dict[int, int]:
    rows = Filing.objects.filter(pk__in=filings).order_by()
    counted = rows.annotate(count=Count("changes"))
    return {pk: count for pk, count in counted.values_list("pk", "count") if count}


def by_ledger(found: Collection[Waiting]) -> dict[str, list[Waiting]]:
    """Ledger → what waits in it."""
    sorted_out: defaultdict[str, list[Waiting]] = defaultdict(list)
    for one in found:
        sorted_out[one.filing.ledger].append(one)
    return dict(sorted_out)
