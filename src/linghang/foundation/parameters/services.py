"""Change a rule parameter: one drafts, another approves; and ask what is in force."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import (
    catalog,
    kinds,
    queries,
    rules,
    trail_actions,
)
from linghang.foundation.parameters.catalog import UnknownParameter
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.parameters.rules import NotInForce
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import services as trail

__all__ = [
    "CannotChange",
    "CannotDecide",
    "NotInForce",
    "UnknownParameter",
    "approve",
    "draft",
    "refuse",
    "value",
    "withdraw",
]


class CannotChange(Refused):
    """The change may not be drafted; the message lists every reason."""


class CannotDecide(Refused):
    """The draft may not be approved, refused or withdrawn; the message lists every reason."""


def value(code: str, on: date) -> Value:
    """The value in force on the day, in one query; `queries.in_force` gives all of them at once.

    Raises UnknownParameter for a code that no catalog declares, NotInForce for a day without one.
    """
    return queries.value(code, on)


@transaction.atomic
def draft(
    *,
    code: str,
    value: object,
    active_from: date,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
    active_to: date | None = None,
    supersedes: bool = False,
    document: str = "",
    evidence_id: int | None = None,
) -> ParameterChange:
    """Propose a value for the days from `active_from`; it has no effect before it is approved.

    value: JSON of the parameter's kind. supersedes: the text from above was revised, which needs
    its number and file (`evidence_id`); otherwise it is the hospital's own rule.
    Raises CannotChange, UnknownParameter.
    """
    parameter = catalog.parameter(code)
    try:
        typed = kinds.parse(parameter.kind, value)
    except ValueError as fault:
        raise CannotChange(f"不能起草“{parameter.name}”：值{fault}。") from None
    change = ParameterChange(
        code=code,
        value=kinds.plain(typed),
        supersedes=supersedes,
        active_from=active_from,
        active_to=active_to,
        document=document.strip(),
        evidence_id=evidence_id,
        reason=reason.strip(),
        drafted_by=actor.person,
        drafted_for=actor.on_behalf_of or "",
        drafted_at=at,
    )
    reasons = _reasons_not_to_change(change, today)
    reasons += sensitivity.reasons_not_to_keep(change.document, change.reason, Level.INTERNAL)
    if reasons:
        raise CannotChange(f"不能起草“{parameter.name}”：{'；'.join(reasons)}。")
    change.save()
    _leave(change, trail_actions.DRAFTED, actor, at)
    return change


@transaction.atomic
def approve(
    *, change_id: int, actor: Actor, at: datetime, today: date, note: str = ""
) -> ParameterChange:
    """Let a draft come into force on its day; never by who drafted it. Raises CannotDecide."""
    change = _draft(change_id, "批准")
    reasons = _reasons_not_to_change(change, today)
    if _is_own_draft(change, actor):
        reasons.insert(0, "起草人不能批准自己起草（或委托他人起草）的改动，请另一人批准")
    if reasons:
        raise CannotDecide(f"不能批准“{change.parameter.name}”：{'；'.join(reasons)}。")
    try:
        with transaction.atomic():
            _decide(change, State.APPROVED, note, actor, at)
    except IntegrityError:
        raise CannotDecide(
            f"不能批准“{change.parameter.name}”：另一项同日生效的改动刚刚批准，请刷新后再看。"
        ) from None
    _leave(change, trail_actions.APPROVED, actor, at)
    return change


@transaction.atomic
def refuse(*, change_id: int, note: str, actor: Actor, at: datetime) -> ParameterChange:
    """Send a draft back with the reason (退回). Raises CannotDecide."""
    change = _draft(change_id, "退回")
    reasons = []
    if not note.strip():
        reasons.append("没有写退回的理由")
    if _is_own_draft(change, actor):
        reasons.append("起草人不能退回自己起草的改动，请用“撤回”")
    if reasons:
        raise CannotDecide(f"不能退回“{change.parameter.name}”：{'；'.join(reasons)}。")
    _decide(change, State.REFUSED, note, actor, at)
    _leave(change, trail_actions.REFUSED, actor, at, note=change.note)
    return change


@transaction.atomic
def withdraw(*, change_id: int, actor: Actor, at: datetime) -> ParameterChange:
    """Take one's own draft back (撤回). Raises CannotDecide."""
    change = _draft(change_id, "撤回")
    if not _is_own_draft(change, actor):
        raise CannotDecide(f"不能撤回“{change.parameter.name}”：只有起草人可以撤回。")
    change.state = State.WITHDRAWN
    change.save(update_fields=["state"])
    _leave(change, trail_actions.WITHDRAWN, actor, at)
    return change


def _draft(change_id: int, deed: str) -> ParameterChange:
    change = ParameterChange.objects.select_for_update().get(pk=change_id)
    if change.state != State.DRAFT:
        raise CannotDecide(
            f"不能{deed}“{change.parameter.name}”：这项改动{change.get_state_display()}。"
        )
    return change


def _reasons_not_to_change(change: ParameterChange, today: date) -> list[str]:
    """The approved rows are locked, so that two approvals for one day wait for each other."""
    approved = ParameterChange.objects.approved().select_for_update().filter(code=change.code)
    rows = [one.row() for one in approved]
    return rules.reasons_not_to_change(change.parameter, change.proposal(), rows, today=today)


def _is_own_draft(change: ParameterChange, actor: Actor) -> bool:
    return rules.is_same_hand(
        (change.drafted_by, change.drafted_for), (actor.person, actor.on_behalf_of)
    )


def _decide(change: ParameterChange, state: State, note: str, actor: Actor, at: datetime) -> None:
    change.state, change.note = state, note.strip()
    change.approved_by, change.approved_for = actor.person, actor.on_behalf_of or ""
    change.decided_at = at
    change.save(update_fields=["state", "note", "approved_by", "approved_for", "decided_at"])


def _leave(change: ParameterChange, action: str, actor: Actor, at: datetime, **more: str) -> None:
    """Everybody who reads the trail may read a rule; what was written freely can be removed."""
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=change,
        facts={
            "code": change.code,
            "name": change.parameter.name,
            "basis": change.basis,
            "value": change.shown,
            "active_from": change.active_from.isoformat(),
            "active_to": change.active_to.isoformat() if change.active_to else None,
            "document": change.document,
            "drafter": change.drafted_by,
        },
        personal={"reason": change.reason, **more},
    )
