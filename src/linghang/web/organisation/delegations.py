"""One's own posts, what of them is delegated, and what others delegated to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.org import posts, rules, services
from linghang.org.definitions import CAPABILITY_NAMES, UNDELEGABLE, Capability
from linghang.org.models import Appointment, Person
from linghang.org.posts_held.rules import Basis
from linghang.org.trees.rules import Span
from linghang.web.forms import PersonField, page
from linghang.web.organisation.fields import last_day, since, why
from linghang.web.organisation.unit_forms import asks
from linghang.web.requests import Request

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A delegation, as its giver and its receiver see it."""

    id: int
    title: str
    giver: str
    receiver: str
    days: str
    limits: str
    is_mine: bool


@require_safe
def own(request: Request) -> HttpResponse:
    """The posts that one may delegate, and every delegation given or received that goes on."""
    me = request.actor.person
    rows = (
        Appointment.objects.reaching(request.today)
        .filter(Q(person__code=me) | Q(principal__person__code=me), principal__isnull=False)
        .select_related("person", "unit", "principal__person")
        .order_by("active_from", "pk")
    )
    mine = [
        one
        for one in request.tenures
        if one.basis is not Basis.DELEGATED and _open(one.post.capabilities)
    ]
    return render(
        request,
        "web/organisation/delegations.html",
        {"tenures": mine, "given": [_given(row, me) for row in rows]},
    )


def _given(row: Appointment, me: str) -> Given:
    principal = row.principal
    if principal is None:
        raise ValueError("a delegation without a principal")
    names = [CAPABILITY_NAMES[Capability(each)] for each in row.limited_to]
    return Given(
        id=row.pk,
        title=rules.title(posts.post(row.post), row.unit.name),
        giver=principal.person.name,
        receiver=row.person.name,
        days=row.span.label,
        limits="、".join(names) or "全部可授权的权限",
        is_mine=principal.person.code == me,
    )


def _open(capabilities: tuple[Capability, ...]) -> list[Capability]:
    """What of a post may be delegated."""
    return [each for each in capabilities if each not in UNDELEGABLE]


class GiveForm(forms.Form):
    """Who is to act, for how long, how far."""

    to = PersonField(label="授权给", among=lambda request: Person.objects.on(request.today))
    active_from = since("代办起")
    last_day = last_day("代办至", required=True)
    limited_to = forms.MultipleChoiceField(
        label="只授权这些权限",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选，即授权这项职务全部可以授权的权限。",
    )
    reason = why("授权事由", help_text="如：外出进修、休假。")

    def __init__(self, *args: Any, capabilities: list[Capability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limited_to"].choices = [  # type: ignore[attr-defined]
            (each.value, CAPABILITY_NAMES[each]) for each in capabilities
        ]


@asks
def give(request: Request, pk: int) -> HttpResponse:
    """Delegate one of one's own posts; anybody else's is not there."""
    tenure = next((one for one in request.tenures if one.appointment == pk), None)
    if tenure is None or tenure.basis is Basis.DELEGATED:
        raise Http404
    capabilities = _open(tenure.post.capabilities)

    def deed(given: dict[str, Any]) -> Appointment:
        # An end before the beginning is told by the service in the words of the field.
        span = Span(given.pop("active_from"), given.pop("last_day") + DAY)
        if span.end is None:
            raise ValueError("a delegation has an end")
        return services.delegate(
            appointment_id=pk,
            active_from=span.start,
            active_to=span.end,
            today=request.today,
            **given,
            actor=request.actor,
            at=clock.now(),
        )

    return page(
        request,
        GiveForm,
        title=f"授权代办：{tenure.title}",
        submit="授权",
        deed=deed,
        done="已授权。",
        then="delegations",
        initial={"active_from": request.today},
        note="代办人以“代您”的名义办理，留痕里写明是谁代谁办的；不能再转授他人。"
        "您的任职终止，授权随之终止；您可以随时收回。",
        cancel=reverse("delegations"),
        capabilities=capabilities,
    )


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a delegation back, or give one back; others' are not there."""
    me = request.actor.person
    theirs = Q(person__code=me) | Q(principal__person__code=me)
    get_object_or_404(Appointment.objects.filter(theirs, principal__isnull=False), pk=pk)
    services.withdraw(appointment_id=pk, today=request.today, actor=request.actor, at=clock.now())
    return redirect("delegations")
