"""Issue and end API tokens, and tell whose a token is. A token reads and never writes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, rules
from linghang.org.accounts import trail_actions
from linghang.org.accounts.models import ApiToken
from linghang.org.accounts.rules import (
    reasons_not_to_end,
    reasons_not_to_issue,
    reasons_not_to_manage,
)
from linghang.org.models import Account, Appointment
from linghang.org.rules import refuse

START = "lh"
PREFIX_BYTES, SECRET_BYTES = 6, 32


class CannotIssue(Refused):
    """The token cannot be issued; the message lists every reason."""


class CannotEndToken(Refused):
    """The token cannot be ended; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token it is: it may read what this appointment may read, and nothing else."""

    token: int
    appointment: int
    person: str


@transaction.atomic
def issue_token(
    *, appointment_id: int, name: str, days: int, today: date, actor: Actor, at: datetime
) -> str:
    """Issue a token for one of one's own appointments; the answer is shown once and kept nowhere.

    name: what it is for. days: it opens nothing from the day `today + days`.
    Raises CannotIssue, Appointment.DoesNotExist.
    """
    held: Appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=appointment_id)
    )
    name = name.strip()
    own = ApiToken.objects.filter(appointment=held, ended_at=None)
    own.filter(expires_on__lte=today).update(ended_at=at)
    reasons = reasons_not_to_issue(
        name=name,
        days=days,
        on=today,
        ends=held.active_to,
        taken=own.values_list("name", flat=True),
    )
    if actor.person != held.person.code:
        reasons.append("只能为本人的任职签发")
    if today not in held.span and not reasons:
        reasons.append("这项任职今天不在任期内")
    refuse(CannotIssue, "不能签发令牌", reasons)
    prefix = secrets.token_hex(PREFIX_BYTES)
    raw = f"{START}_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    expires_on = today + timedelta(days=days)
    token = ApiToken.objects.create(
        appointment=held,
        name=name,
        prefix=prefix,
        digest=_digest(raw),
        issued_at=at,
        expires_on=expires_on,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TOKEN_ISSUED,
        subject=token,
        facts={
            "title": rules.title(posts.post(held.post), held.unit.name),
            "appointment": held.pk,
            "name": name,
            "prefix": prefix,
            "expires_on": expires_on.isoformat(),
        },
    )
    return raw


@transaction.atomic
def end_token(*, token_id: int, reason: str, actor: Actor, at: datetime) -> ApiToken:
    """End a token of one's own. Raises CannotEndToken when it has ended already."""
    token = _token(token_id)
    refuse(CannotEndToken, "不能停用令牌", reasons_not_to_end(is_over=token.ended_at is not None))
    return _end(token, trail_actions.TOKEN_ENDED, {}, reason, actor, at)


@transaction.atomic
def take_token(*, token_id: int, reason: str, actor: Actor, at: datetime) -> ApiToken:
    """End one token of somebody else, as security administrator; its owner is told.

    Raises CannotEndToken; its message lists every reason.
    """
    token = _token(token_id)
    owner = token.appointment.person.code
    reasons = reasons_not_to_manage(actor=actor.person, owner=owner, reason=reason)
    reasons += reasons_not_to_end(is_over=token.ended_at is not None)
    refuse(CannotEndToken, "不能停用令牌", reasons)
    return _end(token, trail_actions.TOKEN_TAKEN, {"person": owner}, reason.strip(), actor, at)


def _token(token_id: int) -> ApiToken:
    rows = ApiToken.objects.select_for_update(of=("self",))
    token: ApiToken = rows.select_related("appointment__person").get(pk=token_id)
    return token


def _end(
    token: ApiToken, action: str, facts: dict[str, object], reason: str, actor: Actor, at: datetime
) -> ApiToken:
    token.ended_at = at
    token.save(update_fields=["ended_at"])
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=token,
        facts={**facts, "name": token.name, "prefix": token.prefix, "reason": reason},
    )
    return token


def token_bearer(raw: str, on: date) -> Bearer | None:
    """Whose token this is; None unless token, appointment, person and account all hold on the day.

    Notes the day of its last use: two queries on the first call of a day, one on others.
    """
    start, _, rest = raw.partition("_")
    prefix = rest.partition("_")[0]
    if start != START or not prefix:
        return None
    token: ApiToken | None = (
        ApiToken.objects.alive(on)
        .select_related("appointment__person__account")
        .filter(prefix=prefix)
        .first()
    )
    if token is None or not constant_time_compare(token.digest, _digest(raw)):
        return None
    if not _stands(token.appointment, on):
        return None
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)
    return Bearer(
        token=token.pk, appointment=token.appointment_id, person=token.appointment.person.code
    )


def _stands(held: Appointment, on: date) -> bool:
    account: Account | None = getattr(held.person, "account", None)
    return bool(account and account.is_active and on in held.span and on in held.person.span)


def _digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
