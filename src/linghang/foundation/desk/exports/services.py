"""Deeds on exports of many people: asking, deciding, using an approval once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.desk import trail_actions
from linghang.foundation.desk.exports import rules
from linghang.foundation.desk.exports.rules import State
from linghang.foundation.desk.models import ExportRequest
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail


class CannotAsk(Refused):
    """The export cannot be asked for; the message lists every reason."""


class CannotDecide(Refused):
    """The request cannot be decided so; the message lists every reason."""


@transaction.atomic
def ask(
    *,
    listing: str,
    title: str,
    address: str,
    conditions: str,
    says: str,
    rows: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> ExportRequest:
    """Ask a second person for the export of a list with many people. Raises CannotAsk.

    address: where the list is, with its conditions and format. says: the conditions in words.
    """
    reasons = rules.reasons_against(reason)
    same = ExportRequest.objects.filter(
        person=actor.person, listing=listing, conditions=conditions, state=State.PENDING
    )
    if same.exists():
        reasons.append("同样的申请还在等待批准")
    if reasons:
        raise CannotAsk(f"不能导出：{'；'.join(reasons)}。")
    asked = ExportRequest.objects.create(
        person=actor.person,
        listing=listing,
        title=title,
        address=address,
        conditions=conditions,
        says=says,
        rows=rows,
        reason=reason.strip(),
        asked_at=at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXPORT_ASKED,
        subject=asked,
        facts={"title": title, "rows": rows, "reason": reason.strip(), "asker": actor.person},
        personal={"conditions": says or "无"},
    )
    return asked


@transaction.atomic
def decide(
    *, request_id: int, is_approved: bool, note: str = "", actor: Actor, at: datetime
) -> ExportRequest:
    """Approve an export of somebody else's, or send it back with a note. Raises CannotDecide."""
    asked = ExportRequest.objects.select_for_update().get(pk=request_id)
    reasons = rules.reasons_not_to_decide(
        state=State(asked.state), decider=actor.person, asker=asked.person
    )
    if not is_approved and not note.strip():
        reasons.append("没有写退回的理由")
    if reasons:
        raise CannotDecide(f"不能办理“{asked.title}”的导出申请：{'；'.join(reasons)}。")
    asked.state = State.APPROVED if is_approved else State.REFUSED
    asked.decided_by, asked.decided_at, asked.note = actor.person, at, note.strip()
    asked.save(update_fields=["state", "decided_by", "decided_at", "note"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXPORT_APPROVED if is_approved else trail_actions.EXPORT_REFUSED,
        subject=asked,
        facts={
            "title": asked.title,
            "rows": asked.rows,
            "asker": asked.person,
            "note": note.strip() or "无",
        },
    )
    return asked


def approved(*, person: str, listing: str, conditions: str, now: datetime) -> ExportRequest | None:
    """The approval under which the person may take out just this, if there is one."""
    rows = ExportRequest.objects.filter(
        person=person, listing=listing, conditions=conditions, state=State.APPROVED
    )
    for one in rows.order_by("decided_at"):
        if rules.is_valid(State(one.state), one.decided_at, now):
            return one
    return None


@transaction.atomic
def use(*, request_id: int, at: datetime) -> bool:
    """Use an approval up; False when it was used meanwhile. The export leaves its own entry."""
    used = ExportRequest.objects.filter(pk=request_id, state=State.APPROVED)
    return bool(used.update(state=State.USED, used_at=at))
