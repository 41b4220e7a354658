"""台账总览: every ledger that the post may open, with what there is and what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.ledgers import catalog, reach
from linghang.ledgers.definitions import SECRECY_NAMES, Ledger, Secrecy
from linghang.ledgers.filing import queries
from linghang.ledgers.filing.rules import OPEN_TO_CHANGE
from linghang.ledgers.models import Entry
from linghang.procedures.days import Day
from linghang.reports.forms import reach as forms
from linghang.web.ledgers import sections
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ledger on the overview.

    entries: in force this year, None for a part of another one. mine: drafts and sent back ones.
    """

    ledger: Ledger
    counted: str
    url: str
    entries: int | None
    mine: int
    waiting: int
    known_to: str


@require_safe
def overview(request: Request) -> HttpResponse:
    """By section; ?q= narrows by name and purpose."""
    word = request.GET.get("q", "").strip()
    known = [one for one in reach.known_to(request.rights) if _says(one, word)]
    day, year = Day(request.today), Period.year(request.today.year)
    bases = {catalog.whole(one.code).code: catalog.whole(one.code) for one in known}
    counted = _counted(request, bases, day, year)
    mine = dict(
        Entry.objects.filter(entered_by=request.rights.person, standing__in=OPEN_TO_CHANGE)
        .order_by()
        .values_list("ledger")
        .annotate(count=Count("pk"))
    )
    waiting = {
        code: sum(each.count for each in found)
        for code, found in queries.by_ledger(queries.waiting(request.rights, request.today)).items()
    }
    by_section: defaultdict[str, list[Line]] = defaultdict(list)
    for one in known:
        base = catalog.whole(one.code)
        by_section[sections.of(one.code)].append(
            Line(
                ledger=one,
                counted=base.counted,
                url=reverse("ledger", args=[one.code]),
                entries=None if one.part_of else counted.get(base.code, 0),
                mine=0 if one.part_of else mine.get(one.code, 0),
                waiting=0 if one.part_of else waiting.get(one.code, 0),
                known_to="" if base.secrecy is Secrecy.OPEN else SECRECY_NAMES[base.secrecy],
            )
        )
    context = {
        "sections": [(name, by_section[name]) for name in sections.names() if by_section[name]],
        "word": word,
        "forms": bool(forms.may_use(request.rights)),
        "year": request.today.year,
        "waiting": sum(waiting.get(code, 0) for code in bases),
    }
    return render(request, "web/ledgers/overview.html", context)


def _says(one: Ledger, word: str) -> bool:
    return not word or word in one.name or word in one.purpose


def _counted(
    request: Request, bases: Mapping[str, Ledger], day: Day, year: Period
) -> dict[str, int]:
    """Ledger → entries in force of the year that the post may read, in one query."""
    by_units: defaultdict[frozenset[str] | None, list[str]] = defaultdict(list)
    for code, ledger in bases.items():
        by_units[reach.readable(ledger, request.rights, day)].append(code)
    mine = _seen(by_units)
    if mine is None:
        return {}
    rows = Entry.objects.filter(mine).in_force().happened(year.start, year.end).order_by()
    return dict(rows.values_list("ledger").annotate(count=Count("pk")))


def _seen(by_units: Mapping[frozenset[str] | None, Sequence[str]]) -> Q | None:
    seen = None
    for units, codes in by_units.items():
        if units != frozenset():
            one = Q(ledger__in=codes)
            one &= Q() if units is None else Q(unit__code__in=units)
            seen = one if seen is None else seen | one
    return seen
