"""主题计划: the themes that a unit fixed for a year against what was held; all branches at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.models import YearPlan
from linghang.meetings.yearly import services, study, themes
from linghang.meetings.yearly.rules import OFF_PLAN, OUTCOME_NAMES, Month, Outcome
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.org.trees.rules import Structure
from linghang.web import details, lists
from linghang.web.access import require
from linghang.web.details import Facts, Related
from linghang.web.forms import PersonField, page
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words, cells, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by
from linghang.web.meetings.seen import kind_name, may_record, unit_recorded, unit_seen
from linghang.web.requests import Request

THEME_DAY = "theme_day"
TONES = {
    Outcome.AS_PLANNED: "done",
    Outcome.OTHERWISE: "warning",
    Outcome.MISSED: "failed",
    Outcome.OPEN: "going",
    Outcome.UNPLANNED: "warning",
}


def above(structure: Structure, code: str) -> tuple[str, ...]:
    """Codes of the units above, the nearest first."""
    return tuple(reversed([place.code for place in structure.path(code)][:-1]))


def told(months: Sequence[Month]) -> list[Month]:
    """The months in which something was planned or held."""
    return [one for one in months if one.state is not None]


def _state(one: Month) -> Value:
    return Mark(OUTCOME_NAMES[one.state], TONES[one.state]) if one.state else None


def _held(one: Month) -> Value:
    """Each meeting with its theme and how many came; it leads to its record."""
    links = (
        f'<a href="{reverse("meeting", args=[each.meeting])}">{day_label(each.day)}</a> '
        f"{cells.html(Words(each.theme or '没有写主题', f'{each.came}人'))}"
        for each in one.held
    )
    return SafeString(f"<span>{'<br>'.join(links)}</span>") if one.held else None


PLAN = Listing(
    code="meetings.themes",
    title="年度计划和开展情况",
    counted="个月",
    columns=(
        Column("month", "月份", value=lambda one: f"{one.number}月", tone="nowrap"),
        Column("own", "计划的主题", value=lambda one: Words(one.own, _fixed(one))),
        Column("superior", "上级计划", value=lambda one: one.superior or None),
        Column("held", "开展", value=_held),
        Column("state", "情况", value=_state, tone="nowrap"),
    ),
)


def _fixed(one: Month) -> str:
    return f"{day_label(one.fixed_on)}确定" if one.fixed_on else ""


def planned(request: Request, code: str, kind: str) -> Unit:
    """The unit, if it fixes themes for meetings of the kind; else 404."""
    unit = unit_seen(request, code)
    declared = catalog.meetings()
    if kind not in declared or not declared[kind].is_planned_by(unit.kind):
        raise Http404
    return unit


@require_safe
def of_unit(request: Request, code: str, kind: str) -> HttpResponse:
    """One unit's plan against what it held; who only plans for others has a plan alone."""
    unit, year = planned(request, code, kind), years.asked(request, ahead=1)
    structure, today = request.rights.structure, request.today
    months = themes.of_units({code: above(structure, code)}, kind, year, today)[code]
    holds = unit.kind in catalog.meetings()[kind].of
    if holds:
        listing, rows = PLAN, told(months)
    else:
        listing, rows = FIXED, [one for one in months if one.own]
    edit = reverse("year-plan", args=[code, kind, year])
    return details.page(
        request,
        title=f"{kind_name(kind)}计划",
        subtitle=f"{unit.name} · {year}年",
        above=[(unit.name, reverse("unit-meetings", args=[code]))],
        ways=[details.Way("修改计划", edit, "pencil")] if may_record(request, unit) else [],
        years=years.links(request, ahead=1),
        facts=[Facts(f"{year}年", _figures(months))] if holds else [],
        related=[Related(listing=listing, rows=rows, says=f"{year}年没有计划，也没有开展。")],
    )


FIXED = Listing(
    code="meetings.fixed_themes",
    title="年度计划",
    counted="个月",
    columns=tuple(one for one in PLAN.columns if one.code in ("month", "own")),
)


def _figures(months: Sequence[Month]) -> list[tuple[str, Value]]:
    events = sum(len(one.held) for one in months)
    kept = sum(one.state is Outcome.AS_PLANNED for one in months)
    off = sum(one.state in OFF_PLAN for one in months)
    return [
        ("开展", f"{events}次，参加{sum(one.came for one in months)}人次"),
        ("按计划开展", f"{kept}个月"),
        ("没有按计划", Mark(f"{off}个月", "warning") if off else "没有"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A branch with the months of its year."""

    code: str
    name: str
    year: int
    months: tuple[Month, ...]

    @property
    def events(self) -> int:
        return sum(len(one.held) for one in self.months)

    @property
    def came(self) -> int:
        return sum(one.came for one in self.months)

    @property
    def off(self) -> int:
        return sum(one.state in OFF_PLAN for one in self.months)

    def month(self, number: int) -> Value:
        """人次 of the month, marked where it did not go by the plan; empty without either."""
        one = self.months[number - 1]
        if one.state is None:
            return None
        if not one.held:
            return _state(one)
        if one.state is Outcome.AS_PLANNED:
            return str(one.came)
        return Mark(f"{one.came} {OUTCOME_NAMES[one.state]}", TONES[one.state])


def _in_month(number: int) -> Column:
    return Column(f"m{number}", f"{number}月", value=lambda one: one.month(number), tone="nowrap")


def _only(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    wanted = (Outcome(value),) if value != "off" else OFF_PLAN
    return [one for one in rows if any(each.state in wanted for each in one.months)]


MATRIX = Listing(
    code="meetings.theme_matrix",
    title="主题党日计划与开展",
    counted="个",
    note="每格是当月参加的人次。支部没有定主题的月份，按上级计划对照；主题应在当月以前确定。",
    columns=(
        Column("name", "党支部", sort="name"),
        Column("events", "次数", sort="events", tone="number"),
        Column("came", "人次", sort="came", tone="number"),
        Column("off", "没按计划的月份", sort="off", tone="number"),
        *(_in_month(number) for number in range(1, 13)),
    ),
    filters=(
        Filter(
            "state",
            "只看",
            Way.CHOICE,
            options=(
                ("off", "没有按计划的"),
                *((one.value, OUTCOME_NAMES[one]) for one in OFF_PLAN),
            ),
            apply=_only,
        ),
        years.choice(),
    ),
    link=lambda one: f"{reverse('themes', args=[one.code, THEME_DAY])}?year={one.year}",
    key="code",
    empty=Empty("没有党支部", "党支部在组织架构中设立。"),
)


@require_safe
def matrix(request: Request) -> HttpResponseBase:
    """Every branch that the post looks after: its themes' year, with how many came."""
    require(policy.may_oversee_meetings(request.rights))
    structure, year = request.rights.structure, years.asked(request)
    allowed = request.rights.units("meetings.read")
    places = {
        place.code: place.name
        for place in structure.of_kind(Kind.PARTY_BRANCH)
        if place.code in allowed
    }
    units = {code: above(structure, code) for code in places}
    found = themes.of_units(units, THEME_DAY, year, request.today)
    rows = [
        Row(code=code, name=places[code], year=year, months=found[code]) for code in sorted(places)
    ]
    ways = [
        ("党委计划", f"{reverse('themes', args=[place.code, THEME_DAY])}?year={year}")
        for place in structure.of_kind(Kind.PARTY_COMMITTEE)
        if policy.may_read_meetings(request.rights, place.code, place.kind)
    ]
    return lists.page(
        request, MATRIX, rows, template="web/meetings/list.html", context={"bodies": ways}
    )


class PlanForm(forms.Form):
    """A theme for each month; who keeps the file of a study group."""

    def __init__(
        self,
        *args: Any,
        plan: YearPlan | None,
        superior: Mapping[int, str],
        keeper: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        known = {one.month: one.theme for one in plan.themes.all()} if plan else {}
        if keeper:
            held = plan.keeper.code if plan and plan.keeper else ""
            self.fields["keeper"] = PersonField(label="学习秘书", required=False, initial=held)
        for month in range(1, 13):
            self.fields[f"theme{month}"] = forms.CharField(
                label=f"{month}月",
                max_length=120,
                required=False,
                initial=known.get(month, ""),
                help_text=f"上级计划：{superior[month]}" if month in superior else "",
            )


@asks
def plan(request: Request, code: str, kind: str, year: int) -> HttpResponse:
    """Fix the themes of a year beforehand."""
    unit: Unit = unit_recorded(request, planned(request, code, kind).code)
    back = f"{reverse('themes', args=[code, kind])}?year={year}"
    higher = above(request.rights.structure, code)
    months = themes.of_units({code: higher}, kind, year, request.today)[code]

    def deed(given: dict[str, Any]) -> YearPlan:
        wanted = {month: given[f"theme{month}"] for month in range(1, 13)}
        return services.plan(
            unit=code,
            kind=kind,
            year=year,
            themes=wanted,
            keeper=given.get("keeper", ""),
            today=request.today,
            **by(request),
        )

    return page(
        request,
        PlanForm,
        plan=study.plan_of(code, kind, year),
        superior={one.number: one.superior for one in months if one.superior},
        keeper=kind == study.STUDY_GROUP,
        title=f"{year}年{kind_name(kind)}计划：{unit.name}",
        note="主题事先确定；已经过去的月份不再改动。",
        submit="保存计划",
        deed=deed,
        done="已保存计划。",
        then=back,
        draft=f"meetings.plan.{code}.{kind}.{year}",
        cancel=back,
    )
