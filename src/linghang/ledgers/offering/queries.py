"""What a ledger offers to a post that enters it, and who is named in its entries already."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from linghang.ledgers import reach
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, LedgerEntryQuerySet, Mention
from linghang.ledgers.offering import registry
from linghang.ledgers.offering.registry import Asked
from linghang.ledgers.offering.rules import Found, Offer
from linghang.org.rules import Rights
from linghang.procedures.days import Day


class Offered(NamedTuple):
    """A list by its code and name, with what it comes to."""

    code: str
    name: str
    found: Found


def offered(ledger: Ledger, rights: Rights, today: date) -> list[Offered]:
    """The lists of a ledger for the units for which the post enters or oversees; else none."""
    units = reach.enterable(ledger, rights, Day(today))
    if units == frozenset():
        units = reach.overseen(ledger, rights, Day(today))
    if units == frozenset():
        return []
    asked = Asked(ledger=ledger, units=units, today=today)
    known = (registry.get(code) for code in ledger.offers)
    return [Offered(one.code, one.name, one.ask(asked)) for one in known]


def one(ledger: Ledger, key: str, rights: Rights, today: date) -> Offer | None:
    """What was offered under the key; None when it is not offered any more."""
    found = (each for of in offered(ledger, rights, today) for each in of.found.offers)
    return next((each for each in found if each.key == key), None)


def standing(ledger: Ledger) -> LedgerEntryQuerySet:
    """Entries of the ledger that were not voided; drafts count, so that nobody is asked twice."""
    rows: LedgerEntryQuerySet = Entry.objects.filter(ledger=ledger.code)
    return rows.exclude(standing=Standing.VOIDED.value)


def named(ledger: Ledger, field: str, **where: object) -> frozenset[str]:
    """Codes of the people or units that a field of these entries names, in one query.

    where: further conditions on entries, entry__day__year=2026.
    """
    rows = Mention.objects.filter(ledger=ledger.code, field=field, **where)
    rows = rows.exclude(entry__standing=Standing.VOIDED.value)
    return frozenset(rows.order_by().values_list("code", flat=True)) - {""}


def lasting(ledger: Ledger, on: date) -> LedgerEntryQuerySet:
    """Those of standing() that have begun and have not ended on the day."""
    return standing(ledger).filter(day__lte=on).exclude(until__lt=on)
