"""What one keeps for oneself: conditions of lists and drafts; nobody else's is ever touched."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linghang.foundation import clock, outages
from linghang.foundation.desk import services
from linghang.foundation.errors import Refused
from linghang.web.requests import Request

FORM = re.compile(r"[\w.:/-]{1,150}")
LISTING = re.compile(r"[a-z0-9_.-]{1,100}")
OURS = ("form", "form-title", "form-address")
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "once", *OURS})


@require_POST
def keep_filter(request: Request) -> HttpResponse:
    """Keep the conditions of a list under a name, and show the list with them."""
    listing = request.POST.get("listing", "")
    if not LISTING.fullmatch(listing):
        raise Http404
    conditions = request.POST.get("conditions", "")
    try:
        kept = services.keep_filter(
            person=request.actor.person,
            listing=listing,
            name=request.POST.get("name", ""),
            conditions=conditions,
            at=clock.now(),
        )
        messages.success(request, f"已存为常用条件：{kept.name}。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_next(request)}?{conditions}" if conditions else _next(request))


@require_POST
def drop_filter(request: Request, filter_id: int) -> HttpResponse:
    """Remove one's own saved conditions; 404 for another's."""
    if not services.drop_filter(filter_id=filter_id, person=request.actor.person):
        raise Http404
    return redirect(_next(request))


@require_POST
def keep_draft(request: Request) -> HttpResponse:
    """Keep what stands in a form; answers with the time, or with why it was not kept (422)."""
    form = request.POST.get("form", "")
    if not FORM.fullmatch(form):
        raise Http404
    values = {name: texts for name, texts in request.POST.lists() if name not in NOT_KEPT}
    at = clock.now()
    try:
        with outages.told():
            services.keep_draft(
                person=request.actor.person,
                form=form,
                title=request.POST.get("form-title", ""),
                address=_ours(request, request.POST.get("form-address", "")),
                values=values,
                at=at,
            )
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    says = f"草稿已于{timezone.localtime(at):%H:%M}自动保存"
    return HttpResponse(says, content_type="text/plain; charset=utf-8")


@require_POST
def drop_draft(request: Request) -> HttpResponse:
    """Begin the form anew."""
    services.drop_draft(person=request.actor.person, form=request.POST.get("form", ""))
    return redirect(_next(request))


def _next(request: Request) -> str:
    """The page that the form stood on."""
    return _ours(request, request.POST.get("next", ""))


def _ours(request: Request, wanted: str) -> str:
    """The address if it is one of ours, else the first page."""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours and wanted.startswith("/") else "/"
