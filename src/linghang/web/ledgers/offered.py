"""What a ledger offers to whoever enters it: who is missing, what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.offering import queries
from linghang.ledgers.offering.queries import Offered
from linghang.ledgers.offering.rules import Offer
from linghang.web import lists
from linghang.web.ledgers.reached import Book
from linghang.web.ledgers.reached import book as reached
from linghang.web.lists import Column, Empty, Filter, Listing
from linghang.web.requests import Request

OFFERED = "offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the list. url: where it is entered, or where the entry is that is to be mended.

    None for who oversees and does not enter.
    """

    title: str
    unit: str
    why: str
    url: str | None


def _of_words(source: list[Line], word: str, _request: Request) -> list[Line]:
    return [one for one in source if word in one.title or word in one.why]


LISTING = Listing(
    code="ledgers.offered",
    title="待登记名单",
    names_people=True,
    columns=(
        Column("title", "名称", sort="title"),
        Column("unit", "单位", sort="unit", tone="nowrap"),
        Column("why", "缘由", tone="long"),
    ),
    filters=(Filter("q", "名称或缘由含", apply=_of_words),),
    empty=Empty("没有要登记的", "名单每次打开时按现在的记录重新算出。"),
    link=lambda line: line.url,
)


@require_safe
def offered(request: Request, code: str) -> HttpResponseBase:
    """The lists of the ledger for the units for which the post enters or oversees; else 404."""
    book = reached(request, code)
    found = queries.offered(book.shown, request.rights, request.today)
    if not found:
        raise Http404
    return lists.page(
        request,
        replace(LISTING, confidential=book.ledger.secrecy is not Secrecy.OPEN),
        _lines(book, found),
        template="web/ledgers/offered.html",
        context={"book": book, "offered": found},
    )


def _lines(book: Book, found: list[Offered]) -> list[Line]:
    units = book.request.rights.structure.units
    return [
        Line(
            title=one.title,
            unit=units[one.unit].name if one.unit in units else "",
            why=one.why,
            url=_url(book, one),
        )
        for each in found
        for one in each.found.offers
    ]


def _url(book: Book, one: Offer) -> str | None:
    if one.mends is not None:
        return book.url("ledger-entry", one.mends)
    return f"{book.url('ledger-new')}?{OFFERED}={one.key}" if book.may_enter() else None


def begun(book: Book, start: Written) -> Written:
    """A new entry as it was offered (?offered=key), else as it starts."""
    request = book.request
    key = request.GET.get(OFFERED, "")
    one = queries.one(book.ledger, key, request.rights, request.today) if key else None
    if one is None:
        return start
    words = Written(title=one.title, unit=one.unit or start.unit, day=one.day or start.day)
    typed = {code: text for code, text in one.fields.items() if code in book.ledger.by_code}
    asked = Written(title=words.title, unit=words.unit, day=words.day, fields=typed)
    told = entering.judged(book.ledger, asked, today=request.today, unfinished=True)
    known = {code: value for code, value in told.facts.items() if value is not None}
    return Written(title=words.title, unit=words.unit, day=words.day, fields=known)
