"""Deeds on posts that people hold: appointing, acting, delegating, ending, switching.

People and units are named by their codes; an unknown code raises DoesNotExist.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as catalog
from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, rules, trail_actions
from linghang.org.conflicts import services as conflicts
from linghang.org.definitions import CAPABILITY_NAMES, Capability, Post
from linghang.org.models import Appointment, Person, Unit
from linghang.org.posts_held.ending import cut_off
from linghang.org.posts_held.queries import Tenure, tenures
from linghang.org.posts_held.rules import Basis, Mandate, reasons_not_to_delegate
from linghang.org.rules import missing, refuse
from linghang.org.trees.rules import Span


class CannotAct(Refused):
    """The post is not one that the person holds on the day."""


class CannotAppoint(Refused):
    """The person cannot hold the post; the message lists every reason."""


class CannotDelegate(Refused):
    """The post cannot be delegated so; the message lists every reason."""


class CannotEnd(Refused):
    """The appointment or membership cannot end on that day."""


@transaction.atomic
def appoint(
    *,
    person: str,
    post: str,
    unit: str,
    active_from: date,
    active_to: date | None = None,
    override_reason: str = "",
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Give a person a post on a unit for a span of days. Raises CannotAppoint, WrongSpan.

    post: a code of posts.yaml; an unknown one is among the reasons. The wording of the post that
    was in force is kept, so that one can later say which rights followed. override_reason: why
    one person is to hold posts that conflicts.yaml flags; it lifts no refusal.
    """
    span = Span(active_from, active_to)
    return _give(Basis.REGULAR, person, post, unit, span, override_reason, actor=actor, at=at)


@transaction.atomic
def act_for(
    *,
    person: str,
    post: str,
    unit: str,
    active_from: date,
    active_to: date | None = None,
    override_reason: str = "",
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Let a person act in a post that is vacant or whose holder is away (代理, 主持工作).

    The rights are those of the post. override_reason: see appoint(). Raises CannotAppoint,
    WrongSpan.
    """
    span = Span(active_from, active_to)
    return _give(Basis.ACTING, person, post, unit, span, override_reason, actor=actor, at=at)


def _give(
    basis: Basis,
    person: str,
    post: str,
    unit: str,
    span: Span,
    override_reason: str,
    *,
    actor: Actor,
    at: datetime,
) -> Appointment:
    holder = Person.objects.select_for_update().get(code=person)
    place = Unit.objects.select_for_update().get(code=unit)
    known = posts.catalog().items.get(post)
    if known is None:
        raise CannotAppoint(f"不能任命：岗位目录里没有 {post}。")
    reasons = _reasons_not_to_hold(known.item, holder, place, span)
    clashes = conflicts.clashes_of(
        person=holder, post=known.item, unit=place, span=span, basis=basis
    )
    reasons += conflicts.reasons_not_to_hold(clashes, override_reason)
    if actor.person == holder.code:
        reasons.append("不能任命自己")
    refuse(CannotAppoint, "不能任命", reasons)
    appointment = Appointment.objects.create(
        person=holder,
        post=post,
        unit=place,
        basis=basis,
        active_from=span.start,
        active_to=span.end,
    )
    action = trail_actions.ACTING if basis is Basis.ACTING else trail_actions.APPOINTED
    _tell(action, appointment, known, span, actor=actor, at=at)
    conflicts.tell(
        appointment=appointment,
        clashes=clashes,
        override_reason=override_reason,
        actor=actor,
        at=at,
    )
    return appointment


def _reasons_not_to_hold(post: Post, holder: Person, place: Unit, span: Span) -> list[str]:
    held = Appointment.objects.filter(person=holder, post=post.code, unit=place)
    return rules.reasons_not_to_appoint(
        post,
        unit=place.facts(),
        person=holder.span,
        span=span,
        held=[each.span for each in held],
    )


def _tell(
    action: str,
    appointment: Appointment,
    known: Loaded[Post],
    span: Span,
    *,
    actor: Actor,
    at: datetime,
    **facts: object,
) -> None:
    post = appointment.post
    catalog.keep(kind=posts.KIND, code=post, hash=known.hash, body=known.body, at=at)
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=appointment,
        facts={
            "person": appointment.person.code,
            "post": post,
            "post_hash": known.hash,
            "unit": appointment.unit.code,
            "title": rules.title(known.item, appointment.unit.name),
            "days": span.label,
            **facts,
        },
    )


@transaction.atomic
def delegate(
    *,
    appointment_id: int,
    to: str,
    active_from: date,
    active_to: date,
    limited_to: Collection[str] = (),
    reason: str,
    today: date,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Let somebody else act under one's own post for some days (授权代办).

    limited_to: capabilities of the post; none means all. What only the holder may do is never
    passed on. Ends with the holder's own appointment. Raises CannotDelegate, WrongSpan.
    """
    principal = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=appointment_id)
    )
    delegate = Person.objects.select_for_update().get(code=to)
    span, known = Span(active_from, active_to), posts.catalog().items[principal.post]
    reasons = missing(授权事由=reason.strip())
    reasons += reasons_not_to_delegate(
        Mandate(
            post=known.item,
            person=principal.person.code,
            basis=Basis(principal.basis),
            span=principal.span,
        ),
        actor=actor.person,
        to=to,
        delegate=delegate.span,
        span=span,
        today=today,
        limited_to=limited_to,
    )
    reasons += _held_already(delegate, principal, span)
    clashes = conflicts.clashes_of(
        person=delegate,
        post=known.item,
        unit=principal.unit,
        span=span,
        basis=Basis.DELEGATED,
        limited_to=limited_to,
    )
    reasons += conflicts.reasons_not_to_hold(clashes, reason)
    refuse(CannotDelegate, "不能授权代办", reasons)
    appointment = Appointment.objects.create(
        person=delegate,
        post=principal.post,
        unit=principal.unit,
        basis=Basis.DELEGATED,
        principal=principal,
        limited_to=sorted(set(limited_to)),
        active_from=active_from,
        active_to=active_to,
    )
    names = [CAPABILITY_NAMES[Capability(each)] for each in appointment.limited_to]
    _tell(
        trail_actions.DELEGATED,
        appointment,
        known,
        span,
        actor=actor,
        at=at,
        principal=principal.pk,
        limited_to=appointment.limited_to,
        limits=f"限于{'、'.join(names)}" if names else "权限不另作限制",
        reason=reason.strip(),
    )
    conflicts.tell(
        appointment=appointment, clashes=clashes, override_reason=reason, actor=actor, at=at
    )
    return appointment


def _held_already(delegate: Person, principal: Appointment, span: Span) -> list[str]:
    held = Appointment.objects.filter(person=delegate, post=principal.post, unit=principal.unit)
    return [f"被授权人已担任这一职务（{each.span.label}）" for each in held if each.span.meet(span)]


@transaction.atomic
def withdraw(*, appointment_id: int, today: date, actor: Actor, at: datetime) -> None:
    """Take a delegation back at once, by who gave it; or give it back, by who got it.

    Raises CannotEnd.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person", "unit", "principal__person")
        .get(pk=appointment_id)
    )
    principal = appointment.principal
    if principal is None:
        raise CannotEnd("不能收回：这不是授权代办。")
    reasons = []
    if actor.person not in (principal.person.code, appointment.person.code):
        reasons.append("只有授权人和被授权人可以收回或退回")
    if appointment.active_to is not None and appointment.active_to <= today:
        reasons.append(f"已经结束（{appointment.span.label}）")
    refuse(CannotEnd, "不能收回授权", reasons)
    taken_back = actor.person == principal.person.code
    cut_off(Appointment.objects.filter(pk=appointment.pk), today, "收回" if taken_back else "退回")
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.WITHDRAWN,
        subject=("org.appointment", str(appointment_id)),
        facts={
            "person": appointment.person.code,
            "principal": principal.pk,
            "title": rules.title(posts.post(appointment.post), appointment.unit.name),
            "active_to": today.isoformat(),
        },
    )


@transaction.atomic
def end_appointment(
    *, appointment_id: int, active_to: date, reason: str = "", actor: Actor, at: datetime
) -> Appointment:
    """Let an appointment end; it gives no rights from that day on. Raises CannotEnd, WrongSpan.

    An appointment that already has an end can only be given an earlier one. What was delegated
    from it ends with it.
    """
    appointment: Appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=appointment_id)
    )
    title = rules.title(posts.post(appointment.post), appointment.unit.name)
    ended = Span(appointment.active_from, active_to)
    if appointment.active_to is not None and appointment.active_to <= active_to:
        says = f"已经结束（{appointment.span.label}）"
        refuse(CannotEnd, f"不能免去{title}职务", [says])
    touched = cut_off(Appointment.objects.filter(pk=appointment.pk), active_to, reason.strip())
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.APPOINTMENT_ENDED,
        subject=appointment,
        facts={
            "person": appointment.person.code,
            "post": appointment.post,
            "unit": appointment.unit.code,
            "title": title,
            "active_to": active_to.isoformat(),
            "days": ended.label,
            "reason": reason.strip(),
            "delegations": touched - 1,
        },
    )
    appointment.refresh_from_db()
    return appointment


@transaction.atomic
def act_as(*, appointment_id: int, person: str, today: date, at: datetime) -> Tenure:
    """Go on under another of one's own posts (切换职务). Raises CannotAct.

    Which post a session acts under, the face remembers; here it is only checked and told.
    """
    own = {tenure.appointment: tenure for tenure in tenures(today, person=person)}
    if appointment_id not in own:
        raise CannotAct("不能切换：这不是您今天在任的职务。")
    tenure = own[appointment_id]
    trail.leave(
        at=at,
        actor=Actor(person=person, appointment=appointment_id, on_behalf_of=tenure.on_behalf_of),
        action=trail_actions.ACTED,
        subject=("org.appointment", str(appointment_id)),
        facts={"post": tenure.post.code, "unit": tenure.unit, "title": tenure.title},
    )
    return tenure
