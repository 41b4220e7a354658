"""Deeds of closing: ask for it, and check what was asked for, step by step."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.commitments import reach
from linghang.commitments.closing import dossier, rules
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.reporting.services import locked
from linghang.commitments.spells.rules import Standing
from linghang.foundation.access import Actor
from linghang.procedures import services as procedures
from linghang.procedures.days import Day
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.reading import Reading


@transaction.atomic
def apply(
    *, commitment_id: int, actor: Actor, at: datetime, today: date, text: str = ""
) -> Commitment:
    """Ask for closing (自查申请), or again after it was sent back.

    Raises CannotCommit with every reason, CannotStart and CannotAct when the post may not.
    """
    row = locked(commitment_id)
    found = [Complaint("", says) for says in not_to_begin(row) or dossier.reasons(row, today)]
    rights = reach.of_actor(actor, today)
    if rights is not None and not found:
        decision = reach.may_report(row, rights, Day(today))
        found += [] if decision else [Complaint("", decision.reason)]
    refuse("不能申请销号", found)
    if row.proceeding is None or not _runs(row.proceeding):
        started = procedures.start(
            procedure=rules.code_of(row.programme.definition),
            unit=row.unit_id or row.programme.unit_id,
            title=title(row),
            subject=(rules.SUBJECT, str(row.pk)),
            level=row.programme.sensitivity,
            actor=actor,
            at=at,
            today=today,
        )
        row.proceeding = started.pk  # as `following` has written it
    first = reading(row, today).definition.firsts[0].key
    _act(row, first, Verb.APPROVE, actor, at, today, text=text)
    row.refresh_from_db()
    return row


@transaction.atomic
def decide(
    *,
    commitment_id: int,
    actor: Actor,
    at: datetime,
    today: date,
    returned_because: str = "",
) -> Commitment:
    """Pass the step that lies open (初审、复核、审定…), or send it back with a reason.

    Raises CannotCommit, CannotAct when the post may not, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    if row.standing != Standing.CLOSING.value or row.proceeding is None:
        refuse("不能验收", [f"{row.get_standing_display()}，没有等待验收"])
    now = reading(row, today)
    waiting = now.way.open()
    if not waiting:
        refuse("不能验收", ["没有等待验收的步骤"])
    verb = Verb.SEND_BACK if returned_because else Verb.APPROVE
    to = now.definition.firsts[0].key if returned_because else ""
    _act(row, waiting[0].key, verb, actor, at, today, to=to, reason=returned_because)
    row.refresh_from_db()
    return row


def not_to_begin(row: Commitment) -> list[str]:
    """Why closing can't be asked for as it and its programme stand."""
    in_force = row.programme.standing == Programme.Standing.IN_FORCE
    return rules.reasons_not_to_begin(Standing(row.standing), in_force=in_force)


def title(row: Commitment) -> str:
    """How its proceeding is called."""
    return f"{row.number} {row.title}销号"[:200]


def _runs(proceeding: int) -> bool:
    return Proceeding.objects.running().filter(pk=proceeding).exists()


def reading(row: Commitment, today: date) -> Reading:
    """Its proceeding put together. Raises Proceeding.DoesNotExist."""
    rows = Proceeding.objects.select_related("unit").prefetch_related("acts__documents")
    return Reading(rows.get(pk=row.proceeding or 0), Day(today), today)


def _act(
    row: Commitment,
    step: str,
    verb: Verb,
    actor: Actor,
    at: datetime,
    today: date,
    *,
    to: str = "",
    reason: str = "",
    text: str = "",
) -> None:
    assert row.proceeding is not None
    procedures.act(
        proceeding_id=row.proceeding,
        step=step,
        verb=verb,
        to=to,
        reason=reason or text,
        seen=Act.objects.filter(proceeding=row.proceeding).count(),
        actor=actor,
        at=at,
        today=today,
    )
