"""On paper: the ledger in its usual columns, and a booklet with everything that entries say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.definitions import NUMBERS, LedgerField
from linghang.ledgers.filing.rules import Standing
from linghang.web.ledgers import columns, values
from linghang.web.ledgers.listing import listing_of
from linghang.web.ledgers.reached import Book, book
from linghang.web.ledgers.values import Line
from linghang.web.lists.asked import Asked
from linghang.web.requests import Request

MOST_ROWS, MOST_ENTRIES = 2_000, 300
NOT_ON_PAPER = (Standing.DRAFT.value, Standing.VOIDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One entry of the booklet. told: (name, words)."""

    number: int
    line: Line
    told: tuple[tuple[str, str], ...]


@require_safe
def sheet(request: Request, code: str) -> HttpResponse:
    """The entries that the list shows under the same conditions, A4 across."""
    found = book(request, code)
    context = _narrowed(found, MOST_ROWS)
    shown = () if found.is_sealed else values.listed(found.ledger, request.today)
    rows = [
        [(_plain(line, one), one.kind in NUMBERS) for one in shown] for line in context["lines"]
    ]
    context |= {
        "columns": [(values.label(one), one.kind in NUMBERS) for one in shown],
        "rows": list(zip(context["lines"], rows, strict=True)),
    }
    return render(request, "web/ledgers/sheet.html", context)


def _plain(line: Line, one: LedgerField) -> str:
    if one.sensitive:
        return line.fact(one, is_masked=True)
    return line.text(one)


@require_safe
def booklet(request: Request, code: str) -> HttpResponse:
    """Cover, contents, and every entry whole; sealed ledgers have none."""
    found = book(request, code)
    if found.is_sealed:
        raise Http404
    context = _narrowed(found, MOST_ENTRIES)
    context["blocks"] = [
        Block(number=number, line=line, told=tuple(_told(line)))
        for number, line in enumerate(context["lines"], start=1)
    ]
    return render(request, "web/ledgers/booklet.html", context)


def _told(line: Line) -> list[tuple[str, str]]:
    told = [
        (one.name, line.fact(one, is_masked=True))
        for one in line.entry.definition.fields
        if one.kind is not Kind.FILE
    ]
    return [(name, text) for name, text in told if text]


def _narrowed(found: Book, most: int) -> dict[str, Any]:
    """The entries under the conditions of the address, in the order of their days."""
    request = found.request
    asked = Asked.of(request, listing_of(found))
    narrowed, asked = asked.applied(found.rows().select_related("unit"), request)
    rows = narrowed.exclude(standing__in=NOT_ON_PAPER).order_by("day", "pk")
    read = list(rows[: most + 1])
    lines = values.lines(read[:most])
    units = {line.entry.unit.name for line in lines}
    first, last = _from_to(request, lines)
    return {
        "book": found,
        "lines": lines,
        "is_cut": len(read) > most,
        "most": most,
        "words": asked.words,
        "unit": units.pop() if len(units) == 1 else "",
        "first": first,
        "last": last,
        "printed_on": request.today,
        "printed_by": request.rights.title,
    }


def _from_to(request: Request, lines: Sequence[Line]) -> tuple[date | None, date | None]:
    """The period that was asked for, else the days of the first and the last entry."""
    code = request.GET.get("period", "")
    if code in dict(columns.PERIODS):
        period = columns.period_of(code, request.today)
        return period.start, period.end - timedelta(days=1)
    days = [line.entry.day for line in lines]
    return min(days, default=None), max(days, default=None)
