"""The months of a ledger that are counted already, and of which nothing was touched since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.tallies import triggers
from linghang.ledgers.tallies.models import Tally, Touch
from linghang.ledgers.tallies.rules import is_kept

WAY = "1"  # of counting: another number makes every tally anew


def stamp(declared: Ledger) -> str:
    """By which definitions a ledger is counted; "" for one that no catalog declares."""
    mine = catalog.current(declared.code)
    base = catalog.current(declared.part_of or declared.code)
    if mine is None or base is None or mine.item is not declared:
        return ""
    return f"{WAY}.{mine.hash[:30]}.{base.hash[:30]}"


def good(
    ledger: Ledger, declared: Ledger, months: Collection[date], *, whole: bool
) -> dict[date, str]:
    """Month → its text, of those that are good; in one query. ledger: that holds the entries."""
    stamped = stamp(declared)
    if not stamped or not months:
        return {}
    rows = Tally.objects.filter(ledger=declared.code, stamp=stamped, month__in=list(months))
    rows = rows.filter(~Exists(touches(ledger, declared)))
    return dict(rows.order_by().values_list("month", "whole" if whole else "by_unit"))


def touches(ledger: Ledger, declared: Ledger) -> QuerySet[Touch]:
    """What touched the days of a tally of the outer query."""
    names = [ledger.code, triggers.EVERY]
    if any(one.party for one in declared.figures):
        names.append(triggers.PARTY)
    over = Q(until=None) | Q(until__gt=OuterRef("month"))
    return Touch.objects.filter(over, ledger__in=names, since__lt=OuterRef("ends")).order_by()


def counts(declared: Ledger) -> bool:
    """Whether anything of the ledger can be counted beforehand."""
    return any(map(is_kept, declared.figures))
