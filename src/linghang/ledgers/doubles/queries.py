"""Which entries may be the same thing twice: they agree in one of the ways that `same` names."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from linghang.ledgers.definitions import COMMON, DAY, TITLE, UNIT, UNTIL, Ledger
from linghang.ledgers.doubles.models import Apart
from linghang.ledgers.entering.services import Written
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, LedgerEntryQuerySet


def suspects(
    ledger: Ledger,
    written: Entry | Written | Common,
    told: Mapping[str, object] | None = None,
    *,
    besides: int | None = None,
) -> LedgerEntryQuerySet:
    """Entries that agree with one in all of a way of Ledger.same: perhaps the same thing twice.

    written: an entry that is there, or what is being typed, with its facts. Drafts and what was
    voided are no twins, nor what somebody found to be another thing; a way of which a value is
    not filled in finds none. besides: the entry that is being typed, where it is kept already.
    """
    known = written.pk if isinstance(written, Entry) else besides
    rows = _candidates(ledger).exclude(pk=known) if known else _candidates(ledger)
    if known:
        pairs = Apart.objects.standing().of(known).values_list("first", "second")
        rows = rows.exclude(pk__in={one for pair in pairs for one in pair if one != known})
    agree = Q(pk__in=())
    for columns in _ways(ledger):
        said = _said(columns, ledger, written, told)
        if not any(value in (None, "") for value in said.values()):
            agree |= Q(**said)
    return rows.filter(agree)


def _said(
    columns: list[str],
    ledger: Ledger,
    written: Entry | Written | Common,
    told: Mapping[str, object] | None,
) -> dict[str, object]:
    if isinstance(written, Entry):
        return {column: getattr(written, column) for column in columns}
    common = written.common if isinstance(written, Written) else written
    placed = facts.placed(ledger, told or {})
    every = {TITLE: common.title, DAY: common.day, UNTIL: common.until, "unit_id": common.unit}
    return {column: every.get(column, placed.get(column)) for column in columns}


def twins(ledger: Ledger) -> LedgerEntryQuerySet:
    """All entries that have a twin by Ledger.same, those that agree beside one another.

    Each has `group`: the first entry with which it agrees. Pairs that somebody found to be two
    things are no twins any more.
    """
    ways = _ways(ledger)
    if not ways:
        return Entry.objects.none()
    found, firsts = Q(), []
    for columns in ways:
        others = _others(ledger, columns)
        found |= Q(Exists(others.order_by()))
        firsts.append(Coalesce(Subquery(others.order_by("pk").values("pk")[:1]), F("pk")))
    group = Least(F("pk"), *firsts, output_field=IntegerField())
    rows = _candidates(ledger).filter(found)
    return rows.annotate(group=group).order_by("group", "pk")


def _others(ledger: Ledger, columns: list[str]) -> LedgerEntryQuerySet:
    """Those that agree with the row outside, and were not found to be another thing."""
    agree = {column: OuterRef(column) for column in columns}
    here, there = OuterRef("pk"), OuterRef(OuterRef("pk"))
    apart = Apart.objects.standing().filter(
        Q(first=here, second=there) | Q(first=there, second=here)
    )
    others = _candidates(ledger).filter(**agree).exclude(pk=OuterRef("pk"))
    return others.exclude(Exists(apart.order_by()))


def _candidates(ledger: Ledger) -> LedgerEntryQuerySet:
    nothing = (Standing.DRAFT.value, Standing.VOIDED.value)
    return Entry.objects.filter(ledger=ledger.code).exclude(standing__in=nothing)


def _ways(ledger: Ledger) -> list[list[str]]:
    """Each way of Ledger.same as columns of the table of entries."""
    common = {one: f"{UNIT}_id" if one == UNIT else one for one in COMMON}
    return [
        [common.get(code) or ledger.places[code] for code in several]
        for several in ledger.alternatives
    ]
