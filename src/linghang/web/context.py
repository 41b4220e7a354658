"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from linghang.foundation.period import day_label
from linghang.org.queries import Tenure
from linghang.org.rules import Rights
from linghang.web.menu import menu


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChoice:
    """One post of the person who is logged in."""

    appointment: int
    title: str
    unit: str
    is_acting: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """hospital and demo_line always; acting_person, acting, posts and menu when somebody acts."""
    today = getattr(request, "today", None)
    shown: dict[str, object] = {
        "hospital": settings.HOSPITAL_NAME,
        "demo_line": f"演示数据，日期固定为{day_label(today)}" if settings.DEMO and today else "",
    }
    rights: Rights | None = getattr(request, "rights", None)
    if rights is None:
        return shown
    tenures: tuple[Tenure, ...] = getattr(request, "tenures", ())
    posts = [
        PostChoice(
            appointment=tenure.appointment,
            title=tenure.title,
            unit=rights.structure[tenure.unit].name if tenure.unit in rights.structure else "",
            is_acting=tenure.appointment == rights.appointment,
        )
        for tenure in tenures
    ]
    return shown | {
        "acting_person": tenures[0].person_name,
        "acting": next(post for post in posts if post.is_acting),
        "posts": posts,
        "menu": menu(rights, _shown(request)),
    }


def _shown(request: HttpRequest) -> str:
    """The name of the address being shown; empty for one that leads nowhere."""
    match = request.resolver_match
    return match.url_name or "" if match else ""
