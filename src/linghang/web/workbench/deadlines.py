"""One's deadlines for a calendar: as a file with titles, as a feed without anything personal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from linghang.foundation import clock
from linghang.foundation.desk import queries as desk_queries
from linghang.foundation.desk import services as desk
from linghang.notices import duties
from linghang.notices.duties import SECTION_NAMES, Duty
from linghang.org import queries
from linghang.org.rights import rights_of
from linghang.web.access import public
from linghang.web.requests import Request

MEDIA_TYPE = "text/calendar; charset=utf-8"
NEW_FEED = "new_feed"  # the session's key for an address that is shown once


@require_safe
def download(request: Request) -> HttpResponse:
    """The deadlines of the acting post as a file, with their titles."""
    found = duties.duties_of(request.rights, request.today)
    content = calendar(found, clock.now(), is_feed=False)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of all posts of the secret's owner; 404 once it was revoked, or they left."""
    person = desk_queries.whose_feed(secret)
    if person is None:
        raise Http404
    today = clock.today()
    held = queries.tenures(today, person=person)
    if not held:
        raise Http404
    found = [
        duty
        for tenure in held
        for duty in duties.duties_of(rights_of(tenure.appointment, today), today)
    ]
    response = HttpResponse(calendar(found, clock.now(), is_feed=True), content_type=MEDIA_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


def calendar(found: Iterable[Duty], now: datetime, *, is_feed: bool) -> bytes:
    """An all-day event for each duty with a day. In a feed it says of what kind it is, no more:
    titles may name people, and a calendar's server is not ours."""
    shown = Calendar()
    shown.add("prodid", "-//Linghang//deadlines//ZH")
    shown.add("version", "2.0")
    shown.add("x-wr-calname", "领航：期限")
    seen: set[str] = set()
    for duty in found:
        if duty.due is not None and (name := _name(duty)) not in seen:
            seen.add(name)
            shown.add_component(_event(duty, duty.due, name, now, is_feed=is_feed))
    return bytes(shown.to_ical())


def _event(duty: Duty, due: date, name: str, now: datetime, *, is_feed: bool) -> Event:
    event = Event()
    event.add("uid", f"{name}@linghang")
    event.add("dtstamp", now)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    section = SECTION_NAMES[duty.section]
    event.add("summary", f"领航 · {section}" if is_feed else duty.title)
    if not is_feed:
        event.add("description", f"{section}：{duty.why}")
    return event


def _name(duty: Duty) -> str:
    """The same duty keeps its name, so that a calendar moves it instead of adding another."""
    facts = "\n".join((duty.section, *duty.subject))
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


@require_safe
def feed_page(request: Request) -> HttpResponse:
    """Whether one has a feed, and how to use it; a new address is shown this once."""
    secret = request.session.pop(NEW_FEED, "")
    address = reverse("deadline-feed-open", args=[secret]) if secret else ""
    context = {
        "feed": desk_queries.feed(request.actor.person),
        "address": request.build_absolute_uri(address) if address else "",
    }
    return render(request, "web/workbench/feed.html", context)


@require_POST
def make_feed(request: Request) -> HttpResponse:
    """A new address; the former one opens nothing any more."""
    request.session[NEW_FEED] = desk.make_feed(actor=request.actor, at=clock.now())
    return redirect("deadline-feed")


@require_POST
def end_feed(request: Request) -> HttpResponse:
    """No address any more."""
    if desk.end_feed(actor=request.actor, at=clock.now()):
        messages.success(request, "订阅地址已停用。")
    return redirect("deadline-feed")
