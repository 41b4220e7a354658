"""Ways to an entry for who knows its id alone: search, the trail, proceedings, notices."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.ledgers import reach
from linghang.ledgers.filing.rules import FILING
from linghang.ledgers.models import Entry, Filing
from linghang.ledgers.providers import BOOK, WAITING
from linghang.ledgers.searched import KIND, scopes
from linghang.procedures.days import Day
from linghang.web import addresses, subjects
from linghang.web.ledgers import confided
from linghang.web.ledgers.reached import entry as reached
from linghang.web.requests import Request
from linghang.web.search import kinds
from linghang.web.trail import words


@require_safe
def entry(request: Request, pk: int) -> HttpResponse:
    """To the page of an entry; 404 for who may not read it."""
    code = Entry.objects.filter(pk=pk).values_list("ledger", flat=True).first()
    if code is None:
        raise Http404
    book, row = reached(request, code, pk)
    return redirect(book.url("ledger-entry", row.pk))


@require_safe
def filing(request: Request, pk: int) -> HttpResponse:
    """To the only entry of a filing, or to the ledger with what waits; 404 for others."""
    row = Filing.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    entries = set(row.entries.values_list("pk", flat=True)[:2])
    entries |= set(row.changes.values_list("entry", flat=True)[:2])
    if not entries:
        raise Http404
    first = min(entries)
    book, _ = reached(request, row.ledger, first)
    return redirect(book.url("ledger-entry", first) if len(entries) == 1 else book.url())


def _still(request: Request, keys: Collection[str]) -> Collection[str]:
    """Of the entries those that the post may read today."""
    ids = [int(key) for key in keys if key.isdigit()]
    codes = set(Entry.objects.filter(pk__in=ids).order_by().values_list("ledger", flat=True))
    known = {one.code for one in reach.known_to(request.rights)} & codes
    rows = (reach.visible_to(code, request.rights, request.today) for code in known)
    return {
        str(pk)
        for of_ledger in rows
        for pk in of_ledger.filter(pk__in=ids).values_list("pk", flat=True)
    }


subjects.register(WAITING, lambda code: f"{reverse('ledger-waiting')}?ledger={code}")
subjects.register(BOOK, lambda code: f"{reverse('ledger', args=[code])}?standing=returned&mine=1")
subjects.register("ledgers.entry", "ledger-entry-of")
subjects.register(FILING, "ledger-filing")
words.confide("ledgers.entry", confided.entries)
words.confide(FILING, confided.filings)
kinds.register(
    kinds.Kind(
        code=KIND,
        name="台账",
        icon="ledger",
        scopes=lambda request: scopes(request.rights, Day(request.today)),
        url=lambda key: addresses.of("ledger-entry-of", key),
        still=_still,
        subject="ledgers.entry",
    )
)
