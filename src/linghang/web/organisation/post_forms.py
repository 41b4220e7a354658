"""Forms on posts: appointing, letting somebody act, ending an appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from linghang.foundation import clock
from linghang.org import policy, posts, rules, services
from linghang.org.definitions import Post
from linghang.org.models import Appointment
from linghang.org.posts_held.rules import BASIS_NAMES, Basis
from linghang.web.access import hide_unless, require
from linghang.web.forms import PersonField, page
from linghang.web.organisation.fields import last_day, since, why
from linghang.web.organisation.unit_forms import asks
from linghang.web.requests import Request

DAY = timedelta(days=1)


class AppointForm(forms.Form):
    """Who gets which post, on which basis, for how long."""

    post = forms.ChoiceField(label="岗位")
    person = PersonField(label="人员")
    basis = forms.ChoiceField(
        label="方式",
        choices=[(basis.value, BASIS_NAMES[basis]) for basis in (Basis.REGULAR, Basis.ACTING)],
    )
    active_from = since("任职起")
    last_day = last_day("任职至", help_text="不定期限的留空。")
    override_reason = why(
        "兼任理由",
        required=False,
        help_text="与此人现有岗位须说明理由才能兼任时填写；不得兼任的，写了理由也不能任命。",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = choices  # type: ignore[attr-defined]


@asks
def appoint(request: Request, code: str) -> HttpResponse:
    """Give a post on the unit; only the posts that the acting post may give here."""
    rights = request.rights
    if code not in rights.structure:
        raise Http404
    hide_unless(policy.may_read_unit(rights, code))
    require(policy.may_appoint(rights, code))
    place = rights.structure[code]
    choices = [
        (post.code, post.name) for post in _on(place.kind) if policy.may_appoint(rights, code, post)
    ]

    def deed(given: dict[str, Any]) -> None:
        basis, until = Basis(given.pop("basis")), given.pop("last_day")
        require(policy.may_appoint(rights, code, posts.post(given["post"])))
        give = services.act_for if basis is Basis.ACTING else services.appoint
        give(
            unit=code,
            active_to=until + DAY if until else None,
            **given,
            actor=request.actor,
            at=clock.now(),
        )

    return page(
        request,
        AppointForm,
        title=f"在“{place.name}”任命",
        submit="任命",
        deed=deed,
        done="已任命。",
        then=reverse("unit", args=[code]),
        initial={"active_from": request.today},
        note="权限随任职起止：从任职起第一天生效，过了最后一天即失效。",
        cancel=reverse("unit", args=[code]),
        choices=choices,
    )


def _on(kind: object) -> list[Post]:
    known = (loaded.item for loaded in posts.catalog().items.values())
    return [post for post in known if kind in post.kinds]


class EndForm(forms.Form):
    """The last day of an appointment."""

    last_day = since("最后任职日")
    is_at_once = forms.BooleanField(label="立即生效：今天起就不再任职", required=False)
    reason = why("原因", required=False)


@asks
def end(request: Request, pk: int) -> HttpResponse:
    """End an appointment, with what was delegated from it."""
    held = get_object_or_404(
        Appointment.objects.visible_to(request.rights).select_related("person", "unit"), pk=pk
    )
    post = posts.post(held.post)
    require(policy.may_appoint(request.rights, held.unit.code, post))
    title = rules.title(post, held.unit.name)

    def deed(given: dict[str, Any]) -> None:
        day = request.today if given["is_at_once"] else given["last_day"] + DAY
        services.end_appointment(
            appointment_id=pk,
            active_to=day,
            reason=given["reason"],
            actor=request.actor,
            at=clock.now(),
        )

    back = reverse("person", args=[held.person.code])
    return page(
        request,
        EndForm,
        title=f"免去{held.person.name}的{title}职务",
        submit="免去",
        deed=deed,
        done="已免去职务。",
        then=back,
        initial={"last_day": request.today},
        note="由这项职务授出的代办随之终止。",
        cancel=back,
        grave=True,
    )
