"""Two gates: sessions that have stood still or lasted too long end; duties come first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from linghang.foundation import clock
from linghang.org.accounts import services
from linghang.web.access import is_public
from linghang.web.login import age, duties
from linghang.web.requests import Request


class SessionLimits:
    """Ends a session that is over, before anybody acts in it; else notes that it was used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (why := age.why_over(request)):
            services.logged_out(
                account_id=request.user.pk,
                how=why,
                at=clock.now(),
                session_key=request.session.session_key,
            )
            logout(request)
            messages.warning(request, why)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        """Only what somebody did counts, not what a page asked by itself."""
        if request.user.is_authenticated and not duties.is_quiet(request, view):
            age.touch(request)


class LoginDuties:
    """Leads to an open duty before any other page of somebody who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Pages marked public or on duty stay open; what is none of ours may ask for itself."""
        request.open_duty = partial(duties.open_duty, request)  # type: ignore[attr-defined]
        if is_public(view) or duties.is_on_duty(view):
            return None
        name = duties.open_duty(request)
        if name is None:
            return None
        place = reverse(name)
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": place})
        wanted = request.get_full_path() if request.method == "GET" else ""
        return redirect(f"{place}?{urlencode({'next': wanted})}" if wanted else place)
