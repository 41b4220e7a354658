"""The deed of sending a free notice."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import services as trail
from linghang.notices import catalog, services, trail_actions
from linghang.notices.announcing import queries
from linghang.notices.models import Notice
from linghang.org.rules import missing, refuse


class CannotAnnounce(Refused):
    """The notice cannot be sent so; the message lists every reason."""


@transaction.atomic
def announce(
    *,
    title: str,
    body: str,
    units: Collection[str],
    posts: Collection[str] = (),
    must_confirm: bool = False,
    due: date | None = None,
    on: date,
    actor: Actor,
    at: datetime,
) -> list[Notice]:
    """Tell whoever on the day holds one of the posts in these units, or belongs to them.

    units: codes, everything that is meant to hear of it (what lies below, too, the face adds).
    posts: codes; without any, all who belong there. The sender is not told. What carries the mark
    of a state secret or of a work secret is refused. Raises CannotAnnounce.
    """
    title, body = title.strip(), body.strip()
    to = [each for each in queries.recipients(on, units, posts) if each != actor.person]
    reasons = missing(标题=title, 内容=body)
    reasons += sensitivity.reasons_not_to_keep(title, body, Level.INTERNAL)
    if due is not None and due < on:
        reasons.append("办理期限早于今天")
    if not to:
        reasons.append("所选范围内今天没有人可以通知")
    refuse(CannotAnnounce, "不能发出", reasons)
    number = uuid.uuid4().hex
    notices = services.notify(
        kind=catalog.TO_CONFIRM if must_confirm else catalog.ANNOUNCEMENT,
        to=to,
        subject=(queries.SUBJECT, number),
        facts={"title": title, "body": body},
        actor=actor,
        at=at,
        due=due,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ANNOUNCED,
        subject=(queries.SUBJECT, number),
        facts={
            "title": title,
            "told": len(notices),
            "wish": "须确认" if must_confirm else "看过即可",
        },
    )
    return notices
