"""问题清单、任务清单、责任清单: as lists, on paper, and as documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from linghang.foundation import clock
from linghang.foundation.desk import services as desk
from linghang.foundation.period import day_label
from linghang.org.founding.queries import hospital_name
from linghang.reports.gongwen import roster
from linghang.reports.gongwen.roster import Roster
from linghang.web import lists
from linghang.web.commitments import columns
from linghang.web.commitments.reached import Plan, plan
from linghang.web.details import Way
from linghang.web.lists import Listing, Words, cells, drawing
from linghang.web.lists.asked import Asked
from linghang.web.requests import Request

MOST_ROWS = 2_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _found(request: Request, pk: int, which: str) -> tuple[Plan, Listing]:
    found = plan(request, pk)
    if which not in columns.lists_of(found):
        raise Http404
    return found, columns.list_of(found, which)


@require_safe
def listed(request: Request, pk: int, which: str) -> HttpResponseBase:
    """One of the lists, with filters and exports."""
    found, listing = _found(request, pk, which)
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    more = f"?{query.urlencode()}" if query else ""
    ways = [
        Way("打印", f"{found.url('commitment-list-print', which)}{more}", "print"),
        Way("导出公文", f"{found.url('commitment-list-document', which)}{more}", "document"),
    ]
    return lists.page(
        request,
        listing,
        columns.source_of(found, which).select_related("programme"),
        template="web/commitments/list.html",
        context={"ways": ways, "above": found.above, "here": columns.lists_of(found)[which]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A list as it is printed. words: its conditions. is_cut: whether there is more than fits."""

    heads: list[str]
    rows: list[list[str]]
    words: str
    is_cut: bool


def paper(request: Request, listing: Listing, source: Any) -> Paper:
    """The rows that the list shows under the same conditions, as texts.

    A file holds every column; on paper there is no room for one that says nothing in any row, or
    in every row what the title says.
    """
    asked = Asked.of(request, listing)
    rows = list(asked.ordered(asked.narrowed(source, request))[: MOST_ROWS + 1])
    shown = rows[:MOST_ROWS]
    told = listing.lines(request, shown) if listing.lines and shown else shown
    shown_in = columns.on_paper(listing)
    readers = drawing.readers(shown_in, told)
    table = [[written(read(line)) for read in readers] for line in told]
    kept = worth_paper(table) if table else range(len(shown_in))
    return Paper(
        heads=[shown_in[at].title for at in kept],
        rows=[[row[at] for at in kept] for row in table],
        words=asked.words,
        is_cut=len(rows) > MOST_ROWS,
    )


def worth_paper(table: Sequence[Sequence[str]]) -> list[int]:
    """Which columns of a table with rows are printed: number and title always, others where they
    say anything that is not the title."""
    columns = list(zip(*table, strict=True))
    return [at for at, one in enumerate(columns) if at < 2 or (any(one) and one != columns[1])]


def written(value: Any) -> str:
    """A value in a cell on paper; what is beside it on a page stands below."""
    if isinstance(value, Words):
        return "\n".join(text for text in (value.text, value.faint) if text)
    return "" if value is None or value == "" else cells.text(value)


@require_safe
def sheet(request: Request, pk: int, which: str) -> HttpResponse:
    """The list on paper, A4 across."""
    found, listing = _found(request, pk, which)
    made = paper(request, listing, columns.source_of(found, which))
    context = {
        "plan": found,
        "listing": listing,
        "which": columns.lists_of(found)[which],
        "back": found.url("commitment-list", which),
        "heads": made.heads,
        "rows": made.rows,
        "words": made.words,
        "is_cut": made.is_cut,
        "most": MOST_ROWS,
        "printed_on": request.today,
    }
    return render(request, "web/commitments/sheet.html", context)


@require_safe
def document(request: Request, pk: int, which: str) -> HttpResponse:
    """The list as a document in the form of an official paper, A4 across."""
    found, listing = _found(request, pk, which)
    made = paper(request, listing, columns.source_of(found, which))
    return answered(
        request,
        Roster(
            title=listing.title,
            headings=tuple(made.heads),
            rows=tuple(tuple(row) for row in made.rows),
            notes=(f"条件：{made.words}。",) if made.words else (),
            by=hospital_name(),
            dated=day_label(request.today),
        ),
        code=listing.code,
        conditions=made.words,
    )


def answered(request: Request, made: Roster, *, code: str, conditions: str = "") -> HttpResponse:
    """A document that leaves the house; the trail says who took it."""
    at = clock.now()
    desk.tell_export(
        listing=code,
        title=made.title,
        conditions=conditions,
        rows=len(made.rows),
        format="docx",
        reason="",
        actor=request.actor,
        at=at,
    )
    response = HttpResponse(roster.docx(made, at=at), content_type=DOCX)
    named = content_disposition_header(as_attachment=True, filename=f"{made.title}.docx")
    response["Content-Disposition"] = named or "attachment"
    return response
