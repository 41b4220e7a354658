"""Deeds on the organisation: units, people, appointments, teams, foreign codes, accounts.

Units and people are named by their codes; an unknown code raises DoesNotExist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as catalog
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, rules, trail_actions
from linghang.org.loading.services import CannotLoad, load
from linghang.org.models import Account, Appointment, Membership, Person, Unit
from linghang.org.queries import Tenure, tenures
from linghang.org.rules import missing, refuse
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Span
from linghang.org.trees.services import (
    CannotAddUnit,
    CannotMap,
    CannotPlace,
    add_unit,
    map_code,
    place_unit,
)

__all__ = [
    "CannotAct",
    "CannotAddPerson",
    "CannotAddUnit",
    "CannotAppoint",
    "CannotEnd",
    "CannotJoin",
    "CannotLoad",
    "CannotMap",
    "CannotOpenAccount",
    "CannotPlace",
    "act_as",
    "add_person",
    "add_unit",
    "appoint",
    "end_appointment",
    "join_team",
    "leave_team",
    "load",
    "map_code",
    "open_account",
    "place_unit",
]


class CannotAddPerson(Refused):
    """The person cannot be registered; the message lists every reason."""


class CannotAct(Refused):
    """The post is not one that the person holds on the day."""


class CannotAppoint(Refused):
    """The person cannot hold the post; the message lists every reason."""


class CannotEnd(Refused):
    """The appointment or membership cannot end on that day."""


class CannotJoin(Refused):
    """The person cannot join the team; the message lists every reason."""


class CannotOpenAccount(Refused):
    """The login cannot be opened; the message lists every reason."""


@transaction.atomic
def add_person(
    *, code: str, name: str, licence: str = "", active_from: date, actor: Actor, at: datetime
) -> Person:
    """Register somebody who works here from a day on. Raises CannotAddPerson.

    licence: 医师执业证书编码, by which cases find their physician; empty for others.
    """
    person = Person(
        code=code.strip(), name=name.strip(), licence=licence.strip(), active_from=active_from
    )
    reasons = missing(工号=person.code, 姓名=person.name)
    if Person.objects.filter(code=person.code).exists():
        reasons.append(f"工号 {person.code} 已有人使用")
    if person.licence and Person.objects.filter(licence=person.licence).exists():
        reasons.append(f"执业证书编码 {person.licence} 已登记在别人名下")
    refuse(CannotAddPerson, "不能登记人员", reasons)
    person.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PERSON_ADDED,
        subject=person,
        facts={"code": person.code, "active_from": active_from.isoformat()},
        personal={"name": person.name, "licence": person.licence},
    )
    return person


@transaction.atomic
def appoint(
    *,
    person: str,
    post: str,
    unit: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Give a person a post on a unit for a span of days. Raises CannotAppoint, WrongSpan.

    post: a code of posts.yaml; an unknown one is among the reasons. The wording of the post that
    was in force is kept, so that one can later say which rights followed.
    """
    holder = Person.objects.select_for_update().get(code=person)
    place = Unit.objects.select_for_update().get(code=unit)
    span = Span(active_from, active_to)
    known = posts.catalog().items.get(post)
    if known is None:
        raise CannotAppoint(f"不能任命：岗位目录里没有 {post}。")
    held = Appointment.objects.filter(person=holder, post=post, unit=place)
    reasons = rules.reasons_not_to_appoint(
        known.item,
        unit=place.facts(),
        person=holder.span,
        span=span,
        held=[each.span for each in held],
    )
    if actor.person == holder.code:
        reasons.append("不能任命自己")
    refuse(CannotAppoint, "不能任命", reasons)
    appointment = Appointment.objects.create(
        person=holder, post=post, unit=place, active_from=active_from, active_to=active_to
    )
    catalog.keep(kind=posts.KIND, code=post, hash=known.hash, body=known.body, at=at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.APPOINTED,
        subject=appointment,
        facts={
            "person": holder.code,
            "post": post,
            "post_hash": known.hash,
            "unit": place.code,
            "title": rules.title(known.item, place.name),
            "days": span.label,
        },
    )
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment_id: int, active_to: date, actor: Actor, at: datetime
) -> Appointment:
    """Let an appointment end; it gives no rights from that day on. Raises CannotEnd, WrongSpan.

    An appointment that already has an end can only be given an earlier one.
    """
    appointment: Appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=appointment_id)
    )
    title = rules.title(posts.post(appointment.post), appointment.unit.name)
    _end(appointment, active_to, f"不能免去{title}职务")
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
        },
    )
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
        actor=Actor(person=person, appointment=appointment_id),
        action=trail_actions.ACTED,
        subject=("org.appointment", str(appointment_id)),
        facts={"post": tenure.post.code, "unit": tenure.unit, "title": tenure.title},
    )
    return tenure


@transaction.atomic
def join_team(
    *,
    person: str,
    unit: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Membership:
    """Put a physician into a medical team; an open membership elsewhere ends that day.

    Raises CannotJoin, WrongSpan.
    """
    member = Person.objects.select_for_update().get(code=person)
    team, span = Unit.objects.get(code=unit), Span(active_from, active_to)
    existing = Membership.objects.filter(person=member)
    reasons = rules.reasons_not_to_belong(
        team.facts(), kinds=rules.TEAMS, person=member.span, span=span
    )
    reasons += trees.reasons_not_to_follow([each.span for each in existing], span)
    refuse(CannotJoin, "不能编入医疗组", reasons)
    existing.give_way_to(span)
    membership = Membership.objects.create(
        person=member, unit=team, active_from=active_from, active_to=active_to
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TEAM_JOINED,
        subject=membership,
        facts={
            "person": member.code,
            "code": team.code,
            "unit": team.name,
            "days": span.label,
        },
    )
    return membership


@transaction.atomic
def leave_team(*, membership_id: int, active_to: date, actor: Actor, at: datetime) -> Membership:
    """Let a membership end on a day. Raises CannotEnd, WrongSpan."""
    membership: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=membership_id)
    )
    _end(membership, active_to, f"不能调出“{membership.unit.name}”")
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TEAM_LEFT,
        subject=membership,
        facts={
            "person": membership.person.code,
            "code": membership.unit.code,
            "unit": membership.unit.name,
            "active_to": active_to.isoformat(),
        },
    )
    return membership


@transaction.atomic
def open_account(*, username: str, person: str, actor: Actor, at: datetime) -> Account:
    """Open a login for a person, without a password. Raises CannotOpenAccount."""
    owner = Person.objects.select_for_update().get(code=person)
    username = username.strip()
    reasons = missing(登录名=username)
    if Account.objects.filter(username=username).exists():
        reasons.append(f"登录名 {username} 已有人使用")
    if Account.objects.filter(person=owner).exists():
        reasons.append("此人已有登录账号")
    refuse(CannotOpenAccount, "不能开通登录账号", reasons)
    account = Account(username=username, person=owner)
    account.set_unusable_password()
    account.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ACCOUNT_OPENED,
        subject=account,
        facts={"person": owner.code},
    )
    return account


def _end(row: Appointment | Membership, active_to: date, deed: str) -> None:
    ended = Span(row.active_from, active_to)
    if row.active_to is not None and row.active_to <= active_to:
        refuse(CannotEnd, deed, [f"已经结束（{row.span.label}）"])
    row.active_to = ended.end
    row.save(update_fields=["active_to"])
