"""Forms on members: who has no vote, who is left out of 应到, and until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies import services
from linghang.meetings.bodies.rules import (
    LEFT_OUT_NAMES,
    NO_VOTE_NAMES,
    LeftOutGround,
    NoVoteGround,
)
from linghang.meetings.models import LeftOut, NoVote, TermSeat
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Unit
from linghang.web.forms import PersonField, page
from linghang.web.meetings.forms import asks, by, day_field
from linghang.web.meetings.seen import unit_recorded
from linghang.web.requests import Request


class MemberForm(forms.Form):
    """A member of the branch, a ground, on what it rests, from which day on."""

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], grounds: dict[Any, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(label="党员", choices=[("", "请选择"), *people])
        self.fields["ground"] = forms.ChoiceField(
            label="情形", choices=[(one.value, name) for one, name in grounds.items()]
        )
        self.fields["document"] = forms.CharField(label="依据", max_length=200)
        self.fields["active_from"] = day_field("起始日期")


def people_of(request: Request, unit: Unit) -> list[tuple[str, str]]:
    """The members of the branch and its groups today, as choices."""
    rows = (
        Membership.objects.on(request.today)
        .filter(bodies.below(unit.code, request.today), line=Line.PARTY)
        .order_by("person__name")
    )
    return list(rows.values_list("person__code", "person__name"))


@asks
def take_vote(request: Request, code: str) -> HttpResponse:
    """Register that a member has no vote."""
    unit = unit_recorded(request, code)
    return page(
        request,
        MemberForm,
        people=people_of(request, unit),
        grounds=NO_VOTE_NAMES,
        title=f"登记没有表决权的党员：{unit.name}",
        note="预备党员、留党察看期间的党员计入应到，没有表决权、选举权。",
        submit="登记",
        deed=lambda given: services.take_vote(
            **{**given, "ground": NoVoteGround(given["ground"])}, **by(request)
        ),
        done="已登记。",
        then=reverse("unit-meetings", args=[code]),
        initial={"active_from": request.today},
        cancel=reverse("unit-meetings", args=[code]),
    )


@asks
def leave_out(request: Request, code: str) -> HttpResponse:
    """Register that a member is left out of 应到."""
    unit = unit_recorded(request, code)

    def deed(given: dict[str, Any]) -> LeftOut:
        approval = given.pop("document")
        ground = LeftOutGround(given.pop("ground"))
        return services.leave_out(
            unit=code, approval=approval, ground=ground, **given, **by(request)
        )

    return page(
        request,
        MemberForm,
        people=people_of(request, unit),
        grounds=LEFT_OUT_NAMES,
        title=f"登记不计入应到的党员：{unit.name}",
        note="由支部决定、上级党组织批准；依据一栏写明批准的文号。",
        submit="登记",
        deed=deed,
        done="已登记。",
        then=reverse("unit-meetings", args=[code]),
        initial={"active_from": request.today},
        cancel=reverse("unit-meetings", args=[code]),
    )


class EndForm(forms.Form):
    """The first day on which it holds no more."""

    active_to = day_field("自何日起")


def _branch_of(request: Request, person: str) -> Unit:
    """The branch or group to which the member belongs today."""
    row = Membership.objects.on(request.today).filter(person__code=person, line=Line.PARTY)
    found = row.select_related("unit").first()
    if found is None:
        raise Http404
    return unit_recorded(request, found.unit.code)


@asks
def give_vote_back(request: Request, pk: int) -> HttpResponse:
    """The member has a vote from a day on."""
    row = get_object_or_404(NoVote.objects.select_related("person"), pk=pk)
    unit = _branch_of(request, row.person.code)
    return page(
        request,
        EndForm,
        title=f"{row.person.name}有表决权",
        note=f"现登记为{row.get_ground_display()}（{row.span.label}），依据：{row.document}。",
        submit="登记",
        deed=lambda given: services.give_vote_back(row_id=pk, **given, **by(request)),
        done="已登记。",
        then=reverse("unit-meetings", args=[unit.code]),
        initial={"active_to": request.today},
        cancel=reverse("unit-meetings", args=[unit.code]),
    )


@asks
def count_again(request: Request, pk: int) -> HttpResponse:
    """The member counts in 应到 from a day on."""
    row = get_object_or_404(LeftOut.objects.select_related("person", "unit"), pk=pk)
    unit = unit_recorded(request, row.unit.code)
    return page(
        request,
        EndForm,
        title=f"{row.person.name}计入应到",
        note=f"现登记为{row.get_ground_display()}（{row.span.label}），批准：{row.approval}。",
        submit="登记",
        deed=lambda given: services.count_again(row_id=pk, **given, **by(request)),
        done="已登记。",
        then=reverse("unit-meetings", args=[unit.code]),
        initial={"active_to": request.today},
        cancel=reverse("unit-meetings", args=[unit.code]),
    )


class SeatForm(forms.Form):
    """Somebody who sits in a body for a term."""

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label="会议", choices=kinds)
        self.fields["person"] = PersonField(label="成员")
        self.fields["title"] = forms.CharField(label="职务", max_length=40, required=False)
        self.fields["active_from"] = day_field("起始日期")


@asks
def seat(request: Request, code: str) -> HttpResponse:
    """Give somebody a seat in a body of the unit."""
    unit = unit_recorded(request, code)
    kinds = [(one.code, one.name) for one in catalog.held_by(unit.kind) if one.takes_seats]
    if not kinds:
        raise Http404
    return page(
        request,
        SeatForm,
        kinds=kinds,
        title=f"登记成员：{unit.name}",
        submit="登记",
        deed=lambda given: services.seat(unit=code, **given, **by(request)),
        done=lambda made: f"已登记{made.person.name}。",
        then=reverse("unit-meetings", args=[code]),
        initial={"active_from": request.today},
        cancel=reverse("unit-meetings", args=[code]),
    )


@asks
def unseat(request: Request, pk: int) -> HttpResponse:
    """The seat is given up from a day on."""
    row = get_object_or_404(TermSeat.objects.select_related("person", "unit"), pk=pk)
    unit = unit_recorded(request, row.unit.code)
    return page(
        request,
        EndForm,
        title=f"{row.person.name}不再是成员",
        note=f"{catalog.meetings()[row.kind].name}，{row.span.label}。",
        submit="登记",
        deed=lambda given: services.unseat(row_id=pk, **given, **by(request)),
        done="已登记。",
        then=reverse("unit-meetings", args=[unit.code]),
        initial={"active_to": request.today},
        cancel=reverse("unit-meetings", args=[unit.code]),
    )
