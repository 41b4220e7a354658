"""Deeds on declared relatives and interests: declare, and end what holds no longer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import trail_actions
from linghang.org.models import Person, Tie
from linghang.org.relatives import rules
from linghang.org.relatives.rules import Relation
from linghang.org.rules import refuse


class CannotDeclare(Refused):
    """What is declared does not hold; the message lists every reason."""


class CannotEnd(Refused):
    """The declaration cannot end on that day."""


@transaction.atomic
def declare(
    *,
    person: str,
    relation: Relation,
    relative: str = "",
    name: str = "",
    company: str = "",
    duty: str = "",
    declared_on: date,
    actor: Actor,
    at: datetime,
    today: date,
) -> Tie:
    """Keep what somebody declares. The trail tells that, and not what: few may know.

    person, relative: codes. Raises CannotDeclare, Person.DoesNotExist.
    """
    owner = Person.objects.select_for_update().get(code=person)
    told = rules.Tie(
        person=person,
        relation=relation,
        relative=relative,
        name=name.strip(),
        company=company.strip(),
    )
    reasons = rules.reasons_not_to_declare(told)
    if declared_on > today:
        reasons.append("申报日期不能晚于今天")
    if any(row.tie == told for row in Tie.objects.on(declared_on).filter(person=owner)):
        reasons.append("同样的内容已经申报过")
    refuse(CannotDeclare, "不能申报", reasons)
    row = Tie.objects.create(
        person=owner,
        relation=relation.value,
        relative=Person.objects.get(code=relative) if relative else None,
        name=told.name,
        company=told.company,
        duty=duty.strip(),
        active_from=declared_on,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TIE_DECLARED,
        subject=row,
        facts={"person": person, "declared_on": declared_on.isoformat()},
    )
    return row


@transaction.atomic
def end(*, tie_id: int, active_to: date, actor: Actor, at: datetime) -> Tie:
    """From that day on it holds no longer; what was declared stays to be read. Raises CannotEnd."""
    row = Tie.objects.select_for_update(of=("self",)).get(pk=tie_id)
    if not row.active_from < active_to <= (row.active_to or active_to):
        raise CannotEnd(f"不能终止：日期应在{row.span.label}之内。")
    row.active_to = active_to
    row.save(update_fields=["active_to"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TIE_ENDED,
        subject=row,
        facts={"person": row.person_id, "active_to": active_to.isoformat()},
    )
    return row
