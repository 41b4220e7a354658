"""What is known about logins: the limits of a day, locks, sessions, accounts and tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.trail.models import Entry
from linghang.org import posts
from linghang.org.accounts import rules
from linghang.org.accounts.definitions import Limits
from linghang.org.accounts.models import PasswordRecord
from linghang.org.accounts.rules import Failures
from linghang.org.accounts.trail_actions import LEFT, LOCKED
from linghang.org.definitions import Capability
from linghang.org.models import Account

PREFIX = "login."


def limits(on: date) -> Limits:
    """The rule parameters of a login on the day, in one query."""
    found = parameters.in_force(on)
    given = {
        name: found[PREFIX + name] for name in Limits.__dataclass_fields__ if PREFIX + name in found
    }
    return Limits(**given)  # type: ignore[arg-type]


def unlockers() -> str:
    """Who can unlock an account: the posts that manage accounts, as a sentence names them."""
    return "、".join(posts.holders(Capability.ACCOUNTS_MANAGE)) or "安全管理员"


def account_named(username: str) -> Account | None:
    """The account that a login name means, whatever its case; None for none, or for several."""
    found = list(Account.objects.filter(username__iexact=username.strip())[:2])
    return found[0] if len(found) == 1 else None


def locks(usernames: Collection[str], *, limits: Limits, now: datetime) -> dict[str, datetime]:
    """Login names that are locked out → until when, in one query."""
    failures: defaultdict[str, list[Failures]] = defaultdict(list)
    rows = AccessAttempt.objects.filter(
        username__in=usernames, attempt_time__gt=now - limits.lock
    ).values_list("username", "attempt_time", "failures_since_start")
    for username, last_at, count in rows:
        failures[username].append(Failures(last_at, count))
    ends = {
        name: rules.locked_until(found, limits=limits, now=now) for name, found in failures.items()
    }
    return {name: until for name, until in ends.items() if until}


def has_password(account: Account) -> bool:
    """Whether a password of ours was ever set; others log in elsewhere, or not yet."""
    return bool(account.password) and account.has_usable_password()


def newest_password(account_id: int) -> PasswordRecord | None:
    """When and by whom the present password was set; None when nobody noted it."""
    return PasswordRecord.objects.filter(account=account_id).order_by("-set_at", "-pk").first()


def is_here(account: Account, on: date) -> bool:
    """Whether the account's person works here on the day."""
    return account.person is not None and on in account.person.span


class Shut(NamedTuple):
    """When and why an account was last shut."""

    at: datetime
    reason: str


def last_shut(account_id: int) -> Shut | None:
    """The last time the account was shut, by leaving or by hand; None when it never was."""
    deeds = Entry.objects.about("org.account", str(account_id))
    last = deeds.filter(action__in=[LOCKED, LEFT]).order_by("-pk").first()
    if last is None:
        return None
    return Shut(last.at, "离院" if last.action == LEFT else str(last.facts.get("reason", "")))


def has_second_factor(account_id: int) -> bool:
    """Whether the account has an authenticator application."""
    found: bool = Authenticator.objects.filter(
        user_id=account_id, type=Authenticator.Type.TOTP
    ).exists()
    return found


class SecondFactor(NamedTuple):
    """Since when an account has an authenticator application, and its spare codes left."""

    since: datetime
    last_used_at: datetime | None
    codes_left: int


def second_factor(account_id: int) -> SecondFactor | None:
    """The account's second factor; None without one."""
    rows = {row.type: row for row in Authenticator.objects.filter(user_id=account_id)}
    totp = rows.get(Authenticator.Type.TOTP)
    if totp is None:
        return None
    spare = rows.get(Authenticator.Type.RECOVERY_CODES)
    left = len(spare.wrap().get_unused_codes()) if spare else 0
    return SecondFactor(totp.created_at, totp.last_used_at, left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A session that is open somewhere. Its key is shown nowhere."""

    pk: int
    device: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


def logins(account_id: int, *, now: datetime, this: str | None = None) -> list[Login]:
    """The open sessions of an account, the newest first, in two queries.

    this: key of the session that asks.
    """
    rows = list(UserSession.objects.filter(user=account_id).order_by("-created_at", "-pk"))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [
        Login(
            pk=row.pk,
            device=rules.device(row.user_agent),
            address=row.ip,
            since=row.created_at,
            seen_at=row.last_seen_at,
            is_this=row.session_key == this,
        )
        for row in rows
        if row.session_key in alive
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an account stands, for the list of accounts."""

    locked_until: datetime | None
    has_password: bool
    has_second_factor: bool
    sessions: int


def standings(accounts: Iterable[Account], *, limits: Limits, now: datetime) -> dict[int, Standing]:
    """How each of the accounts stands, in three queries."""
    listed = list(accounts)
    ids = [one.pk for one in listed]
    locked = locks([one.username for one in listed], limits=limits, now=now)
    factors = set(
        Authenticator.objects.filter(user__in=ids, type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    open_sessions: defaultdict[int, int] = defaultdict(int)
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    for user in UserSession.objects.filter(user__in=ids, session_key__in=alive).values_list(
        "user_id", flat=True
    ):
        open_sessions[user] += 1
    return {
        one.pk: Standing(
            locked_until=locked.get(one.username),
            has_password=has_password(one),
            has_second_factor=one.pk in factors,
            sessions=open_sessions[one.pk],
        )
        for one in listed
    }
