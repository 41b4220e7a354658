"""Leads from the name of a thing in the trail or a notice to its page; others' are not there."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.org import policy
from linghang.org.models import Person, Unit
from linghang.web import subjects
from linghang.web.access import hide_unless
from linghang.web.organisation.people import seen
from linghang.web.requests import Request

OF_PEOPLE = {"appointment": "appointments", "membership": "memberships"}


@require_safe
def lead(request: Request, kind: str, pk: int) -> HttpResponse:
    """To the unit, or to the person whom the appointment or membership concerns."""
    if kind == "unit":
        unit = get_object_or_404(Unit, pk=pk)
        hide_unless(policy.may_read_unit(request.rights, unit.code))
        return redirect("unit", code=unit.code)
    if kind == "person":
        return redirect("person", code=seen(request, get_object_or_404(Person, pk=pk).code).code)
    if kind not in OF_PEOPLE:
        raise Http404
    concerned = get_object_or_404(Person, **{f"{OF_PEOPLE[kind]}__pk": pk})
    return redirect("person", code=seen(request, concerned.code).code)


def _to(kind: str, pk: str) -> str:
    return reverse("org-thing", args=[kind, pk]) if pk.isdigit() else ""


subjects.register("org.unit", lambda pk: _to("unit", pk))
subjects.register("org.person", lambda pk: _to("person", pk))
subjects.register("org.appointment", lambda pk: _to("appointment", pk))
subjects.register("org.membership", lambda pk: _to("membership", pk))
subjects.register("person", "person")
