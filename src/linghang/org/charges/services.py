"""Deeds on who is in charge of what: entering and ending."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, trail_actions
from linghang.org import rules as org_rules
from linghang.org.charges import queries, rules
from linghang.org.charges.rules import Leader
from linghang.org.models import Appointment, Charge, Unit
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import missing, refuse
from linghang.org.trees.rules import Span


class CannotCharge(Refused):
    """The leader cannot be in charge of these units; the message lists every reason."""


class CannotEndCharge(Refused):
    """The charge cannot end on that day."""


@transaction.atomic
def put_in_charge(
    *,
    appointment_id: int,
    units: Collection[str],
    active_from: date,
    document: str,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> list[Charge]:
    """Put a leader in charge of units (codes) from a day on, as long as the appointment lasts.

    Who was in charge of a unit before gives way on that day. document: the paper or meeting that
    says so. reason: why one leader is to hold powers that are kept apart. Raises CannotCharge,
    WrongSpan, DoesNotExist.
    """
    held = _appointment(appointment_id)
    leader, places = _leader(held), _places(units)
    spans = {place.pk: Span(active_from, _end(held, place)) for place in places}
    reasons = missing(依据=document.strip()) + ([] if places else ["没有选分管的单位"])
    for place in places:
        reasons += rules.reasons_not_to_charge(
            leader,
            unit=place.facts(),
            span=spans[place.pk],
            later=_later(place, active_from),
            actor=actor.person,
        )
        if Charge.objects.on(active_from).filter(unit=place, appointment=held).exists():
            reasons.append(f"“{place.name}”已由此人分管")
    together = Charge.objects.standing(active_from).filter(appointment__person=held.person)
    kept_apart = queries.powers(
        [place.pk for place in places] + list(together.values_list("unit", flat=True)), active_from
    )
    named = [name for found in kept_apart.values() for name in found]
    reasons += rules.reasons_of_powers(held.post, sorted(named), reason)
    refuse(CannotCharge, "不能登记分管", reasons)
    return [
        _put(held, leader, place, spans[place.pk], document.strip(), reason.strip(), actor, at)
        for place in places
    ]


def _appointment(appointment_id: int) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("person", "unit")
    held: Appointment = rows.get(pk=appointment_id)
    return held


def _leader(held: Appointment) -> Leader:
    post = posts.post(held.post)
    return Leader(
        person=held.person.code,
        title=org_rules.title(post, held.unit.name),
        post=post,
        span=held.span,
        is_delegated=held.basis == Basis.DELEGATED,
    )


def _places(units: Collection[str]) -> list[Unit]:
    """Locked, in the order of their codes. Raises Unit.DoesNotExist for one that never was."""
    found = list(Unit.objects.select_for_update().filter(code__in=units).order_by("code"))
    if len(found) < len(set(units)):
        raise Unit.DoesNotExist
    return found


def _end(held: Appointment, place: Unit) -> date | None:
    return min((end for end in (held.active_to, place.active_to) if end), default=None)


def _later(place: Unit, day: date) -> list[str]:
    after = Charge.objects.filter(unit=place, active_from__gt=day).order_by("active_from")
    return [one.span.label for one in after]


def _put(
    held: Appointment,
    leader: Leader,
    place: Unit,
    span: Span,
    document: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Charge:
    former = queries.of_unit(place.code, span.start)
    Charge.objects.filter(unit=place).cut_off(span.start)
    made = Charge.objects.create(
        appointment=held, unit=place, document=document, active_from=span.start, active_to=span.end
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CHARGED,
        subject=place,
        facts={
            "person": held.person.code,
            "appointment": held.pk,
            "title": leader.title,
            "code": place.code,
            "unit": place.name,
            "days": span.label,
            "document": document,
            "former": f"（原由人员{former.person}分管）" if former else "",
            "reason": f"，理由：{reason}" if reason else "",
        },
    )
    return made


@transaction.atomic
def end_charge(
    *, charge_id: int, active_to: date, document: str, actor: Actor, at: datetime
) -> None:
    """Let a charge end on a day; one that had not begun is taken out. Raises CannotEndCharge."""
    rows = Charge.objects.select_for_update(of=("self",))
    charge = rows.select_related("appointment__person", "appointment__unit", "unit").get(
        pk=charge_id
    )
    reasons = missing(依据=document.strip())
    if not reasons and not Charge.objects.filter(pk=charge_id).cut_off(active_to):
        reasons.append(f"已经结束（{charge.span.label}）")
    refuse(CannotEndCharge, "不能终止分管", reasons)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNCHARGED,
        subject=charge.unit,
        facts={
            "person": charge.appointment.person.code,
            "code": charge.unit.code,
            "unit": charge.unit.name,
            "active_to": active_to.isoformat(),
            "document": document.strip(),
        },
    )
