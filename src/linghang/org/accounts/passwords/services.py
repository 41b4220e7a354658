"""Set and change passwords. Nobody but its owner ever sees one, and no clear text is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db import transaction
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.later import later
from linghang.foundation.trail import services as trail
from linghang.foundation.vault.faults import CannotOpen
from linghang.foundation.vault.fields import Sealed
from linghang.org.accounts import rules, trail_actions
from linghang.org.accounts.definitions import LINK_HOURS, PASSWORDS_KEPT, Limits
from linghang.org.accounts.models import PasswordLink, PasswordRecord
from linghang.org.models import Account
from linghang.org.rules import refuse

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = later("pypinyin")

TOKEN_BYTES = 32
GONE = "链接无效：可能已经用过、已超过24小时，或者又开出了新的链接。请联系安全管理员重新开出。"


class CannotSetPassword(Refused):
    """The new password will not do; the message lists every fault."""


class CannotHandOut(Refused):
    """The link cannot be handed out; the message lists every reason."""


class LinkGone(Refused):
    """The link was used, replaced, or is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A link as it is shown once: the part of the address that opens it, and until when."""

    raw: str
    ends_at: datetime


def owner(account: Account) -> str:
    """The code under which the trail knows the account's owner."""
    return account.person.code if account.person else f"account-{account.pk}"


@transaction.atomic
def hand_out_password_link(*, account_id: int, actor: Actor, at: datetime) -> Handed:
    """Make a link with which the owner sets a password, once, within 24 hours.

    Former links of the account stop working. Raises CannotHandOut.
    """
    account = _locked(account_id)
    reasons = rules.reasons_not_to_manage(actor=actor.person, owner=owner(account))
    if not account.is_active:
        reasons.append("账号已停用，请先恢复")
    refuse(CannotHandOut, "不能开出设置密码的链接", reasons)
    PasswordLink.objects.filter(account=account, closed_at=None).update(closed_at=at)
    raw = secrets.token_urlsafe(TOKEN_BYTES)
    ends_at = at + timedelta(hours=LINK_HOURS)
    PasswordLink.objects.create(
        account=account,
        digest=_digest(raw),
        handed_by=actor.person,
        handed_at=at,
        ends_at=ends_at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LINK_HANDED,
        subject=account,
        facts={
            "person": owner(account),
            "until": f"{timezone.localtime(ends_at):%Y-%m-%d %H:%M}",
        },
    )
    return Handed(raw=raw, ends_at=ends_at)


def link(raw: str, *, now: datetime) -> PasswordLink:
    """The link that this part of an address opens. Raises LinkGone."""
    found: PasswordLink | None = (
        PasswordLink.objects.filter(digest=_digest(raw), closed_at=None, ends_at__gt=now)
        .select_related("account__person")
        .first()
    )
    if found is None or not found.account.is_active:
        raise LinkGone(GONE)
    return found


@transaction.atomic
def set_password_by_link(
    *, raw: str, password: str, limits: Limits, address: str, at: datetime
) -> Account:
    """Set the owner's password and use the link up. Raises LinkGone, CannotSetPassword.

    Every open session of the account ends with it.
    """
    account = _locked(link(raw, now=at).account_id)
    used = PasswordLink.objects.filter(digest=_digest(raw), closed_at=None).update(closed_at=at)
    if not used:  # somebody was faster
        raise LinkGone(GONE)
    _set(account, password, limits=limits, at=at)
    _tell(account, trail_actions.PASSWORD_SET, address, at)
    return account


@transaction.atomic
def change_password(
    *, account_id: int, present: str, password: str, limits: Limits, address: str, at: datetime
) -> Account:
    """Replace one's own password. Raises CannotSetPassword.

    Every other session of the account ends with it.
    """
    account = _locked(account_id)
    faults = [] if account.check_password(present) else ["现在的密码不对"]
    _set(account, password, limits=limits, at=at, faults=faults)
    _tell(account, trail_actions.PASSWORD_CHANGED, address, at)
    return account


@transaction.atomic
def give_password(*, account_id: int, password: str, limits: Limits, at: datetime) -> Account:
    """Set a first password for somebody else, who must change it at the first login.

    For the command line that sets a hospital up; pages hand out a link. Raises CannotSetPassword.
    """
    account = _locked(account_id)
    _set(account, password, limits=limits, at=at, set_by_other=True)
    return account


def faults_of(account: Account, password: str, *, limits: Limits) -> list[str]:
    """Everything that is wrong with a new password for the account, in Chinese."""
    former = list(
        PasswordRecord.objects.filter(account=account.pk)
        .order_by("-set_at", "-pk")
        .values_list("password", flat=True)[:PASSWORDS_KEPT]
    )
    if account.password and account.has_usable_password():
        former.append(account.password)
    return rules.password_faults(
        password,
        least_length=limits.password_least_length,
        least_kinds=limits.password_kinds,
        names=_names(account),
        is_common=password.lower() in _common(),
        was_used=any(check_password(password, one) for one in dict.fromkeys(former)),
    )


def _locked(account_id: int) -> Account:
    account: Account = (
        Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    )
    return account


def _set(
    account: Account,
    password: str,
    *,
    limits: Limits,
    at: datetime,
    faults: list[str] | None = None,
    set_by_other: bool = False,
) -> None:
    found = [*(faults or []), *faults_of(account, password, limits=limits)]
    refuse(CannotSetPassword, "密码没有设成", found)
    account.set_password(password)
    account.save(update_fields=["password"])
    PasswordRecord.objects.create(
        account=account, password=account.password, set_at=at, set_by_other=set_by_other
    )
    kept = (
        PasswordRecord.objects.filter(account=account)
        .order_by("-set_at", "-pk")
        .values_list("pk", flat=True)[:PASSWORDS_KEPT]
    )
    PasswordRecord.objects.filter(account=account).exclude(pk__in=list(kept)).delete()


def _tell(account: Account, action: str, address: str, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=Actor(person=owner(account)),
        action=action,
        subject=account,
        personal={"address": address},
    )


def _names(account: Account) -> list[str]:
    """What a password may not contain: login name, code, name, pinyin, telephone."""
    names = [account.username]
    if person := account.person:
        syllables = pypinyin.lazy_pinyin(person.name)
        names += [person.code, person.name, "".join(syllables), _telephone(person)]
    return [name for name in names if name]


def _telephone(person: object) -> str:
    sealed = getattr(person, "mobile", None)
    try:
        return sealed.open() if isinstance(sealed, Sealed) else ""
    except CannotOpen:  # a lost key keeps nobody from choosing a password
        return ""


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
