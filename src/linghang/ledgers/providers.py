"""Duties that this engine knows of: what waits to be verified, and what was sent back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count

from linghang.ledgers import catalog, reach
from linghang.ledgers.filing import queries
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry
from linghang.notices.duties import Duty
from linghang.org.rules import Rights

WAITING, BOOK = "ledgers.waiting", "ledgers.ledger"


def waiting(rights: Rights, today: date) -> Iterator[Duty]:
    """One line for each ledger in which filings wait for the post, not one for each entry."""
    for code, found in queries.by_ledger(queries.waiting(rights, today)).items():
        loaded = catalog.current(code)
        name = loaded.item.name if loaded else code
        dues = [one.wanted.due for one in found if one.wanted.due]
        yield Duty(
            section="owe",
            title=f"台账“{name}”待审核{sum(one.count for one in found)}条",
            why=f"{len(found)}次报送轮到本职务审核",
            subject=(WAITING, code),
            due=min(dues, default=None),
        )


def returned(rights: Rights, today: date) -> Iterator[Duty]:
    """What the person entered and others sent back, one line for each ledger.

    Of a ledger that the post knows of: who left it for another is told nothing more.
    """
    known = [one.code for one in reach.known_to(rights)]
    rows = Entry.objects.filter(
        entered_by=rights.person, standing=Standing.RETURNED.value, ledger__in=known
    ).order_by("ledger")
    for code, count in rows.values_list("ledger").annotate(count=Count("pk")):
        loaded = catalog.current(code)
        yield Duty(
            section="owe",
            title=f"台账“{loaded.item.name if loaded else code}”有{count}条退回修改",
            why="审核人退回，改好后重新报送",
            subject=(BOOK, code),
        )
