"""What the trail may name of a ledger that few may know of: to who reads the records themselves."""

from __future__ import annotations

from collections.abc import Collection

from linghang.ledgers import catalog, reach
from linghang.ledgers.models import Entry, Filing
from linghang.procedures import queries as procedures
from linghang.web.requests import Request


def entries(request: Request, ids: Collection[str]) -> dict[str, str]:
    """Id → ledger and number of the entries that the post may read."""
    known = {
        one.code: one.name
        for one in reach.known_to(request.rights)
        if not one.part_of and catalog.is_confidential(one.code)
    }
    wanted = Entry.objects.filter(pk__in=list(map(int, ids)), ledger__in=known).order_by()
    return {
        str(pk): f"{known[code]} {number or '草稿'}"
        for code in set(wanted.values_list("ledger", flat=True))
        for pk, number in reach.visible_to(code, request.rights, request.today)
        .filter(pk__in=wanted.values("pk"))
        .values_list("pk", "number")
    }


def filings(request: Request, ids: Collection[str]) -> dict[str, str]:
    """Id → title of the filings whose proceeding the post may see."""
    rows = Filing.objects.filter(pk__in=list(map(int, ids))).order_by()
    wanted = [row for row in rows if catalog.is_confidential(row.ledger)]
    if not wanted:
        return {}
    seen = procedures.visible_to(request.rights, request.today).filter(
        pk__in=[row.proceeding for row in wanted if row.proceeding]
    )
    readable = set(seen.values_list("pk", flat=True))
    return {str(row.pk): row.title for row in wanted if row.proceeding in readable}
