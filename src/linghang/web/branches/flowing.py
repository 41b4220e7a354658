"""流动党员: who is away for long, and when the branch was in touch last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.flowing import rules, services
from linghang.branches.models import Flowing
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.party import policy as party_policy
from linghang.web import details, lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.details import Facts, Related
from linghang.web.details import Way as Deed
from linghang.web.forms import page
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.lists.cells import Value
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.members import people_of
from linghang.web.meetings.seen import unit_recorded
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A member on the move as a line. last: when the branch was in touch last."""

    row: Flowing
    last: date | None
    due: date
    today: date

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def touch(self) -> Value:
        if self.row.active_to:
            return None
        late = self.due < self.today
        return Mark(f"{day_label(self.due)}前", "failed" if late else "going")


def _lines(request: Request, rows: list[Flowing]) -> list[Line]:
    every = cast(int, parameters.value(services.EVERY, request.today))
    found = []
    for row in rows:
        days = [one.day for one in row.contacts.all()]
        found.append(
            Line(
                row=row,
                last=max(days, default=None),
                due=rules.contact_due(row.active_from, days, every=every),
                today=request.today,
            )
        )
    return found


FLOWING = Listing(
    code="branches.flowing",
    title="流动党员",
    counted="人",
    note="外出六个月以上、组织关系留在本支部的党员；每季度至少联系一次。",
    columns=(
        Column("person", "党员", value="row.person.name"),
        Column("unit", "党支部", value="row.unit.name"),
        Column("place", "去向", value="row.place"),
        Column("since", "外出", value="row.active_from", tone="nowrap"),
        Column(
            "back", "返回", value=lambda one: one.row.active_to or one.row.back_on, tone="nowrap"
        ),
        Column("certificate", "活动证编号", value="row.certificate"),
        Column("last", "最近联系", tone="nowrap"),
        Column("touch", "应联系"),
    ),
    filters=(
        Filter("q", "姓名或去向", path=("person__name", "place")),
        Filter("unit", "党支部", Way.UNIT, path="unit__code"),
        Filter(
            "state",
            "只看",
            Way.CHOICE,
            options=(("away", "在外的"), ("back", "已返回的")),
            apply=lambda rows, value, _request: rows.filter(active_to__isnull=value == "away"),
        ),
    ),
    lines=_lines,
    link=lambda one: reverse("flowing", args=[one.pk]),
    empty=Empty("没有流动党员", "外出六个月以上、没有转出组织关系的，在这里登记。"),
)


def _visible(request: Request) -> QuerySet[Flowing]:
    rows = Flowing.objects.select_related("person", "unit").prefetch_related("contacts")
    if request.rights.everywhere("meetings.read"):
        return rows
    return rows.filter(unit__code__in=request.rights.units("meetings.read"))


@require_safe
def flowing_list(request: Request) -> HttpResponseBase:
    """Those of the branches that one may read about."""
    require(party_policy.may_read_branches(request.rights))
    own = request.rights.unit
    may = own.kind is Kind.PARTY_BRANCH and policy.may_record_meetings(request.rights, own.code)
    ways = [("登记流动党员", reverse("flowing-add", args=[own.code]), True)] if may else []
    return lists.page(
        request,
        FLOWING,
        _visible(request).order_by("-active_from", "pk"),
        template="web/lists/with_ways.html",
        context={"ways": ways},
    )


class FlowingForm(forms.Form):
    """A member who goes away."""

    place = forms.CharField(label="去向", max_length=80)
    since = day_field("外出日期")
    back_on = day_field("预计返回")
    certificate = forms.CharField(label="流动党员活动证编号", max_length=40, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label="党员", choices=[("", "请选择"), *people])
        self.order_fields(["person"])


@asks
def add(request: Request, code: str) -> HttpResponse:
    """Register a member of the branch."""
    require(party_policy.may_read_branches(request.rights))
    unit = unit_recorded(request, code)
    return page(
        request,
        FlowingForm,
        people=people_of(request, unit),
        title=f"登记流动党员：{unit.name}",
        submit="登记",
        deed=lambda given: services.register(unit=code, **given, **by(request)),
        done=lambda made: f"已登记{made.person.name}。",
        then=lambda made: reverse("flowing", args=[made.pk]),
        cancel=reverse("flowing-list"),
    )


CONTACTS = Listing(
    code="branches.contacts",
    title="联系记录",
    columns=(
        Column("day", "日期", tone="nowrap"),
        Column("by", "联系人"),
        Column("says", "情况"),
    ),
)


def _seen(request: Request, pk: int) -> Flowing:
    hide_unless(party_policy.may_read_branches(request.rights))
    return get_object_or_404(_visible(request), pk=pk)


@require_safe
def flowing(request: Request, pk: int) -> HttpResponse:
    """One member on the move."""
    row = _seen(request, pk)
    may = policy.may_record_meetings(request.rights, row.unit.code, Kind(row.unit.kind))
    ways = [
        Deed("登记返回", reverse("flowing-back", args=[pk]), "person"),
        Deed("登记联系", reverse("flowing-contact", args=[pk]), "pencil", main=True),
    ]
    facts = [
        ("去向", row.place),
        ("外出", day_label(row.active_from)),
        ("预计返回", day_label(row.back_on)),
        ("已返回", day_label(row.active_to) if row.active_to else ""),
        ("活动证编号", row.certificate),
    ]
    return details.page(
        request,
        title=row.person.name,
        subtitle=f"流动党员 · {row.unit.name}",
        above=[("流动党员", reverse("flowing-list"))],
        facts=[Facts("外出", facts)],
        ways=ways if may and not row.active_to else [],
        related=[Related(listing=CONTACTS, rows=list(row.contacts.all()), says="还没有联系记录。")],
        history=("branches.flowing", str(pk)),
    )


class ContactForm(forms.Form):
    """A call, a visit."""

    day = day_field("日期")
    by = forms.CharField(label="联系人", max_length=80)
    says = forms.CharField(label="情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


@asks
def contact(request: Request, pk: int) -> HttpResponse:
    """Note that the branch was in touch."""
    row = _seen(request, pk)
    unit_recorded(request, row.unit.code)
    back = reverse("flowing", args=[pk])
    return page(
        request,
        ContactForm,
        title=f"登记与{row.person.name}的联系",
        submit="登记",
        deed=lambda given: services.contact(
            flowing_id=pk, today=request.today, **given, **by(request)
        ),
        done="已登记联系。",
        then=back,
        initial={"day": request.today},
        cancel=back,
    )


class BackForm(forms.Form):
    """The first day on which they are here again."""

    day = day_field("返回日期")


@asks
def back(request: Request, pk: int) -> HttpResponse:
    """The member is here again."""
    row = _seen(request, pk)
    unit_recorded(request, row.unit.code)
    there = reverse("flowing", args=[pk])
    return page(
        request,
        BackForm,
        title=f"登记{row.person.name}返回",
        submit="登记",
        deed=lambda given: services.come_back(flowing_id=pk, **given, **by(request)),
        done="已登记返回。",
        then=there,
        initial={"day": request.today},
        cancel=there,
    )


subjects.register("branches.flowing", "flowing")
