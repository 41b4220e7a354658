"""三培养: dated events on people, each with what it rests on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.cultivation import services
from linghang.branches.cultivation.rules import KIND_NAMES, Kind
from linghang.branches.models import Cultivated
from linghang.org import policy
from linghang.org.definitions import Kind as UnitKind
from linghang.org.party import policy as party_policy
from linghang.org.rules import Rights
from linghang.web import lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.forms import PersonField, page
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.meetings.forms import ReasonForm, asks, by, day_field
from linghang.web.meetings.seen import unit_recorded
from linghang.web.requests import Request

KINDS = tuple((one.value, name) for one, name in KIND_NAMES.items())


def _deed(rights: Rights, row: Cultivated) -> Any:
    if row.voided_at:
        return Mark(f"作废：{row.void_reason}", "")
    if not policy.may_record_meetings(rights, row.unit_id):
        return ""
    return Link("作废", reverse("cultivated-void", args=[row.pk]))


CULTIVATED = Listing(
    code="branches.cultivated",
    title="三培养",
    counted="条",
    note="把业务骨干培养成党员，把党员培养成业务骨干，把党员骨干培养成管理骨干；一人一事一条。",
    columns=(
        Column("person", "姓名", value="person.name"),
        Column("day", "日期", sort="day", tone="nowrap"),
        Column("kind", "类别", value=lambda one: KIND_NAMES[Kind(one.kind)]),
        Column("became", "成为"),
        Column("unit", "党支部", value="unit.name"),
        Column("document", "依据"),
    ),
    filters=(
        Filter("q", "姓名", path=("person__name",)),
        Filter("kind", "类别", Way.CHOICE, path="kind", options=KINDS),
        Filter("unit", "党支部", Way.UNIT, path="unit__code"),
        Filter("day", "日期", Way.DAY, path="day"),
    ),
    order="-day",
    empty=Empty("还没有登记", "党员成为业务骨干、管理骨干，业务骨干入党，各登记一条。"),
)


def _listing(rights: Rights) -> Listing:
    """With what the post may do about each."""
    deed = Column("deed", "办理", value=partial(_deed, rights), only="page", tone="nowrap")
    return replace(CULTIVATED, columns=(*CULTIVATED.columns, deed))


def _visible(request: Request) -> QuerySet[Cultivated]:
    rows = Cultivated.objects.select_related("person", "unit")
    if request.rights.everywhere("meetings.read"):
        return rows
    return rows.filter(unit__code__in=request.rights.units("meetings.read"))


@require_safe
def cultivated(request: Request) -> HttpResponseBase:
    """The events of the branches that one may read about."""
    require(party_policy.may_read_branches(request.rights))
    own = request.rights.unit
    may = own.kind is UnitKind.PARTY_BRANCH and policy.may_record_meetings(request.rights, own.code)
    ways = [("登记", reverse("cultivated-add", args=[own.code]), True)] if may else []
    ways.append(("结对培养", reverse("pairings"), False))
    return lists.page(
        request,
        _listing(request.rights),
        _visible(request),
        template="web/lists/with_ways.html",
        context={"ways": ways},
    )


class EventForm(forms.Form):
    """What somebody became."""

    person = PersonField(label="人员")
    kind = forms.ChoiceField(label="类别", choices=KINDS)
    day = day_field("日期")
    became = forms.CharField(
        label="成为", max_length=80, help_text="如：预备党员、学科骨干、护士长。"
    )
    document = forms.CharField(label="依据", max_length=200)


@asks
def add(request: Request, code: str) -> HttpResponse:
    """Enter an event on somebody of the branch."""
    require(party_policy.may_read_branches(request.rights))
    unit = unit_recorded(request, code)

    def deed(given: dict[str, Any]) -> Cultivated:
        given["kind"] = Kind(given["kind"])
        return services.enter(unit=code, today=request.today, **given, **by(request))

    return page(
        request,
        EventForm,
        title=f"登记三培养：{unit.name}",
        submit="登记",
        deed=deed,
        done="已登记。",
        then=reverse("cultivated"),
        initial={"day": request.today},
        cancel=reverse("cultivated"),
    )


@asks
def void(request: Request, pk: int) -> HttpResponse:
    """Make a wrong event void."""
    hide_unless(party_policy.may_read_branches(request.rights))
    row = get_object_or_404(_visible(request), pk=pk)
    unit_recorded(request, row.unit.code)
    return page(
        request,
        ReasonForm,
        title=f"作废{row.person.name}的三培养记录",
        submit="作废",
        grave=True,
        deed=lambda given: services.void(row_id=pk, **given, **by(request)),
        done="已作废。",
        then=reverse("cultivated"),
        cancel=reverse("cultivated"),
    )


subjects.register("branches.cultivated", lambda _id: reverse("cultivated"))
