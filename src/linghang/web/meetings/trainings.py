"""党员培训: what was held, who took part, which branch has members short of hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period, day_label
from linghang.meetings.models import Training
from linghang.meetings.training import queries, services
from linghang.meetings.training.rules import Trained
from linghang.meetings.yearly.rosters import rosters
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.web import details, lists, subjects
from linghang.web.access import require
from linghang.web.details import Facts, Related, Way
from linghang.web.forms import Group, page
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, years
from linghang.web.lists import Way as How
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.seen import may_record, unit_recorded, unit_seen
from linghang.web.requests import Request

PARTY = (Kind.PARTY_COMMITTEE, Kind.PARTY_GENERAL_BRANCH, Kind.PARTY_BRANCH)

TRAININGS = Listing(
    code="meetings.trainings",
    title="党员培训",
    counted="期",
    columns=(
        Column("title", "培训", value=str),
        Column("unit", "举办单位", value="unit.name"),
        Column("day", "开始", value="starts_on", sort="starts_on", tone="nowrap"),
        Column("hours", "学时", decimals=1, tone="number"),
        Column("people", "参训", value=lambda one: "全体" if one.everybody else "名单"),
    ),
    filters=(
        Filter("q", "名称", path=("title",)),
        Filter("unit", "举办单位", How.UNIT, path="unit__code"),
        Filter("day", "日期", How.DAY, path="starts_on"),
    ),
    order="-starts_on",
    link=lambda one: reverse("training", args=[one.pk]),
    empty=Empty("还没有登记培训", "由举办的党组织登记，参训名单可以直接粘贴。"),
)


@require_safe
def trainings(request: Request) -> HttpResponseBase:
    """What was held by the units that one reads about, and by those above the own one."""
    require(policy.may_read_meetings(request.rights, None))
    places = request.rights.structure
    units = {
        place.code
        for kind in PARTY
        for place in places.of_kind(kind)
        if policy.may_read_meetings(request.rights, place.code, place.kind)
    }
    rows = Training.objects.filter(unit__code__in=units).select_related("unit")
    holders = [one for one in places.of_kind(Kind.PARTY_COMMITTEE) if one.code in units]
    ways = [
        ("登记培训", reverse("training-new", args=[one.code]))
        for one in holders
        if policy.may_record_meetings(request.rights, one.code, one.kind)
    ]
    if request.rights.unit.kind is Kind.PARTY_BRANCH and may_hold(request, request.rights.unit):
        ways.append(("登记培训", reverse("training-new", args=[request.rights.unit.code])))
    ways.append(("培训学时", reverse("training-hours")))
    return lists.page(
        request, TRAININGS, rows, template="web/meetings/list.html", context={"bodies": ways}
    )


def may_hold(request: Request, place: Any) -> bool:
    """Whether the acting post records for the unit."""
    return bool(policy.may_record_meetings(request.rights, place.code, place.kind))


NAMED = Listing(
    code="meetings.trainees",
    title="名单",
    counted="人",
    columns=(
        Column("name", "姓名", value="person.name"),
        Column("code", "工号", value="person.code", tone="nowrap"),
    ),
)


def _seen(request: Request, pk: int) -> Training:
    row = get_object_or_404(Training.objects.select_related("unit"), pk=pk)
    unit_seen(request, row.unit.code)
    return row


@require_safe
def training(request: Request, pk: int) -> HttpResponse:
    """One training with who took part."""
    row = _seen(request, pk)
    named = list(row.trainees.select_related("person").order_by("person__name"))
    until = "" if row.ends_on == row.starts_on else f"至{day_label(row.ends_on)}"
    edit = Way("修改", reverse("training-edit", args=[pk]), "pencil")
    return details.page(
        request,
        title=str(row),
        subtitle=row.unit.name,
        above=[("党员培训", reverse("trainings"))],
        ways=[edit] if may_record(request, row.unit) else [],
        facts=[
            Facts(
                "培训",
                [
                    ("时间", f"{day_label(row.starts_on)}{until}"),
                    ("地点", row.place),
                    ("学时", f"{row.hours:f}"),
                    (
                        "参训",
                        "本组织和下级组织全体党员，下列人员除外" if row.everybody else "下列人员",
                    ),
                    ("培训内容", row.syllabus),
                ],
            )
        ],
        related=[Related(listing=NAMED, rows=named, says="没有列名的人。")],
        history=("meetings.training", str(pk)),
    )


class TrainingForm(forms.Form):
    """What was held, for how long, and who took part."""

    title = forms.CharField(label="培训名称", max_length=120)
    series = forms.CharField(label="期次", max_length=20, required=False, help_text="如：第2期。")
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期")
    hours = forms.DecimalField(label="学时", max_digits=5, decimal_places=1)
    place = forms.CharField(label="地点", max_length=80, required=False)
    syllabus = forms.CharField(
        label="培训内容", max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    everybody = forms.BooleanField(label="全体党员参加，下面只写没有参加的", required=False)
    people = forms.CharField(
        label="名单",
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一人，写工号或姓名，可以从表格里整列粘贴；重名的写工号。",
    )


GROUPS = [
    Group("培训", ("title", "series", "starts_on", "ends_on", "hours", "place", "syllabus")),
    Group("参训人员", ("everybody", "people")),
]


def _form(request: Request, unit: Unit, row: Training | None) -> HttpResponse:
    initial: dict[str, Any] = {"starts_on": request.today, "ends_on": request.today}
    if row:
        initial = {
            name: getattr(row, name) for name in TrainingForm.base_fields if name != "people"
        }
        named = row.trainees.order_by("person__code")
        lines = named.values_list("person__code", "person__name")
        initial["people"] = "\n".join(f"{code} {name}" for code, name in lines)
    return page(
        request,
        TrainingForm,
        title=f"{'修改' if row else '登记'}培训：{unit.name}",
        submit="保存" if row else "登记",
        groups=GROUPS,
        initial=initial,
        deed=lambda given: services.record(
            unit=unit.code,
            training_id=row.pk if row else None,
            today=request.today,
            **given,
            **by(request),
        ),
        done=lambda made: f"已登记培训：{made}。",
        then=lambda made: reverse("training", args=[made.pk]),
        draft=f"meetings.training.{row.pk if row else unit.code}",
        cancel=reverse("training", args=[row.pk]) if row else reverse("trainings"),
    )


@asks
def new(request: Request, code: str) -> HttpResponse:
    """Record a training that the unit held."""
    return _form(request, unit_recorded(request, code), None)


@asks
def edit(request: Request, pk: int) -> HttpResponse:
    """Put right what was recorded of a training."""
    row = _seen(request, pk)
    return _form(request, unit_recorded(request, row.unit.code), row)


@dataclass(frozen=True, slots=True)
class Hours:
    """A member of a branch with the hours of the year."""

    name: str
    branch: str
    trained: Trained

    @property
    def code(self) -> str:
        return self.trained.person

    @property
    def short(self) -> Decimal:
        return self.trained.short

    @property
    def state(self) -> Value:
        if self.trained.is_late:
            return Mark("新任书记超期没有培训", "failed")
        return Mark(f"差{self.short:f}", "warning") if self.short else Mark("已达标", "done")


def _only_short(rows: Sequence[Hours], _value: str, _request: Request) -> list[Hours]:
    return [one for one in rows if one.short or one.trained.is_late]


def _of_branch(rows: Sequence[Hours], value: str, _request: Request) -> list[Hours]:
    return [one for one in rows if value in one.branch]


def _named(rows: Sequence[Hours], value: str, _request: Request) -> list[Hours]:
    return [one for one in rows if value in one.name]


HOURS = Listing(
    code="meetings.hours",
    title="培训学时",
    counted="人",
    note="各人在所选年度参加培训的学时；书记、党员应有的学时按规则参数。",
    columns=(
        Column("name", "党员", sort="name", tone="nowrap"),
        Column("branch", "党支部", sort="branch"),
        Column(
            "hours", "学时", value="trained.hours", sort="trained.hours", decimals=1, tone="number"
        ),
        Column("owed", "应有", value="trained.owed", tone="number"),
        Column("state", "情况"),
    ),
    filters=(
        Filter("q", "党员", apply=_named),
        Filter("branch", "党支部", apply=_of_branch),
        Filter("state", "只看", How.CHOICE, options=(("short", "不足的"),), apply=_only_short),
        years.choice(),
    ),
    key="code",
    empty=Empty("没有党员", "党员的组织关系在组织架构中登记。"),
)


@require_safe
def hours(request: Request) -> HttpResponseBase:
    """Every member of the branches that one reads about, with hours and what is missing."""
    require(policy.may_read_meetings(request.rights, None))
    branches = {
        place.code: place.name
        for place in request.rights.structure.of_kind(Kind.PARTY_BRANCH)
        if policy.may_read_meetings(request.rights, place.code, place.kind)
    }
    year, today = years.asked(request), request.today
    known = rosters(branches, min(today, Period.year(year).last_day))
    found = queries.of_branches(branches, year, today, known=known)
    rows = [
        Hours(known.names[one.person], branches[code], one)
        for code in sorted(found)
        for one in found[code]
    ]
    return lists.page(request, HOURS, rows)


subjects.register("meetings.training", "training")
