"""What happens at the door, and what the security administrator does about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.accounts import queries, rules, trail_actions
from linghang.org.accounts.models import ApiToken, PasswordLink
from linghang.org.accounts.passwords.services import owner
from linghang.org.models import Account
from linghang.org.rules import refuse

NOBODY = ("org.account", "-")  # the subject of a failed login that names no account


class CannotManage(Refused):
    """The deed to an account is refused; the message lists every reason."""


@transaction.atomic
def logged_in(*, account_id: int, how: str, address: str, at: datetime) -> None:
    """Note a login. how: 密码, 密码和动态口令, 统一身份认证, 演示."""
    account = _account(account_id)
    _tell(account, trail_actions.LOGGED_IN, at, facts={"how": how}, address=address)


@transaction.atomic
def logged_out(*, account_id: int, how: str, at: datetime, session_key: str | None = None) -> None:
    """Note that a session has ended. how: 本人退出, or why it ended by itself."""
    account = _account(account_id)
    UserSession.objects.filter(user=account, session_key=session_key).delete()
    _tell(account, trail_actions.LOGGED_OUT, at, facts={"how": how})


@transaction.atomic
def login_failed(
    *, username: str, why: str, address: str, at: datetime, locks_until: datetime | None, tries: int
) -> None:
    """Note a failed login; the name that was typed is kept only if it is an account's.

    People type passwords into the wrong box. locks_until: set when this failure shut the door.
    """
    account = queries.account_named(username)
    if account is None:
        trail.leave(
            at=at,
            actor=system_actor(),
            action=trail_actions.LOGIN_UNKNOWN,
            subject=NOBODY,
            facts={"why": why},
            personal={"address": address},
        )
        return
    person = {"person": owner(account)}
    _by_system(
        account, trail_actions.LOGIN_FAILED, at, facts={**person, "why": why}, address=address
    )
    if locks_until:
        facts = {
            **person,
            "failures": tries,
            "until": f"{timezone.localtime(locks_until):%Y-%m-%d %H:%M}",
        }
        _by_system(account, trail_actions.LOCKED_OUT, at, facts=facts, address=address)


@transaction.atomic
def second_factor_failed(*, account_id: int, address: str, at: datetime) -> None:
    """Note that a code was wrong."""
    account = _account(account_id)
    facts: dict[str, object] = {"person": owner(account)}
    _by_system(account, trail_actions.FACTOR_FAILED, at, facts=facts, address=address)


@transaction.atomic
def noted(*, account_id: int, action: str, address: str, at: datetime) -> None:
    """Note what an owner did to the own login: FACTOR_SET, FACTOR_REMOVED, CODES_MADE, LINKED."""
    _tell(_account(account_id), action, at, address=address)


@transaction.atomic
def end_login(*, login_id: int, account_id: int, actor: Actor, at: datetime) -> bool:
    """End one session of an account; False when it is over already."""
    account = _account(account_id, lock=True)
    found = UserSession.objects.filter(pk=login_id, user=account).first()
    if found is None:
        return False
    _end([found.session_key])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.SESSION_ENDED,
        subject=account,
        facts={"person": owner(account), "device": rules.device(found.user_agent)},
    )
    return True


@transaction.atomic
def end_sessions(
    *, account_id: int, reason: str, actor: Actor, at: datetime, but: str | None = None
) -> int:
    """End all sessions of an account, at once; returns how many. but: the key of one that stays."""
    account = _account(account_id, lock=True)
    count = _end_all(account, but=but)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.SESSIONS_ENDED,
        subject=account,
        facts={"person": owner(account), "count": count, "reason": reason},
    )
    return count


@transaction.atomic
def force_out(*, account_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """End all sessions of somebody else's account; returns how many. Raises CannotManage."""
    _managed("不能结束登录", account_id, actor, reason)
    return end_sessions(account_id=account_id, reason=reason.strip(), actor=actor, at=at)


@transaction.atomic
def lock(*, account_id: int, reason: str, actor: Actor, at: datetime) -> Account:
    """Shut an account: no login, every session ends, links and tokens die. Raises CannotManage."""
    account = _managed("不能停用账号", account_id, actor, reason)
    if not account.is_active:
        raise CannotManage("不能停用账号：这个账号已经停用。")
    account.is_active = False
    account.save(update_fields=["is_active"])
    _shut(account, at)
    _managed_tell(account, trail_actions.LOCKED, actor, at, reason)
    return account


@transaction.atomic
def unlock(*, account_id: int, reason: str, actor: Actor, at: datetime) -> Account:
    """Open a shut account, or the door after too many failures. Raises CannotManage.

    Tokens that died stay dead. Who left must have come back before; see people.come_back.
    """
    account = _managed("不能恢复账号", account_id, actor, reason)
    failures, _ = AccessAttempt.objects.filter(username=account.username).delete()
    reasons = rules.reasons_not_to_reopen(
        is_active=account.is_active,
        has_failures=failures > 0,
        is_here=queries.is_here(account, timezone.localdate(at)),
    )
    refuse(CannotManage, "不能恢复账号", reasons)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _managed_tell(account, trail_actions.UNLOCKED, actor, at, reason)
    return account


@transaction.atomic
def reset_second_factor(*, account_id: int, reason: str, actor: Actor, at: datetime) -> Account:
    """Take away a lost second factor with its recovery codes, and end every session.

    Raises CannotManage. The owner sets up a new one at the next login that needs it.
    """
    account = _managed("不能清除动态口令", account_id, actor, reason)
    removed, _ = Authenticator.objects.filter(user=account).delete()
    if not removed:
        raise CannotManage("不能清除动态口令：这个账号没有启用动态口令。")
    _end_all(account)
    _managed_tell(account, trail_actions.FACTOR_RESET, actor, at, reason)
    return account


@transaction.atomic
def leave(*, person: str, actor: Actor, at: datetime) -> None:
    """Somebody leaves the hospital: the account is shut and everything open ends, at once."""
    account = Account.objects.select_for_update().filter(person__code=person).first()
    if account is None:
        return
    account.is_active = False
    account.save(update_fields=["is_active"])
    sessions, tokens = _shut(account, at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LEFT,
        subject=account,
        facts={"person": person, "sessions": sessions, "tokens": tokens},
    )


def _account(account_id: int, *, lock: bool = False) -> Account:
    rows = Account.objects.select_related("person")
    if lock:
        rows = rows.select_for_update(of=("self",))
    account: Account = rows.get(pk=account_id)
    return account


def _managed(deed: str, account_id: int, actor: Actor, reason: str) -> Account:
    account = _account(account_id, lock=True)
    reasons = rules.reasons_not_to_manage(actor=actor.person, owner=owner(account), reason=reason)
    refuse(CannotManage, deed, reasons)
    return account


def _managed_tell(account: Account, action: str, actor: Actor, at: datetime, reason: str) -> None:
    facts = {"person": owner(account), "reason": reason.strip()}
    trail.leave(at=at, actor=actor, action=action, subject=account, facts=facts)


def _shut(account: Account, at: datetime) -> tuple[int, int]:
    """How many sessions and tokens ended."""
    sessions = _end_all(account)
    PasswordLink.objects.filter(account=account, closed_at=None).update(closed_at=at)
    tokens = ApiToken.objects.filter(appointment__person=account.person_id, ended_at=None)
    return sessions, tokens.update(ended_at=at) if account.person_id else 0


def _end_all(account: Account, *, but: str | None = None) -> int:
    keys = UserSession.objects.filter(user=account).exclude(session_key=but or "")
    return _end(list(keys.values_list("session_key", flat=True)))


def _end(keys: Collection[str]) -> int:
    """Remove the sessions; those that had run out before do not count."""
    alive, _ = Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return alive


def _tell(
    account: Account,
    action: str,
    at: datetime,
    *,
    facts: dict[str, object] | None = None,
    address: str | None = None,
) -> None:
    trail.leave(
        at=at,
        actor=Actor(person=owner(account)),
        action=action,
        subject=account,
        facts=facts,
        personal=None if address is None else {"address": address},
    )


def _by_system(
    account: Account, action: str, at: datetime, *, facts: dict[str, object], address: str
) -> None:
    trail.leave(
        at=at,
        actor=system_actor(),
        action=action,
        subject=account,
        facts=facts,
        personal={"address": address},
    )
