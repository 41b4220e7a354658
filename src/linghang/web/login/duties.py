"""What must be done before anything else: a new password, a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from linghang.org.definitions import Post, SecondFactor
from linghang.web.login import age
from linghang.web.requests import Request

View = TypeVar("View", bound=Callable[..., Any])


def on_duty(view: View) -> View:
    """Mark a page that is open while a duty is; it serves to do it, or to go."""
    view.is_on_duty = True  # type: ignore[attr-defined]
    return view


def is_on_duty(view: Callable[..., Any]) -> bool:
    """Whether the view was marked so."""
    return getattr(view, "is_on_duty", False)


def quiet(view: View) -> View:
    """Mark a page that asks by itself: it is no activity, and keeps no session alive."""
    view.is_quiet = True  # type: ignore[attr-defined]
    return view


def is_quiet(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether the view was marked so, or the page said so of its own request."""
    return getattr(view, "is_quiet", False) or age.QUIET_HEADER in request.headers


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session proved a second factor. Costs no query."""
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "mfa" for one in records)


def asks_second_factor(post: Post) -> bool:
    """Whether one may act under the post only with a second factor; never in the demo."""
    return post.second_factor is SecondFactor.REQUIRED and not settings.DEMO


def open_duty(request: Request) -> str | None:
    """The name of the page on which the first open duty is done; None when there is none."""
    if settings.DEMO or request.rights is None:
        return None
    if age.password_is_due(request):
        return "password-change"
    if asks_second_factor(request.rights.post) and not has_second_factor(request):
        return "second-factor"
    return None
