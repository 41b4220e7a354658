"""Forms on what a branch is: a temporary one, or one of several units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from linghang.meetings.bodies import services
from linghang.meetings.bodies.rules import NATURE_NAMES, Nature
from linghang.meetings.models import BranchNature
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.web.access import require
from linghang.web.forms import page
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.members import EndForm
from linghang.web.meetings.seen import unit_seen
from linghang.web.requests import Request


class NatureForm(forms.Form):
    """What it is, who approved it, from which day on."""

    nature = forms.ChoiceField(
        label="性质", choices=[(one.value, name) for one, name in NATURE_NAMES.items()]
    )
    approval = forms.CharField(label="上级党组织批准", max_length=200)
    active_from = day_field("起始日期")


def _tended(request: Request, code: str) -> Unit:
    """The branch, if one looks after the Party's organisations (else 403)."""
    unit = unit_seen(request, code)
    if unit.kind != Kind.PARTY_BRANCH:
        raise Http404
    require(policy.may_edit_unit(request.rights, code, Kind(unit.kind)))
    return unit


@asks
def set_nature(request: Request, code: str) -> HttpResponse:
    """Register that the branch is a temporary or a joint one."""
    unit = _tended(request, code)

    def deed(given: dict[str, Any]) -> BranchNature:
        nature = Nature(given.pop("nature"))
        return services.set_nature(unit=code, nature=nature, **given, **by(request))

    return page(
        request,
        NatureForm,
        title=f"登记支部性质：{unit.name}",
        note="临时党支部不能接收党员、选举、处分党员；联合党支部一般覆盖不超过五个单位。",
        submit="登记",
        deed=deed,
        done=lambda made: f"已登记为{made.get_nature_display()}。",
        then=reverse("unit-meetings", args=[code]),
        initial={"active_from": request.today},
        cancel=reverse("unit-meetings", args=[code]),
    )


@asks
def end_nature(request: Request, pk: int) -> HttpResponse:
    """The branch is a plain one from a day on."""
    row = get_object_or_404(BranchNature.objects.select_related("unit"), pk=pk)
    unit = _tended(request, row.unit.code)
    return page(
        request,
        EndForm,
        title=f"{unit.name}不再是{row.get_nature_display()}",
        note=f"{row.span.label}，批准：{row.approval}。",
        submit="登记",
        deed=lambda given: services.end_nature(row_id=pk, **given, **by(request)),
        done="已登记。",
        then=reverse("unit-meetings", args=[unit.code]),
        initial={"active_to": request.today},
        cancel=reverse("unit-meetings", args=[unit.code]),
    )
