"""Decisions of a body behind commitments: put up a change, ask on which item a change may rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linghang.commitments import keeping, reach
from linghang.commitments.deciding import rules
from linghang.commitments.deciding.rules import Later
from linghang.commitments.deeds import What
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Step
from linghang.commitments.reporting.services import locked
from linghang.foundation.access import Actor
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.procedures.days import Day

ITEM, THING = "meetings.agendaitem", "commitments.commitment"
PUT_UP_ON = (What.CHANGED.value, What.VOIDED.value)


def is_bound(row: Commitment) -> bool:
    """Whether it rests on a decision that its body alone may change (§2.6.5); a query at most."""
    binding = row.programme.definition.binding
    return rules.is_bound(binding, row.facts, origin(row) if binding else "")


def origin(row: Commitment) -> str:
    """The kind of the meeting that decided it, "" where it came from none."""
    if row.source_type != ITEM or not row.source_id.isdigit():
        return ""
    found = AgendaItem.objects.filter(pk=row.source_id).values_list("form__kind", flat=True)
    return found.first() or ""


def basis(row: Commitment, today: date) -> tuple[str, str]:
    """The later item of the body on which a change may rest now; ("", "") for none."""
    item = _newer(row, today) if is_bound(row) else None
    return (ITEM, str(item)) if item is not None else ("", "")


def rests_on(row: Commitment, columns: Mapping[str, Any], today: date) -> tuple[str, str]:
    """On which item a change rests; ("", "") for one that leaves alone what was decided."""
    old = {name: getattr(row, name) for name in rules.DECIDED}
    changed = row.begun_on is not None and rules.changes(old, columns)
    return basis(row, today) if changed else ("", "")


def _newer(row: Commitment, today: date) -> int | None:
    binding = row.programme.definition.binding
    assert binding is not None
    cites = AgendaItem.objects.filter(
        about_type=THING,
        about_id=str(row.pk),
        form__kind=binding.body,
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__lte=today,
    ).order_by("form__meeting__day", "pk")
    used = set(
        Step.objects.filter(commitment=row, what__in=PUT_UP_ON, about_type=ITEM).values_list(
            "about_id", flat=True
        )
    )
    return rules.newer(
        [
            Later(item=pk, passed=verdict == Verdict.PASSED.value, is_used=str(pk) in used)
            for pk, verdict in cites.values_list("pk", "verdict")
        ]
    )


def reasons_not_to_change(
    row: Commitment, columns: Mapping[str, Any], today: date
) -> list[Complaint]:
    """Why what was decided may not be written otherwise; nothing for what is only seen to."""
    if row.begun_on is None or row.programme.definition.binding is None:
        return []
    old = {name: getattr(row, name) for name in rules.DECIDED}
    return _without_item(row, today) if rules.changes(old, columns) else []


def reasons_not_to_stop(rows: Sequence[Commitment], today: date) -> list[Complaint]:
    """Why these may not be voided."""
    bound = [one for one in rows if one.programme.definition.binding and one.begun_on]
    return [found for one in bound for found in _without_item(one, today)]


def _without_item(row: Commitment, today: date) -> list[Complaint]:
    if not is_bound(row) or basis(row, today)[1]:
        return []
    binding = row.programme.definition.binding
    assert binding is not None
    return [Complaint("", f"{row.number} {rules.reason(binding)}")]


@transaction.atomic
def put_up(
    *, commitment_id: int, reason: str, actor: Actor, at: datetime, today: date
) -> Commitment:
    """Put a change or the end of a decision up to the body that took it (提请变更).

    It then waits for the body's next meeting as an item that cites the decision. Raises
    CannotCommit, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    found = []
    rights = reach.of_actor(actor, today)
    if rights is not None:
        kind, unit = row.programme.definition, row.programme.unit_id
        allowed = reach.may_lead(kind, rights, unit, Day(today))
        found += [] if allowed else [Complaint("", allowed.reason)]
    if not is_bound(row):
        found.append(Complaint("", "这项任务不是集体决定的，不用提请变更"))
    elif not row.is_under_way:
        found.append(Complaint("", f"{row.get_standing_display()}，不用提请变更"))
    elif is_waiting(row):
        found.append(Complaint("", "已经提请，等会议议决"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明要变更什么、为什么"))
    refuse("不能提请变更", found)
    happened = Happening(
        commitment=row,
        what=What.PUT_UP,
        text=reason.strip(),
        hash=row.content_hash,
        about=(row.source_type, row.source_id),
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
    return row


def is_waiting(row: Commitment) -> bool:
    """Whether a change was put up that no meeting has dealt with."""
    asked = Step.objects.filter(commitment=row, what=What.PUT_UP.value).order_by("-pk").first()
    if asked is None:
        return False
    dealt = AgendaItem.objects.filter(
        about_type=THING,
        about_id=str(row.pk),
        form__meeting__day__gte=asked.day,
        form__meeting__state__in=TOOK_PLACE,
    ).exclude(verdict=Verdict.DEFERRED.value)
    return not dealt.exists()
