"""Who acts in this request, and what a denial or refusal looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from linghang.foundation import clock, outages
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import denials
from linghang.org.acting import queries
from linghang.web.access import Denied, is_public
from linghang.web.requests import Request
from linghang.web.views import errors

ACTING = "acting"  # the session's key for the appointment under which the person acts
ENDED = "原先使用的职务已不在任期内，现以“{title}”办理。"


class ActorMiddleware:
    """Gives every request `today`, and a logged-in one `tenures`, `rights` and `actor`.

    The acting appointment is looked up again each time: one that ended yesterday opens nothing
    today. Pages need a login unless marked public. What was shown is not kept by the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.today = clock.today()
        request.tenures, request.rights, request.actor = (), None, None
        person = getattr(request.user, "person_id", None)
        if person:
            self._act(request, person)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _act(self, request: Request, person: int) -> None:
        held = queries.acting(person, request.today)
        if not held:
            return
        request.tenures = tuple(one.tenure for one in held)
        chosen: int | None = request.session.get(ACTING)
        by_id = {one.tenure.appointment: one for one in held}
        acting = by_id.get(chosen or 0, held[0])
        tenure, request.rights = acting.tenure, acting.rights
        if chosen != tenure.appointment:
            request.session[ACTING] = tenure.appointment
            if chosen is not None:
                messages.warning(request, ENDED.format(title=tenure.title))
        request.actor = Actor(
            person=tenure.person,
            appointment=tenure.appointment,
            on_behalf_of=request.rights.on_behalf_of,
        )

    def process_view(
        self, request: Request, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Ask for a login, or say that the person holds no post."""
        if is_public(view) or request.rights is not None:
            return None
        if request.user.is_authenticated:
            return errors.without_post(request)
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("login")})
        return redirect_to_login(request.get_full_path())

    def process_exception(self, request: Request, fault: Exception) -> HttpResponse | None:
        """Denials, refusals and outages that the view did not turn into a page of its own."""
        if isinstance(fault, Denied):
            self._tell(request, fault)
            return errors.denied(request, fault.decision)
        if isinstance(fault, Refused):
            fault.remember()
            return errors.refused(request, fault)
        outage = outages.outage(fault)
        return errors.outage(request, outage) if outage else None

    def _tell(self, request: Request, fault: Denied) -> None:
        """Whoever is denied a page leaves a trail; an audit looks for those who keep trying."""
        if request.actor is not None:
            match = request.resolver_match
            denials.tell(
                page=(match.view_name or "") if match else "",
                address=request.path,
                decision=fault.decision,
                actor=request.actor,
                at=clock.now(),
            )
