"""Entries as the sheet from which they would be read again: all fields, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

from linghang.foundation.fields.definitions import Kind
from linghang.foundation.sensitivity.definitions import LEVEL_NAMES, Level
from linghang.foundation.sheets.definitions import Column
from linghang.foundation.sheets.writing import Table, Watermark, write_xlsx
from linghang.ledgers import reach
from linghang.ledgers.definitions import DAY, TITLE, UNIT, UNTIL, Ledger
from linghang.ledgers.filing.rules import IN_FORCE
from linghang.ledgers.models import Entry, LedgerEntryQuerySet
from linghang.ledgers.sheets import rules
from linghang.ledgers.sheets.naming import Names
from linghang.ledgers.sheets.rules import LEVEL, NUMBER
from linghang.org.rules import Rights
from linghang.procedures import reach as places
from linghang.procedures.days import Day

PIECE = 1_000


def taken(ledger: Ledger, rights: Rights, today: date) -> LedgerEntryQuerySet:
    """The entries in force that the post enters or oversees, by day."""
    seats = [one for one in (*ledger.enter, *ledger.oversee) if rights.post.code in one.posts]
    units = places.units(seats, rights, Day(today)) if seats and rights.in_force else frozenset()
    found = reach.visible_to(ledger.code, rights, today).filter(standing__in=IN_FORCE)
    if units is not reach.EVERYWHERE:
        found = found.filter(unit__code__in=units) if units else found.none()
    return found.order_by("day", "pk")


def columns(ledger: Ledger, *, personal: bool) -> tuple[Column, ...]:
    """The columns of the sheet; without personal ones, which are compared with nothing then."""
    found = rules.layout(ledger).columns
    return tuple(one for one in found if personal or not one.field.sensitive)


def write(
    ledger: Ledger,
    entries: LedgerEntryQuerySet,
    to: Path | IO[bytes],
    *,
    watermark: Watermark | None = None,
    personal: bool = False,
) -> int:
    """Write the entries as a sheet, streamed; returns how many."""
    table = Table(
        layout=rules.layout(ledger),
        rows=_rows(ledger, entries),
        columns=columns(ledger, personal=personal),
    )
    return write_xlsx(to, [table], watermark=watermark)


def _rows(ledger: Ledger, entries: LedgerEntryQuerySet) -> Iterator[Mapping[str, Any]]:
    names = Names()
    for entry in entries.iterator(chunk_size=PIECE):
        yield row(ledger, entry, names)


def row(ledger: Ledger, entry: Entry, names: Names) -> dict[str, str]:
    """An entry as texts by column; an entry of a sealed ledger tells nothing here."""
    unit = names.of(Kind.UNIT).get(entry.unit_id, entry.unit_id)
    told = entry.told()
    found = {
        NUMBER: entry.number or "",
        TITLE: entry.title,
        DAY: entry.day.isoformat(),
        UNTIL: entry.until.isoformat() if entry.until else "",
        UNIT: unit,
        LEVEL: LEVEL_NAMES[Level(entry.level)],
    }
    for one in ledger.fields:
        found[one.code] = rules.written(one, told.get(one.code), names.of(one.kind), names.is_taken)
    return found
