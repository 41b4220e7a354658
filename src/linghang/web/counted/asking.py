"""What the address of a page of figures asks for, checked against the rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from linghang.foundation.period import Period, WrongPeriod
from linghang.ledgers import catalog, reach
from linghang.ledgers.counting.lines import Basis, Level
from linghang.ledgers.definitions import Ledger
from linghang.procedures.days import Day
from linghang.web import periods
from linghang.web.periods import Choice
from linghang.web.requests import Request

Chosen = TypeVar("Chosen", Level, Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A ledger, a period, units that may be read (None: all), and the day as it was known on.

    shown: maybe a part of another ledger; holder: the one that holds the entries. complaint: what
    of the address could not be used, and why.
    """

    shown: Ledger
    holder: Ledger
    choice: Choice
    units: frozenset[str] | None
    as_of: date | None
    level: Level
    basis: Basis
    complaint: str

    @property
    def period(self) -> Period:
        """The days that are counted."""
        return self.choice.period

    def address(self, figure: str, more: Mapping[str, str]) -> str:
        """Where the entries behind a figure are listed."""
        place = reverse("ledger-figure", args=[self.shown.code, figure])
        query = {"period": self.period.code, **more}
        if self.as_of:
            query["as_of"] = self.as_of.isoformat()
        return f"{place}?{urlencode(query)}"


def of(request: Request, code: str) -> Asked:
    """404 for a ledger that is not there or that the post may not read."""
    if code not in catalog.catalog():
        raise Http404
    shown, holder = catalog.catalog()[code], catalog.whole(code)
    units = reach.readable(holder, request.rights, Day(request.today))
    if units == frozenset():
        raise Http404
    choice, complaint = _period(request)
    as_of, wrong_day = _as_of(request)
    return Asked(
        shown=shown,
        holder=holder,
        choice=choice,
        units=units,
        as_of=as_of,
        level=_one(request, "level", Level.UNIT),
        basis=_one(request, "basis", Basis.THEN),
        complaint=complaint or wrong_day,
    )


def _period(request: Request) -> tuple[Choice, str]:
    """`?period=`, else `?first=2025-01&last=2025-06`; the running year without both."""
    year = Period.year(request.today.year)
    first, last = (request.GET.get(name, "").strip() for name in ("first", "last"))
    try:
        if (first or last) and not request.GET.get("period"):
            year = Period.parse(f"{first or last}..{last or first}")
        return periods.chosen(request, None, default=year), ""
    except WrongPeriod as wrong:
        period = Period.year(request.today.year)
        kinds = periods.kinds(period, request.today)
        return Choice(period=period, before="", after="", kinds=kinds), str(wrong)


def _as_of(request: Request) -> tuple[date | None, str]:
    """None for today and later: then what counts now is what is known."""
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, "日期请写成 2025-06-03 的样子，按现在已知的数统计"
    return (day, "") if day < request.today else (None, "")


def _one(request: Request, name: str, default: Chosen) -> Chosen:
    """One of several, the default for a text that is none of them."""
    text, among = request.GET.get(name, ""), type(default)
    return among(text) if text in {each.value for each in among} else default


def entry_address(ledger: str, pk: int) -> str:
    """The page of an entry; "" where no face shows entries."""
    try:
        return reverse("ledger-entry", args=[ledger, pk])
    except NoReverseMatch:
        return ""
