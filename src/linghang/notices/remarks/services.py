"""Deeds on remarks: sending one, answering it. Both sides hear of it by notices."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import services as trail
from linghang.notices import trail_actions
from linghang.notices.models import Remark
from linghang.org.models import Person
from linghang.org.rules import missing, refuse


class CannotRemark(Refused):
    """The remark cannot be sent; the message lists every reason."""


class CannotAnswer(Refused):
    """The remark cannot be answered so; the message lists every reason."""


@transaction.atomic
def remark(*, text: str, page: str, actor: Actor, at: datetime) -> Remark:
    """Send a remark. page: address of the page it is about, "" for none. Raises CannotRemark."""
    text = text.strip()
    reasons = missing(内容=text)
    reasons += sensitivity.reasons_not_to_keep("", text, Level.INTERNAL)
    refuse(CannotRemark, "不能提交", reasons)
    made = Remark.objects.create(
        person=Person.objects.get(code=actor.person), text=text, page=page, sent_at=at
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.REMARKED,
        subject=made,
        facts={"page": page or "无"},
    )
    return made


@transaction.atomic
def answer(*, remark_id: int, text: str, actor: Actor, at: datetime) -> Remark:
    """Say what became of a remark; its sender is told. Raises CannotAnswer."""
    found = (
        Remark.objects.select_for_update(of=("self",)).select_related("person").get(pk=remark_id)
    )
    text = text.strip()
    reasons = missing(答复=text) + (["已经答复过"] if found.answered_at else [])
    reasons += sensitivity.reasons_not_to_keep("", text, Level.INTERNAL)
    refuse(CannotAnswer, "不能答复", reasons)
    found.answer, found.answered_by, found.answered_at = text, actor.person, at
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.REMARK_ANSWERED,
        subject=found,
        facts={"person": found.person.code},
    )
    return found
