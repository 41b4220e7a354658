"""What every page shows around its content."""

from __future__ import annotations

import functools
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from linghang.foundation.period import day_label
from linghang.foundation.prepared import Prepared
from linghang.notices import queries
from linghang.notices.models import Notice
from linghang.org.definitions import Kind
from linghang.org.founding.queries import hospital_name
from linghang.org.models import Unit
from linghang.org.queries import Tenure
from linghang.org.rules import Rights
from linghang.web.frame import Frame, PostChoice, menu_lines
from linghang.web.help.guides import help_address
from linghang.web.login import age
from linghang.web.menu import menu

NOTICES, REMARK = "notice-list", "remark"


def shell(request: HttpRequest) -> dict[str, object]:
    """hospital and demo_line always; when somebody acts acting_person, acting, posts (PostChoice)
    and shell (Frame)."""
    today = getattr(request, "today", None)
    rights: Rights | None = getattr(request, "rights", None)
    hospital, unread = _around(rights.person) if rights else (hospital_name(), 0)
    demo_line = f"演示数据，日期固定为{day_label(today)}" if settings.DEMO and today else ""
    shown: dict[str, object] = {"hospital": hospital, "demo_line": demo_line}
    if rights is None:
        return shown
    tenures: tuple[Tenure, ...] = getattr(request, "tenures", ())
    posts = [
        PostChoice(
            appointment=tenure.appointment,
            title=tenure.title,
            unit=tenure.unit_name,
            is_acting=tenure.appointment == rights.appointment,
        )
        for tenure in tenures
    ]
    frame = Frame(
        hospital=hospital,
        demo_line=demo_line,
        menu=menu_lines(menu(rights, _shown(request), _ledger(request))),
        help_url=help_address(_shown(request)),
        notices_url=_place(NOTICES),
        remark_url=f"{_place(REMARK)}?from={quote(request.path)}",
        unread=unread,
        person=tenures[0].person_name,
        acting=next(post for post in posts if post.is_acting),
        posts=posts,
        idle_seconds=age.seconds_left(request),
    )
    return shown | {
        "acting_person": frame.person,
        "acting": frame.acting,
        "posts": frame.posts,
        "shell": frame,
    }


@functools.cache
def _place(name: str) -> str:
    """The address of that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _facts(person: str) -> QuerySet[Unit, Any]:
    waiting = Notice.objects.of(person).open().order_by().values("person__code")
    unread = Subquery(waiting.annotate(count=Count("pk")).values("count"))
    hospital = Unit.objects.filter(kind=Kind.HOSPITAL.value, active_to=None).order_by("pk")
    return hospital.values_list("name", unread)[:1]  # one stands, and it is the first


_FACTS = Prepared(_facts, str)


def _around(person: str) -> tuple[str, int]:
    """The hospital's name and how many notices wait for the person, in one query.

    A page that tells of a broken database gets the name of the settings.
    """
    try:
        rows = _FACTS.rows(person)
    except DatabaseError:
        return hospital_name(), 0
    return (rows[0][0], rows[0][1] or 0) if rows else (hospital_name(), queries.unread(person))


def _shown(request: HttpRequest) -> str:
    """The name of the address being shown; empty for one that leads nowhere."""
    match = request.resolver_match
    return match.url_name or "" if match else ""


def _ledger(request: HttpRequest) -> str:
    """The code of the ledger that the page is about; empty for any other page."""
    match = request.resolver_match
    is_ledger = match and (match.url_name or "").partition("-")[0] == "ledger"
    return str(match.kwargs.get("code", "")) if match and is_ledger else ""
