"""分管: which leader is in charge of which unit on a day; entering it, ending it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.org import policy, posts, queries, rules, services
from linghang.org.charges.queries import InCharge
from linghang.org.charges.rules import CHARGEABLE
from linghang.org.definitions import KINDS
from linghang.org.models import Appointment, Charge
from linghang.org.rules import Rights
from linghang.org.trees.rules import Place
from linghang.web import lists
from linghang.web.access import require
from linghang.web.forms import page
from linghang.web.lists import Column, Empty, Filter, Link, Listing
from linghang.web.organisation.days import day_of
from linghang.web.organisation.fields import since, why
from linghang.web.organisation.unit_forms import asks, by
from linghang.web.requests import Request


class Row:
    """A unit with who is in charge of it, if anybody is."""

    def __init__(self, place: Place, charge: InCharge | None, rights: Rights) -> None:
        self.code, self.name, self.kind = place.code, place.name, KINDS[place.kind].name
        self.person = charge.person_name if charge else None
        self.leader: Link | str | None = None
        if charge:
            self.leader = Link(charge.person_name, reverse("person", args=[charge.person]))
        self.title = charge.title if charge else None
        self.since = charge.span.start if charge else None
        self.document = charge.document if charge else None


def _with_leader(rows: list[Row], text: str, _request: Request) -> list[Row]:
    return [row for row in rows if row.person and text in row.person]


def _gaps(rows: list[Row], has: bool, _request: Request) -> list[Row]:
    return [row for row in rows if bool(row.person) is has]


CHARGES = Listing(
    code="org.charges",
    title="院领导分管",
    counted="个单位",
    note="科室和职能部门由哪位院领导分管。逾期事项先报科主任，再报分管院领导，再报院长。",
    columns=(
        Column("name", "单位", sort="name"),
        Column("kind", "类别", tone="nowrap"),
        Column("leader", "分管领导", sort="person", tone="nowrap"),
        Column("title", "职务", sort="title", tone="nowrap"),
        Column("since", "分管起", sort="since", tone="nowrap"),
        Column("document", "依据"),
    ),
    filters=(
        Filter("leader", "分管领导", apply=_with_leader),
        Filter("charged", "已登记分管", lists.Way.YES_NO, apply=_gaps),
    ),
    key="code",
    link=lambda row: reverse("unit", args=[row.code]),
    empty=Empty("没有可以查看的科室和职能部门"),
)


@require_safe
def charges(request: Request) -> HttpResponseBase:
    """Every department and office in the reader's range, with its leader of the day."""
    rights, (day, complaint) = request.rights, day_of(request)
    require(policy.may_read_unit(rights, rights.unit.code))
    structure = queries.structure(day)
    known = {one.unit: one for one in queries.in_charge(day)}
    rows = [
        Row(place, known.get(place.code), rights)
        for kind in CHARGEABLE
        for place in structure.of_kind(kind)
        if policy.may_read_unit(rights, place.code)
    ]
    context = {
        "on": day,
        "is_today": day == request.today,
        "complaint": complaint,
        "kept": [(name, text) for name, text in request.GET.items() if name != "on"],
    }
    return lists.page(
        request, CHARGES, rows, template="web/organisation/charges.html", context=context
    )


class ChargeForm(forms.Form):
    """Which units, from when on, by which paper."""

    units = forms.MultipleChoiceField(
        label="分管单位", widget=forms.CheckboxSelectMultiple, help_text="括号里是现在的分管领导。"
    )
    active_from = since("分管起")
    document = forms.CharField(
        label="依据", max_length=200, help_text="分工文件的文号，或哪次会议研究决定。"
    )
    reason = why(
        "理由",
        required=False,
        longest=100,
        help_text="人事、财务、物资采购由一人分管，或由书记、院长直接分管的，写明理由。",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = choices  # type: ignore[attr-defined]


@asks
def charge(request: Request, pk: int) -> HttpResponse:
    """Put a leader in charge of units; who was before gives way."""
    held = _held(request, pk)
    title = rules.title(posts.post(held.post), held.unit.name)
    back = reverse("person", args=[held.person.code])
    return page(
        request,
        ChargeForm,
        title=f"登记{held.person.name}（{title}）分管的单位",
        submit="登记分管",
        deed=lambda given: services.put_in_charge(appointment_id=pk, **given, **by(request)),
        done=lambda made: f"已登记分管{len(made)}个单位。",
        then=back,
        initial={"active_from": request.today},
        note="原由别人分管的，从这一天起改由此人分管；任职终止，分管随之终止。",
        cancel=back,
        choices=_choices(request.rights, request.today, held.person.code),
    )


def _held(request: Request, pk: int) -> Appointment:
    """404 for an appointment that one may not read about, 403 for who may not give that post."""
    rows = Appointment.objects.visible_to(request.rights).select_related("person", "unit")
    held: Appointment = get_object_or_404(rows, pk=pk)
    require(policy.may_appoint(request.rights, held.unit.code, posts.post(held.post)))
    return held


def _choices(rights: Rights, today: date, person: str) -> list[tuple[str, str]]:
    """Departments and offices that stand today and are not the person's already."""
    known = {one.unit: one for one in queries.in_charge(today)}
    choices = []
    for kind in CHARGEABLE:
        for place in rights.structure.of_kind(kind):
            now = known.get(place.code)
            if now is None:
                choices.append((place.code, place.name))
            elif now.person != person:
                choices.append((place.code, f"{place.name}（{now.person_name}）"))
    return choices


class EndForm(forms.Form):
    """From which day on nobody is in charge, by which paper."""

    active_to = since("终止日期", help_text="从这一天起不再分管。")
    document = forms.CharField(label="依据", max_length=200)


@asks
def end(request: Request, pk: int) -> HttpResponse:
    """Let a charge end without a successor."""
    one = get_object_or_404(Charge.objects.select_related("unit"), pk=pk)
    held = _held(request, one.appointment_id)
    back = reverse("person", args=[held.person.code])
    return page(
        request,
        EndForm,
        title=f"终止{held.person.name}对“{one.unit.name}”的分管",
        submit="终止",
        deed=lambda given: services.end_charge(charge_id=pk, **given, **by(request)),
        done="已终止分管。",
        then=back,
        initial={"active_to": request.today},
        note="改由别的院领导分管的，直接为新的分管领导登记即可，不必先终止。",
        cancel=back,
        grave=True,
    )
