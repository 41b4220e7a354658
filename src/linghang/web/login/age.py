"""The age of a session: stamped at login, written on once a minute, looked at on every request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from linghang.foundation import clock
from linghang.org.accounts import queries, rules
from linghang.org.accounts.definitions import TOUCH
from linghang.org.accounts.rules import Stamp
from linghang.org.models import Account
from linghang.settings.login import LOCAL_BACKEND

AGE = "login_age"
PASSWORD_DUE = "password_due"
QUIET_HEADER = "Linghang-Quiet"  # sent by pages that ask by themselves, without anybody's hand


def begin(request: HttpRequest, user: Account, **_: Any) -> None:
    """A login of whatever kind: stamp the session, note its place and when its password is due."""
    now, limits = clock.now(), queries.limits(clock.today())
    _stamp(request, Stamp(began_at=now, seen_at=now, idle=limits.idle))
    if getattr(user, "backend", LOCAL_BACKEND) == LOCAL_BACKEND and queries.has_password(user):
        request.session[PASSWORD_DUE] = _password_due(user.pk, limits.password_days, now)
    if "REMOTE_ADDR" in request.META:
        UserSession.objects.create_from_request(request)


def _password_due(account_id: int, days: int, now: datetime) -> str:
    """From when on it must be changed (rules.must_change), as the session keeps it."""
    record = queries.newest_password(account_id)
    if record is None or record.set_by_other:
        return now.isoformat()
    return (record.set_at + timedelta(days=days)).isoformat()


def _stamp(request: HttpRequest, stamp: Stamp) -> None:
    request.session[AGE] = {
        "began": stamp.began_at.isoformat(),
        "seen": stamp.seen_at.isoformat(),
        "idle": stamp.idle.total_seconds(),
    }


def stamp_of(request: HttpRequest) -> Stamp | None:
    """What the session remembers; None before a login."""
    kept = request.session.get(AGE)
    if not kept:
        return None
    return Stamp(
        began_at=datetime.fromisoformat(kept["began"]),
        seen_at=datetime.fromisoformat(kept["seen"]),
        idle=timedelta(seconds=kept["idle"]),
    )


def why_over(request: HttpRequest) -> str | None:
    """Why this session is over; None while it goes on. Costs no query."""
    stamp = stamp_of(request)
    if stamp is None:  # left by an older release: its owner logs in once more
        return "请重新登录。"
    return rules.why_over(stamp, now=clock.now())


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends if nothing is done any more."""
    stamp = stamp_of(request)
    return max(0, int((stamp.ends_at - clock.now()).total_seconds())) if stamp else 0


def touch(request: HttpRequest) -> None:
    """Somebody did something. Costs no query within a minute of the last time.

    Saved at once, not at the end of the request: a slow page must not write an old session over
    what was done meanwhile.
    """
    stamp, now = stamp_of(request), clock.now()
    if stamp is None or now < stamp.seen_at + min(TOUCH, stamp.idle / 10):
        return
    idle = queries.limits(clock.today()).idle
    _stamp(request, Stamp(began_at=stamp.began_at, seen_at=now, idle=idle))
    try:
        request.session.save()
    except UpdateError:  # ended elsewhere in this very moment; the next request finds out
        return
    request.session.modified = False
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def password_is_due(request: HttpRequest) -> bool:
    """Whether the password has to be changed before anything else. Costs no query."""
    due: str = request.session.get(PASSWORD_DUE, "")
    return bool(due) and clock.now() >= datetime.fromisoformat(due)


def go_on_with(request: HttpRequest, account: Account) -> None:
    """This session goes on under a new password; the others have ended with the old one."""
    former = request.session.session_key
    update_session_auth_hash(request, account)
    request.session[PASSWORD_DUE] = _password_due(
        account.pk, queries.limits(clock.today()).password_days, clock.now()
    )
    request.session.save()
    mine = UserSession.objects.filter(user=account)
    mine.filter(session_key=former).update(session_key=request.session.session_key)
    mine.exclude(session_key=request.session.session_key).delete()
