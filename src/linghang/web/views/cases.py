"""Discharges as lists and one by one: masked, and only those of the acting post's range."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linghang.cases import queries
from linghang.cases.grouping import single
from linghang.cases.models import Manifest
from linghang.cases.queries import Case, CaseFilter, CasePage, CaseRow
from linghang.cases.scope import CaseScope
from linghang.foundation import clock
from linghang.foundation.access import deny
from linghang.foundation.intake.models import Batch
from linghang.foundation.period import Period
from linghang.indicators import catalog, drill, services
from linghang.indicators.definitions import Indicator
from linghang.indicators.queries import NOWHERE, UNATTRIBUTED, Scope
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.rules import Rights
from linghang.web import lists, periods, places
from linghang.web.access import hide_unless
from linghang.web.drg import returned, telling
from linghang.web.lists import Column, Empty, Filter, Listing, Rows, Way, Words
from linghang.web.requests import Request
from linghang.web.shown_cases import ShownRow, diagnoses, groups, procedures, shown_row

COLUMNS = (
    Column("code", "病例", tone="nowrap"),
    Column("sex", "性别"),
    Column("age", "年龄", tone="nowrap"),
    Column("department", "科室", tone="nowrap"),
    Column("team", "医疗组", tone="nowrap"),
    Column("admitted", "入院", value="admission_day", tone="nowrap"),
    Column("discharged", "出院", value="discharge_day", sort="discharged", tone="nowrap"),
    Column("stay", "住院日", sort="stay", tone="number"),
    Column("diagnosis", "主要诊断", value=lambda row: Words(row.diagnosis_name, row.diagnosis)),
    Column("disposition", "离院方式", tone="long"),
)
CASES = Listing(
    code="cases.cases",
    title="病例",
    columns=COLUMNS,
    counted="例",
    order="-discharged",
    link=lambda row: row.address,
    key="key",
    empty=Empty("没有符合条件的病例", "这个期间和范围内没有出院病例。可以换一个期间或范围。"),
    lines=lambda _request, rows: _shown(rows),
    may_export=lambda _rights: deny(
        "逐例清单不导出，只在页面上按本职务的范围查看", who_can="医务部按个案审批"
    ),
    whole=True,
)


def _shown(rows: list[CaseRow]) -> list[ShownRow]:
    names = places.names()
    return [shown_row(row, names) for row in rows]


@dataclass(slots=True)
class Discharges(Rows):
    """The discharges of a filter within a scope, read page by page from their files."""

    wanted: CaseFilter
    scope: CaseScope
    sort: str = "discharged"
    total: int | None = None  # known once a page was read

    def order_by(self, *paths: str) -> Discharges:
        """The engine names each order by what comes first: the newest, the longest stay."""
        path = paths[0]
        return replace(self, sort=path[1:] if path.startswith("-") else f"-{path}")

    def __getitem__(self, piece: slice) -> list[CaseRow]:
        return self._page(piece.start, piece.stop - piece.start).rows

    def count(self) -> int:
        return self._page(0, 0).total if self.total is None else self.total

    def _page(self, offset: int, limit: int) -> CasePage:
        found = queries.page(
            self.wanted, scope=self.scope, sort=self.sort, offset=offset, limit=limit
        )
        self.total = found.total
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: the filter, and in words the step of an indicator, if any."""

    wanted: CaseFilter
    indicator: Indicator | None
    step: str


@require_safe
def case_list(request: Request) -> HttpResponseBase:
    """A page of discharges, filtered by period, place and step of an indicator."""
    rights: Rights = request.rights
    hide_unless(policy.may_open_cases(rights))
    scope = places.wanted(request, default=None) or Scope()
    if scope != Scope():
        hide_unless(places.may_read_cases(rights, scope))
    manifest = Manifest.current()
    choice = periods.chosen(request, manifest)
    asked = _asked(request, choice.period, scope)
    return lists.page(
        request,
        replace(CASES, filters=_filters(rights, scope)),
        Discharges(asked.wanted, places.case_scope(rights)),
        template="web/cases.html",
        context={
            "choice": choice,
            "place": places.of_cases(rights, scope),
            "asked": asked,
            "freshness": periods.freshness(manifest),
            "query": places.query_of(choice.period, scope),
        },
    )


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


def _filters(rights: Rights, scope: Scope) -> tuple[Filter, ...]:
    """Units that stand today and whose cases the post may see; teams of the chosen department.

    They narrow nothing: what the address names is a place, which the view has asked for already.
    """
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
    offered = {
        "campus": ("院区", campuses if extent.everywhere else []),
        "department": ("科室", departments + nowhere),
        "team": ("医疗组", teams + nowhere),
    }
    return tuple(
        Filter(code, title, Way.CHOICE, options=_with(options, rights, scope, code), apply=_as_is)
        for code, (title, options) in offered.items()
        if len(options) > 1
    )


def _with(
    options: list[tuple[str, str]], rights: Rights, scope: Scope, field: str
) -> list[tuple[str, str]]:
    """The options and what is chosen, which may be a unit that stands no more."""
    chosen = getattr(scope, field)
    if not chosen or chosen in dict(options):
        return options
    return [*options, (chosen, places.named(rights, Scope(**{field: chosen})).name)]


def _as_is(source: Discharges, _value: object, _request: Request) -> Discharges:
    return source


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
    group = single.told(one, today=request.today)
    context = {
        "case": one,
        "row": shown_row(one, names),
        "groups": groups(one, names),
        "coded": [("诊断", diagnoses(one)), ("手术及操作", procedures(one))],
        "standings": standings,
        "group": telling.shown(group),
        "returned": returned.shown(rights, one, group),
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
