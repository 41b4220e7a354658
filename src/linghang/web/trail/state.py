"""Whether the trail holds: the last check, what waits, the exported heads, and checking now."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http.response import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.foundation.trail import reading, tasks, verifying
from linghang.foundation.trail.models import Outcome, Verification
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Listing, Mark
from linghang.web.requests import Request

HEADS, CHECKS = 14, 10
TONES = {Outcome.HOLDS: "done", Outcome.BROKEN: "failed", Outcome.INTERRUPTED: "warning"}
VERIFICATIONS = Listing(
    code="trail.verifications",
    title="历次核对",
    counted="次",
    columns=(
        Column("asked_at", "提出", tone="nowrap"),
        Column("person", "提出人", is_person=True),
        Column(
            "outcome",
            "结果",
            value=lambda one: Mark(one.get_outcome_display(), TONES.get(one.outcome, "going")),
            tone="nowrap",
        ),
        Column("checked", "核对条数", tone="number"),
        Column("broken", "问题处数", tone="number"),
        Column("heads", "对照的链首", tone="number"),
        Column("ended_at", "结束", tone="nowrap"),
    ),
    empty=Empty("还没有做过全量核对"),
)


@require_safe
def state(request: Request) -> HttpResponse:
    """How the trail stands, without walking it."""
    require(policy.may_read_trail(request.rights))
    folder = Path(settings.TRAIL_HEADS_FOLDER)
    found = reading.state(folder, most_heads=HEADS)
    checks = list(Verification.objects.order_by("-pk")[:CHECKS])
    context = {
        "state": found,
        "now": clock.now(),
        "checks": lists.plain_table(VERIFICATIONS, checks) if checks else "",
        "may_verify": found.underway is None,
    }
    return render(request, "web/trail/state.html", context)


@require_POST
def verify(request: Request) -> HttpResponse:
    """Ask for a check of the whole trail; whoever may read it may ask."""
    require(policy.may_read_trail(request.rights))
    asked, is_new = verifying.ask(actor=request.actor, at=clock.now())
    if is_new:
        tasks.verify.enqueue(asked.pk, request.actor.person, request.actor.appointment)
    else:
        messages.info(request, "已经在核对，没有重复开始。")
    return redirect("trail-state")


@require_safe
def progress(request: Request, verification_id: int) -> HttpResponse:
    """How far a check got; once it has ended the page is loaded anew."""
    require(policy.may_read_trail(request.rights))
    one = get_object_or_404(Verification, pk=verification_id)
    if not request.htmx:
        return redirect("trail-state")
    if not one.is_underway:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("trail-state")})
    return render(request, "web/trail/state.html#progress", {"underway": one})
