"""Discharges as lists and one by one: masked, and only those of the acting post's range."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.cases import queries
from linghang.cases.models import Manifest
from linghang.cases.queries import Case, CaseFilter
from linghang.foundation import clock
from linghang.foundation.intake.models import Batch
from linghang.foundation.period import Period
from linghang.indicators import catalog, drill, services
from linghang.indicators.definitions import Indicator
from linghang.indicators.queries import NOWHERE, UNATTRIBUTED, Scope
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.rules import Rights
from linghang.web import case_drawing, periods, places
from linghang.web.access import hide_unless
from linghang.web.pages import Pages
from linghang.web.requests import Request
from linghang.web.shown_cases import diagnoses, groups, procedures, shown_row

PER_PAGE = 50
SORTS = (
    ("discharged", "出院由近到远"),
    ("-discharged", "出院由远到近"),
    ("stay", "住院日由长到短"),
    ("-stay", "住院日由短到长"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: the filter, and in words the step of an indicator, if any."""

    wanted: CaseFilter
    indicator: Indicator | None
    step: str


@require_safe
def case_list(request: Request) -> HttpResponse:
    """A page of discharges, filtered by period, place and step of an indicator."""
    rights: Rights = request.rights
    hide_unless(policy.may_open_cases(rights))
    scope = places.wanted(request, default=None) or Scope()
    if scope != Scope():
        hide_unless(places.may_read_cases(rights, scope))
    manifest = Manifest.current()
    choice = periods.chosen(request, manifest)
    asked = _asked(request, choice.period, scope)
    pages = Pages.of(request, per_page=PER_PAGE)
    sort = request.GET.get("sort", SORTS[0][0])
    found = queries.page(
        asked.wanted,
        scope=places.case_scope(rights),
        sort=sort,
        offset=pages.offset,
        limit=PER_PAGE,
    )
    names = places.names()
    rows = [shown_row(row, names) for row in found.rows]
    context = {
        "rows": rows,
        "lines": case_drawing.lines(rows),
        "pages": pages.over(found.total),
        "choice": choice,
        "place": places.named(rights, scope),
        "asked": asked,
        "freshness": periods.freshness(manifest),
        "filters": _choices(rights, scope),
        "sort": sort,
        "sorts": SORTS,
        "query": places.query_of(choice.period, scope),
    }
    return render(request, "web/cases.html", context)


def _asked(request: Request, period: Period, scope: Scope) -> Asked:
    code, step = request.GET.get("indicator", ""), request.GET.get("step", "")
    if not code:
        plain = CaseFilter(
            period=period,
            campus=scope.campus or "",
            department=scope.department or "",
            team=scope.team or "",
        )
        return Asked(plain, None, "")
    item = catalog.indicator(code)
    if item is None or step not in drill.conditions(item):
        raise Http404
    wanted = drill.case_filter(item, step, period=period, scope=scope)
    return Asked(wanted, item, drill.STEP_NAMES[step])


@dataclass(frozen=True, slots=True)
class Filter:
    """A chooser of units: its name in the address, its label, (code, name) of what it offers."""

    field: str
    label: str
    chosen: str
    options: list[tuple[str, str]]

    @property
    def offers(self) -> SafeString:
        """The options as HTML."""
        return case_drawing.options(self.options, self.chosen)


def _choices(rights: Rights, scope: Scope) -> list[Filter]:
    """Units that stand today and whose cases the post may see; teams of the chosen department."""
    structure, extent = rights.structure, rights.extent("cases.read")
    nowhere = [(NOWHERE, UNATTRIBUTED)] if extent.everywhere else []
    department = scope.department or (structure.department(scope.team) if scope.team else None)
    departments = [
        (unit.code, unit.name)
        for unit in structure.of_kind(Kind.DEPARTMENT)
        if extent.holds(unit.code)
    ]
    teams = [
        (unit.code, unit.name)
        for unit in structure.of_kind(Kind.MEDICAL_TEAM)
        if extent.holds(unit.parent, unit.code) and department in (None, unit.parent)
    ]
    campuses = [(unit.code, unit.name) for unit in structure.of_kind(Kind.CAMPUS)]
    offered = [
        Filter("campus", "院区", scope.campus or "", campuses if extent.everywhere else []),
        Filter("department", "科室", scope.department or "", departments + nowhere),
        Filter("team", "医疗组", scope.team or "", teams + nowhere),
    ]
    return [one for one in offered if len(one.options) > 1]


@require_safe
def case(request: Request, case_key: str) -> HttpResponse:
    """One discharge: what is carried of it, where it came from, which indicators count it."""
    rights: Rights = request.rights
    hide_unless(policy.may_open_cases(rights))
    scope = places.case_scope(rights)
    told = services.open_case(
        case_key=case_key,
        month=request.GET.get("month", ""),
        scope=scope,
        actor=request.actor,
        at=clock.now(),
    )
    if told is None:
        raise Http404
    found, standings = told
    one = found.case
    names = places.names()
    context = {
        "case": one,
        "row": shown_row(one, names),
        "groups": groups(one, names),
        "coded": [("诊断", diagnoses(one)), ("手术及操作", procedures(one))],
        "standings": standings,
        "batch": Batch.objects.filter(pk=one.batch).first(),
        "may_open_batch": policy.may_import_cases(rights),
        "others": [shown_row(stay, names) for stay in found.others],
        "query": places.query_of(_month_of(one), _widest(rights, one)),
    }
    return render(request, "web/case.html", context)


def _month_of(one: Case) -> Period:
    return Period.month(one.discharge_day.year, one.discharge_day.month)


def _widest(rights: Rights, one: Case) -> Scope:
    """The department of a case, or only its team for a post that sees no more of it."""
    department = Scope(department=one.department or NOWHERE)
    return department if places.may_read_cases(rights, department) else Scope(team=one.team)
