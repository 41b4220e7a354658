"""What every deed that gives a post does about conflicts: asks before, and tells afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.org.conflicts import trail_actions
from linghang.org.conflicts.queries import clashes_of
from linghang.org.conflicts.rules import Clash, reasons_not_to_hold
from linghang.org.models import Appointment

__all__ = ["clashes_of", "reasons_not_to_hold", "tell"]


@transaction.atomic
def tell(
    *,
    appointment: Appointment,
    clashes: Iterable[Clash],
    override_reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Leave in the trail which conflicts were accepted with the appointment, and for what reason.

    To be called in the deed's transaction, after reasons_not_to_hold() had none. Nothing without
    clashes.
    """
    for clash in clashes:
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.OVERRIDDEN,
            subject=appointment,
            facts={
                "person": appointment.person.code,
                "code": clash.conflict.code,
                "conflict": clash.conflict.name,
                "one": clash.one.title,
                "other": clash.other.title,
                "other_appointment": clash.other.appointment or clash.one.appointment,
                "days": clash.days.label,
                "reason": override_reason.strip(),
            },
        )
