"""Forms on what joins units with others: coverage that ends, members who leave, foreign codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from linghang.org import policy, rules, services
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import LINES, Line
from linghang.org.models import Coverage, Membership
from linghang.web.access import hide_unless, require
from linghang.web.forms import UnitField, page
from linghang.web.organisation.belonging import LEAVABLE, may_leave
from linghang.web.organisation.fields import since
from linghang.web.organisation.people import seen
from linghang.web.organisation.unit_forms import asks, by, place_of
from linghang.web.requests import Request


class UncoverForm(forms.Form):
    """From which day on the organisation does not cover the unit any more, and who does."""

    on = since("终止日期", help_text="从这一天起不再覆盖。")
    to = UnitField(label="改由哪个组织覆盖", required=False, help_text="只是终止的留空。")

    def __init__(self, *args: Any, kinds: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = UnitField(label="改由哪个组织覆盖", kinds=kinds, required=False)
        field.help_text = self.fields["to"].help_text
        self.fields["to"] = field


@asks
def uncover(request: Request, pk: int) -> HttpResponse:
    """Let a coverage end, or hand it over to another organisation of the same tree."""
    one = get_object_or_404(Coverage.objects.select_related("unit", "covered"), pk=pk)
    place = place_of(request, one.unit.code)

    def deed(given: dict[str, Any]) -> None:
        if given["to"]:
            require(policy.may_edit_unit(request.rights, given["to"]))
            services.hand_over(coverage_id=pk, to=given["to"], on=given["on"], **by(request))
        else:
            services.uncover(coverage_id=pk, active_to=given["on"], **by(request))

    back = reverse("unit", args=[place.code])
    return page(
        request,
        UncoverForm,
        title=f"“{place.name}”不再覆盖“{one.covered.name}”",
        submit="终止",
        deed=deed,
        done="已办理。",
        then=back,
        initial={"on": request.today},
        note="已经编入的人不会自动调出：改由别的组织覆盖的，请随后调动有关人员。",
        cancel=back,
        kinds=(place.kind,),
    )


class LeaveForm(forms.Form):
    """The first day on which somebody does not belong there any more."""

    active_to = since("转出日期", help_text="从这一天起不再归属。")


@asks
def leave(request: Request, pk: int) -> HttpResponse:
    """Let somebody leave a line without another place in the hospital, 组织关系转出 above all."""
    one = get_object_or_404(Membership.objects.select_related("person", "unit"), pk=pk)
    owner, line = seen(request, one.person.code), Line(one.line)
    if line not in LEAVABLE:
        raise Http404
    require(may_leave(request.rights, one.unit.code))
    back = reverse("person", args=[owner.code])
    return page(
        request,
        LeaveForm,
        title=f"{owner.name}转出“{one.unit.name}”（{LINES[line].name}）",
        submit="转出",
        deed=lambda given: services.leave(membership_id=pk, **given, **by(request)),
        done="已转出。",
        then=back,
        initial={"active_to": request.today},
        note="转到本院另一个组织的，用人员页的“调动”，不必先转出。在这个组织里的任职另行免去。",
        cancel=back,
    )


class CodeForm(forms.Form):
    """What another system calls the unit."""

    system = forms.ChoiceField(label="哪个系统")
    code = forms.CharField(label="编码或名称", max_length=80, help_text="按对方系统里写的填。")
    active_from = since("起用日期")

    def __init__(self, *args: Any, systems: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].choices = systems  # type: ignore[attr-defined]


@asks
def add_code(request: Request, code: str) -> HttpResponse:
    """Say under which code another system knows the unit."""
    hide_unless(policy.may_read_unit(request.rights, code))
    place = place_of(request, code)
    back = reverse("unit", args=[code])
    return page(
        request,
        CodeForm,
        title=f"登记“{place.name}”的外部编码",
        submit="登记",
        deed=lambda given: services.map_code(unit=code, **given, **by(request)),
        done="已登记外部编码。",
        then=back,
        initial={"active_from": request.today},
        note="这个编码原先对应别的单位的，从起用日期起改为对应这里，以前的仍归原单位。",
        cancel=back,
        systems=[
            (system, name)
            for system, name in rules.CODE_SYSTEMS.items()
            if place.kind in rules.code_places(system)
        ],
    )
