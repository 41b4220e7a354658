"""The start page: the figures of the acting post's place, or why it sees none."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.cases.models import Manifest
from linghang.foundation.access import Decision
from linghang.indicators.queries import By, Figures, Scope
from linghang.org import policy, posts
from linghang.org.definitions import Capability, Kind
from linghang.org.rules import Rights
from linghang.web import board_drawing, boards, periods, places
from linghang.web.access import hide_unless
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that the acting post may or may not see, with the ground."""

    about: str
    decision: Decision


@require_safe
def cockpit(request: Request) -> HttpResponse:
    """Tiles, trend and tables of the scope; without figures the page that explains why."""
    scope = places.wanted(request, default=places.home(request.rights))
    if scope is None:
        return _explained(request)
    hide_unless(places.may_read_figures(request.rights, scope))
    figures = Figures()
    if figures.manifest is None or not figures.manifest.case_files:
        return _empty(request)
    return _page(request, scope, figures, figures.manifest)


def _page(request: Request, scope: Scope, figures: Figures, manifest: Manifest) -> HttpResponse:
    place = places.named(request.rights, scope)
    choice = periods.chosen(request, manifest)
    months = periods.months_around(choice.period, manifest)
    items = boards.items()
    drawn = next((one for one in items if one.code == request.GET.get("trend")), items[0])
    sort = request.GET.get("sort", "")
    tables = [
        boards.table(figures, items, period=choice.period, by=by, scope=scope, sort=sort)
        for by in _breakdowns(scope)
    ]
    context = {
        "place": place,
        "is_home": scope == places.home(request.rights),
        "choice": choice,
        "query": places.query_of(choice.period, scope),
        "manifest": manifest,
        "freshness": periods.freshness(manifest),
        "tiles": boards.tiles(figures, choice.period, scope, months),
        "items": items,
        "drawn": drawn,
        "trend": board_drawing.months(
            figures.trend(drawn.code, months, scope), choice.period, periods.ways(request, months)
        ),
        "tables": [(table, board_drawing.rows(table)) for table in tables],
    }
    return render(request, "web/cockpit.html", context)


def _breakdowns(scope: Scope) -> list[By]:
    """What a place is divided into: the hospital by department and campus, a department by team."""
    if scope.team:
        return []
    if scope.department:
        return ["team"]
    return ["department"] if scope.campus else ["department", "campus"]


def _empty(request: Request) -> HttpResponse:
    """Nothing was imported yet: what to do, and who can."""
    context = {
        "may_import": policy.may_import_cases(request.rights),
        "holders": posts.holders(Capability.CASES_IMPORT),
    }
    return render(request, "web/cockpit_empty.html", context)


def _explained(request: Request) -> HttpResponse:
    """No figures for this post: what it sees instead, and why not more."""
    rights: Rights = request.rights
    unit = rights.unit.code
    context = {
        "unit": rights.unit,
        "answers": [
            Answer("运行指标", policy.may_read_indicators(rights, None)),
            Answer("患者病例", policy.may_open_cases(rights)),
            Answer("运行报告", policy.may_read_reports(rights)),
            Answer("本单位的组织情况", policy.may_read_unit(rights, unit)),
        ],
        "is_ward": rights.unit.kind is Kind.WARD,
        "may_read_unit": policy.may_read_unit(rights, unit),
    }
    return render(request, "web/cockpit_explained.html", context)
