"""Which entries and papers end soon, or have ended a few days ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.expiring.rules import AFTERWARDS, Stage, stage
from linghang.ledgers.models import Entry, LedgerEntryQuerySet, Mention, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ends: an entry, or a paper of it. paper: the name of its field, "" for the entry."""

    ledger: Ledger
    entry: Entry
    until: date
    stage: Stage
    paper: str = ""


def endings(today: date, days: int) -> Iterator[Ending]:
    """In force and not renewed, ledger by ledger; two queries for each that asks for it."""
    first, last = today - AFTERWARDS, today + timedelta(days=days)
    for loaded in catalog.catalog().items.values():
        ledger = loaded.item
        if ledger.part_of:
            continue
        if ledger.renewed:
            rows = _rows(ledger).filter(until__range=(first, last)).order_by("until", "pk")
            for entry in rows:
                assert entry.until is not None
                yield from _ending(ledger, entry, entry.until, today, days)
        yield from _papers(ledger, first, last, today, days)


def _rows(ledger: Ledger) -> LedgerEntryQuerySet:
    """Entries in force that no other entry in force says to renew."""
    rows: LedgerEntryQuerySet = Entry.objects.in_force().filter(ledger=ledger.code)
    itself = [one.code for one in ledger.fields if one.refers == ledger.thing]
    if not itself:
        return rows
    renewals = Mention.objects.filter(
        ledger=ledger.code, field__in=itself, entry__in=Entry.objects.in_force()
    )
    return rows.exclude(number__in=renewals.values("code"))


def _papers(ledger: Ledger, first: date, last: date, today: date, days: int) -> Iterator[Ending]:
    fields = {one.code: one.name for one in ledger.fields if one.kind is Kind.FILE and one.expires}
    if not fields:
        return
    papers = (
        Paper.objects.current()
        .filter(
            entry__in=_rows(ledger),
            field__in=fields,
            evidence__valid_until__range=(first, last),
        )
        .select_related("entry", "evidence")
    )
    for paper in papers.order_by("evidence__valid_until", "pk"):
        until = paper.evidence.valid_until
        if until is not None and not (ledger.renewed and until == paper.entry.until):
            yield from _ending(ledger, paper.entry, until, today, days, fields[paper.field])


def _ending(
    ledger: Ledger, entry: Entry, until: date, today: date, days: int, paper: str = ""
) -> Iterator[Ending]:
    if found := stage(until, today=today, days=days):
        yield Ending(ledger=ledger, entry=entry, until=until, stage=found, paper=paper)
