"""Deeds on members on the move: register, be in touch, come back."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import transaction

from linghang.branches import trail_actions
from linghang.branches.flowing import rules
from linghang.branches.models import Contact, Flowing
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.trail import services as trail
from linghang.meetings.bodies.queries import below
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from linghang.org.rules import missing, refuse

LEAST, EVERY = "flowing.least_months", "flowing.contact_months"


class CannotEnter(Refused):
    """What is to be entered does not hold; the message lists every reason."""


@transaction.atomic
def register(
    *,
    unit: str,
    person: str,
    place: str,
    since: date,
    back_on: date,
    certificate: str = "",
    actor: Actor,
    at: datetime,
) -> Flowing:
    """Register that a member is away for long, the Party relation staying here (§1.7.4).

    Raises CannotEnter.
    """
    branch, member = (
        Unit.objects.get(code=unit),
        Person.objects.select_for_update().get(code=person),
    )
    least = cast(int, parameters.value(LEAST, since))
    reasons = missing(去向=place.strip())
    reasons += rules.reasons_not_to_register(since, back_on, least=least)
    belongs = Membership.objects.on(since).filter(
        below(unit, since), person=member, line=Line.PARTY
    )
    if not belongs.exists():
        reasons.append("此人当日的组织关系不在本支部")
    if Flowing.objects.open().filter(person=member).exists():
        reasons.append("已登记为流动党员")
    refuse(CannotEnter, "不能登记", reasons)
    row = Flowing.objects.create(
        person=member,
        unit=branch,
        place=place.strip(),
        active_from=since,
        back_on=back_on,
        certificate=certificate.strip(),
    )
    facts = {"unit": branch.name, "person": person, "place": row.place}
    trail.leave(at=at, actor=actor, action=trail_actions.REGISTERED, subject=row, facts=facts)
    return row


@transaction.atomic
def contact(
    *, flowing_id: int, day: date, by: str, says: str, actor: Actor, at: datetime, today: date
) -> Contact:
    """Note that the branch was in touch. Raises CannotEnter."""
    row = Flowing.objects.select_for_update().get(pk=flowing_id)
    reasons = missing(联系人=by.strip(), 情况=says.strip())
    if not row.active_from <= day <= today:
        reasons.append("联系日期应在外出之后、今天之前")
    refuse(CannotEnter, "不能登记", reasons)
    made = Contact.objects.create(flowing=row, day=day, by=by.strip(), says=says.strip())
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CONTACTED,
        subject=row,
        facts={"person": row.person_id, "day": day.isoformat()},
    )
    return made


@transaction.atomic
def come_back(*, flowing_id: int, day: date, actor: Actor, at: datetime) -> Flowing:
    """From that day on the member is here again. Raises CannotEnter."""
    row = Flowing.objects.select_for_update().get(pk=flowing_id)
    reasons = ["已经登记返回"] if row.active_to else []
    if day <= row.active_from:
        reasons.append("返回日期应在外出日期之后")
    refuse(CannotEnter, "不能登记", reasons)
    row.active_to = day
    row.save(update_fields=["active_to"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.RETURNED,
        subject=row,
        facts={"person": row.person_id, "day": day.isoformat()},
    )
    return row
