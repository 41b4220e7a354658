"""Who asks: somebody who is logged in, or a program with a token. Both act under one post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from linghang.api.problems import Denied
from linghang.foundation import clock
from linghang.foundation.access import deny
from linghang.org import rights
from linghang.org.accounts import services as accounts
from linghang.org.rules import Rights


class Request(HttpRequest):
    """A request as our operations see it: what the reader may do, and on which day."""

    auth: Rights
    today: date


class Token(HttpBearer):
    """`Authorization: Bearer lh_…`, issued by its owner for one appointment."""

    def authenticate(self, request: HttpRequest, token: str) -> Rights | None:
        """The rights of the appointment, None for a token that opens nothing today."""
        if "\x00" in token:
            return None
        today = clock.today()
        bearer = accounts.token_bearer(token, today)
        if bearer is None:
            return None
        held = rights.rights_of(bearer.appointment, today)
        return held if held.in_force else None


def session(request: Any) -> Rights | None:
    """The rights of the post under which the browser acts; None without a login.

    Raises Denied while the login has an open duty (a new password, a second factor).
    """
    held: Rights | None = getattr(request, "rights", None)
    if held is None or not held.in_force:
        return None
    open_duty = getattr(request, "open_duty", None)
    if open_duty is not None and open_duty():
        raise Denied(deny("登录还没有完成：请先在网页上改密码或设置第二因素", who_can="本人"))
    return held


WAYS: list[Callable[..., Any]] = [session, Token()]
