"""What axes asks us: after how many failures, for how long, under which name, and what to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from linghang.foundation import clock
from linghang.org.accounts import queries
from linghang.web.login.addresses import address_of

__all__ = ["address_of", "failures_to_lock", "lock_time", "name_of", "says", "shut"]

Credentials = Mapping[str, object] | None
SAFELY = timedelta(seconds=59)  # a minute that is told has come by then
UNKNOWN = "?"  # no login name begins with it: they are letters, digits and @ . + - _


def failures_to_lock(_request: HttpRequest, _credentials: Credentials) -> int:
    """The rule parameter of today."""
    return queries.limits(clock.today()).failures_to_lock


def lock_time(_request: HttpRequest | None) -> timedelta:
    """The rule parameter of today."""
    return queries.limits(clock.today()).lock


def name_of(_request: HttpRequest, credentials: Credentials) -> str:
    """The name under which failures are counted: the account's own spelling, whatever was typed.

    What is no account's name is counted under a digest: people type passwords into the wrong box,
    and a name that does not exist must be locked just like one that does.
    """
    typed = str((credentials or {}).get("username") or "")
    account = queries.account_named(typed)
    if account:
        return account.username
    digest = salted_hmac("linghang.login", typed.strip().lower(), algorithm="sha256").hexdigest()
    return UNKNOWN + digest[:40]


def says(request: HttpRequest, credentials: Credentials) -> str:
    """Until when the door is shut, and who can open it; empty when it is open."""
    limits, now = queries.limits(clock.today()), clock.now()
    name = name_of(request, credentials)
    until = queries.locks([name], limits=limits, now=now).get(name)
    if until is None:
        return ""
    return (
        f"连续{limits.failures_to_lock}次登录失败，这个登录名已锁定，"
        f"{timezone.localtime(until + SAFELY):%H:%M}自动解锁。"
        f"着急使用的，请找{queries.unlockers()}解锁。"
    )


def shut(
    request: HttpRequest, _response: HttpResponse | None = None, credentials: Credentials = None
) -> HttpResponse:
    """The page that says so (429)."""
    context = {"says": says(request, credentials) or "登录失败次数过多，请稍后再试。"}
    return render(request, "web/login/shut.html", context, status=429)
