"""Founding the hospital on the page: only while nobody can log in, only with the code."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.org.founding import doors, planning, services
from linghang.web.access import public
from linghang.web.requests import Request
from linghang.web.setup.forms import FoundingForm


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Request, code: str) -> HttpResponse:
    """The form, and after it the first four logins, shown once. 404 without the right code."""
    if not doors.is_open(code):
        raise Http404
    start = {"since": f"{request.today.year - 2}-01-01", "level": "tertiary_a"}
    form = FoundingForm(request.POST if request.method == "POST" else None, initial=start)
    if not form.is_bound:
        return _form(request, form, status=200)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        logins = services.found(
            plan=planning.plan_of(form.words()),
            actor=system_actor(),
            at=clock.now(),
            today=request.today,
        )
    except Refused as refusal:
        return _form(request, form, status=422, refusal=refusal)
    doors.close()
    shown = [
        {"login": one, "url": request.build_absolute_uri(reverse("password-link", args=[one.link]))}
        for one in logins
    ]
    return render(request, "web/setup/done.html", {"name": form.words()["name"], "logins": shown})


def _form(
    request: Request, form: FoundingForm, *, status: int, refusal: Refused | None = None
) -> HttpResponse:
    return render(request, "web/setup/form.html", {"form": form, "refusal": refusal}, status=status)
