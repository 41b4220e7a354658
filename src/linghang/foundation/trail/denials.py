"""Who was denied what: told in the trail, so that somebody can look into it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor, Decision
from linghang.foundation.trail import services, subjects
from linghang.foundation.trail.trail_actions import DENIED

SUBJECT = "web.page"
LONGEST = 100

subjects.register(SUBJECT, "页面")


@transaction.atomic
def tell(*, page: str, address: str, decision: Decision, actor: Actor, at: datetime) -> None:
    """Leave an entry of a denial. page: the name of the address; address: as it was asked for."""
    services.leave(
        at=at,
        actor=actor,
        action=DENIED,
        subject=(SUBJECT, page[:LONGEST]),
        facts={"address": address[:LONGEST], "reason": decision.reason},
    )
