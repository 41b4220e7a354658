"""The trail leaves the house as a file: for a reason, and never without an entry of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services
from linghang.foundation.trail.trail_actions import EXPORTED

LEAST_REASON, LONGEST_REASON = 4, 200
SUBJECT = ("trail.entry", "*")


class CannotExport(Refused):
    """The trail is not written into a file."""


def check_reason(reason: str) -> None:
    """Raises CannotExport for a reason that says nothing or is a story."""
    if len("".join(reason.split())) < LEAST_REASON:
        raise CannotExport(f"没有导出：请写明理由（不少于{LEAST_REASON}个字）。")
    if len(reason) > LONGEST_REASON:
        raise CannotExport(f"没有导出：理由最多{LONGEST_REASON}个字，现为{len(reason)}个字。")


@transaction.atomic
def tell(*, rows: int, format: str, reason: str, actor: Actor, at: datetime) -> None:
    """Leave the entry of an export. Raises CannotExport for want of a reason."""
    check_reason(reason)
    services.leave(
        at=at,
        actor=actor,
        action=EXPORTED,
        subject=SUBJECT,
        facts={"rows": rows, "format": format, "reason": reason.strip()},
    )
