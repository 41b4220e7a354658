"""发展党员 in figures: branches × stages; every number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.cultivation import services as planning
from linghang.branches.cultivation.rules import KIND_NAMES
from linghang.branches.development import queries, rules
from linghang.branches.development.queries import Someone
from linghang.branches.development.rules import STAGE_NAMES, TRAIT_NAMES, Stage, Trait
from linghang.branches.models import AdmissionPlan, Cultivated
from linghang.foundation.period import Period
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.party import policy as party_policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.dues.seen import year_asked, years
from linghang.web.forms import page
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Way
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A branch, or all of them, with how many stand where."""

    code: str
    name: str
    year: int
    people: tuple[Someone, ...]

    def count(self, stage: Stage) -> int:
        return sum(stage in one.stages for one in self.people)

    def cell(self, stage: Stage) -> Value:
        """The number, leading to those whom it counts."""
        found = self.count(stage)
        if not found:
            return None
        branch = f"&unit={self.code}" if self.code else ""
        url = f"{reverse('development-people')}?year={self.year}&stage={stage}{branch}"
        return Link(f"{found}", url)

    def trait(self, trait: Trait) -> Value:
        """Of those admitted in the year, how many have it, leading to them."""
        found = sum(
            Stage.ADMITTED in one.stages and trait in one.way.profile.traits for one in self.people
        )
        if not found:
            return None
        branch = f"&unit={self.code}" if self.code else ""
        asked = f"year={self.year}&stage={Stage.ADMITTED}&trait={trait}{branch}"
        return Link(f"{found}", f"{reverse('development-people')}?{asked}")


def _trait(trait: Trait) -> Column:
    title = f"接收中{TRAIT_NAMES[trait]}"
    return Column(trait.value, title, value=lambda one: one.trait(trait), tone="number")


def _stage(stage: Stage) -> Column:
    return Column(stage.value, STAGE_NAMES[stage], value=lambda one: one.cell(stage), tone="number")


BRANCHES = Listing(
    code="branches.development",
    title="发展党员情况",
    counted="个",
    columns=(
        Column("name", "党支部", sort="name"),
        *(_stage(stage) for stage in Stage),
        *(_trait(trait) for trait in (Trait.FRONTLINE, Trait.LEARNED)),
    ),
    filters=(
        Filter(
            "year", "年度", Way.CHOICE, options=years, apply=lambda rows, _v, _r: rows, always=True
        ),
    ),
    key="code",
    empty=Empty("没有在办的发展党员", "支部在“程序办理”中发起“发展党员”，从递交申请书起逐步登记。"),
    per_page=100,
)


@require_safe
def development(request: Request) -> HttpResponseBase:
    """Every branch with somebody on the way, and the sums."""
    require(party_policy.may_read_branches(request.rights))
    year = year_asked(request)
    found = queries.people(request.rights, Period.year(year), request.today)
    by_unit: dict[str, list[Someone]] = {}
    for one in found:
        by_unit.setdefault(one.way.unit, []).append(one)
    rows = [
        Row(code=code, name=people[0].unit_name, year=year, people=tuple(people))
        for code, people in sorted(by_unit.items())
    ]
    if len(rows) > 1:
        rows.append(Row(code="", name="合计", year=year, people=tuple(found)))
    ways = [("三培养", reverse("cultivated"), False)]
    if policy.may_edit_tree(request.rights, Tree.PARTY):
        ways.append(("登记年度计划", reverse("development-plan"), False))
    return lists.page(
        request,
        replace(BRANCHES, note=_told(request, year, found)),
        rows,
        template="web/lists/with_ways.html",
        context={"ways": ways},
    )


def _told(request: Request, year: int, found: Sequence[Someone]) -> str:
    """Plan and admitted, the shares, and 三培养 of the year."""
    admitted = [one for one in found if Stage.ADMITTED in one.stages]
    whole = request.rights.everywhere("meetings.read")
    plan = AdmissionPlan.objects.filter(year=year).first() if whole else None
    quota = f"计划{plan.quota}名，" if plan else ""
    told = [f"{year}年{quota}接收{len(admitted)}名"]
    if admitted:
        shares = queries.shares([one.way.person for one in admitted], request.today)
        unknown = len(admitted) - shares.known
        rest = f"，{unknown}名没有登记证件号码" if unknown else ""
        told.append(f"其中女{shares.women}名、三十五岁以下{shares.young}名{rest}")
        told.append(_made_up(admitted))
    events = Cultivated.objects.filter(voided_at=None, day__year=year)
    if not whole:
        events = events.filter(unit__code__in=request.rights.units("meetings.read"))
    kinds = list(events.values_list("kind", flat=True))
    told += [f"{name}{kinds.count(kind.value)}人次" for kind, name in KIND_NAMES.items()]
    return "；".join(told) + "。"


def _made_up(admitted: Sequence[Someone]) -> str:
    """Front line, learned, talents and professions, by what the forms of application say."""
    found = rules.makeup(one.way.profile for one in admitted)
    names = queries.professions()
    counts = [(TRAIT_NAMES[trait], count) for trait, count in found.traits.items()]
    counts += [(names.get(code, code), count) for code, count in found.professions.items()]
    said = "、".join(f"{name}{count}名" for name, count in counts if count)
    unknown = len(admitted) - found.told
    return "，".join(
        filter(None, (said, f"{unknown}名的入党志愿书没有填写专业" if unknown else ""))
    )


def _of_stage(rows: Sequence[Someone], value: str, _request: Request) -> list[Someone]:
    return [one for one in rows if value in one.stages]


def _of_unit(rows: Sequence[Someone], value: str, _request: Request) -> list[Someone]:
    return [one for one in rows if one.way.unit == value]


def _branches(request: Request) -> list[tuple[str, str]]:
    structure = request.rights.structure
    allowed = request.rights.units("meetings.read")
    return [
        (place.code, place.name)
        for place in structure.units.values()
        if place.kind == "party_branch" and place.code in allowed
    ]


def _of_trait(rows: Sequence[Someone], value: str, _request: Request) -> list[Someone]:
    return [one for one in rows if value in one.way.profile.traits]


def _of_profession(rows: Sequence[Someone], value: str, _request: Request) -> list[Someone]:
    return [one for one in rows if one.way.profile.profession == value]


def _professions(_request: Request) -> list[tuple[str, str]]:
    return list(queries.professions().items())


def _profession(one: Someone) -> str:
    code = one.way.profile.profession
    return queries.professions().get(code, code)


def _traits(one: Someone) -> str:
    return "、".join(name for trait, name in TRAIT_NAMES.items() if trait in one.way.profile.traits)


def _reached(one: Someone, step: str) -> Any:
    return one.way.done.get(step)


PEOPLE = Listing(
    code="branches.development_people",
    title="发展党员名单",
    counted="人",
    columns=(
        Column("name", "姓名", sort="name"),
        Column("unit_name", "党支部", sort="unit_name"),
        Column(
            "stages",
            "阶段",
            value=lambda one: "、".join(
                name for stage, name in STAGE_NAMES.items() if stage in one.stages
            ),
        ),
        Column("profession", "专业", value=_profession),
        Column("traits", "一线、高知、人才", value=_traits),
        Column("applied", "申请", value=lambda one: _reached(one, "application"), tone="nowrap"),
        Column("activist", "积极分子", value=lambda one: _reached(one, "activist"), tone="nowrap"),
        Column(
            "target", "发展对象", value=lambda one: _reached(one, "target_record"), tone="nowrap"
        ),
        Column(
            "admitted", "入党", value=lambda one: _reached(one, "admission_meeting"), tone="nowrap"
        ),
    ),
    filters=(
        Filter(
            "stage",
            "阶段",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STAGE_NAMES.items()),
            apply=_of_stage,
        ),
        Filter("unit", "党支部", Way.CHOICE, options=_branches, apply=_of_unit),
        Filter("profession", "专业", Way.CHOICE, options=_professions, apply=_of_profession),
        Filter(
            "trait",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in TRAIT_NAMES.items()),
            apply=_of_trait,
        ),
        Filter(
            "year", "年度", Way.CHOICE, options=years, apply=lambda rows, _v, _r: rows, always=True
        ),
    ),
    key="way.proceeding",
    link=lambda one: reverse("proceeding", args=[one.way.proceeding]),
    empty=Empty("没有符合条件的人"),
)


@require_safe
def people(request: Request) -> HttpResponseBase:
    """Those whom the numbers count."""
    require(party_policy.may_read_branches(request.rights))
    year = Period.year(year_asked(request))
    return lists.page(request, PEOPLE, queries.people(request.rights, year, request.today))


class PlanForm(forms.Form):
    """The quota of a year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    quota = forms.IntegerField(label="计划数（名）", min_value=0, max_value=10000)
    document = forms.CharField(label="依据", max_length=200, help_text="上级党委下达计划的文号。")


@asks
def plan(request: Request) -> HttpResponse:
    """Enter the quota."""
    require(party_policy.may_read_branches(request.rights))
    require(policy.may_edit_tree(request.rights, Tree.PARTY))
    return page(
        request,
        PlanForm,
        title="登记发展党员年度计划",
        submit="登记",
        deed=lambda given: planning.plan(**given, **by(request)),
        done=lambda made: f"已登记：{made}。",
        then=reverse("development"),
        initial={"year": request.today.year},
        cancel=reverse("development"),
    )
