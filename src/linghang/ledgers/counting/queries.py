"""Reads over entries in force: what a new one may be the double of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linghang.ledgers.definitions import DAY, TITLE, UNIT, Ledger
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, EntryQuerySet


def suspects(
    ledger: Ledger, common: Common, told: Mapping[str, Any], *, besides: int | None = None
) -> EntryQuerySet:
    """Entries, voided ones left out, that agree with this one in all of Ledger.same.

    told: facts as read. besides: the entry itself, where it is kept already. None where the
    ledger says nothing, or where one of the fields is empty. Asks nobody's rights.
    """
    known = {TITLE: common.title, DAY: common.day, UNIT: common.unit}
    columns = {TITLE: "title", DAY: "day", UNIT: "unit__code", **ledger.places}
    wanted = {**known, **_by_field(ledger, told)}
    if not ledger.same or any(wanted.get(code) in (None, "") for code in ledger.same):
        return Entry.objects.none()
    rows = Entry.objects.filter(
        ledger=ledger.code, **{columns[code]: wanted[code] for code in ledger.same}
    )
    return rows.exclude(standing=Standing.VOIDED.value).exclude(pk=besides)


def _by_field(ledger: Ledger, told: Mapping[str, Any]) -> dict[str, Any]:
    columns = facts.placed(ledger, told)
    return {code: columns.get(column) for code, column in ledger.places.items()}
