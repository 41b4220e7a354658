"""Deeds about bodies: who has no vote, who is left out of 应到, who holds a seat for a term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.bodies.rules import (
    LEFT_OUT_NAMES,
    NATURE_NAMES,
    NO_VOTE_NAMES,
    LeftOutGround,
    Nature,
    NoVoteGround,
)
from linghang.meetings.models import BranchNature, LeftOut, NoVote, TermSeat
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from linghang.org.models.dated import Dated
from linghang.org.rules import missing, refuse
from linghang.org.trees.rules import Span

_Row = TypeVar("_Row", bound=Dated)


class CannotRegister(Refused):
    """What is registered of a member does not hold; the message lists every reason."""


@transaction.atomic
def take_vote(
    *,
    person: str,
    ground: NoVoteGround,
    document: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> NoVote:
    """Register that a Party member has no vote from a day on. Raises CannotRegister."""
    member = Person.objects.select_for_update().get(code=person)
    return _register(
        NoVote(
            person=member,
            ground=ground.value,
            document=document.strip(),
            active_from=active_from,
            active_to=active_to,
        ),
        beside=NoVote.objects.filter(person=member),
        reasons=missing(依据=document.strip()) + _not_a_member(member, active_from),
        says=lambda row: f"已登记为{row.get_ground_display()}（{row.span.label}）",
        action=trail_actions.VOTE_TAKEN,
        facts={
            "person": member.code,
            "ground": NO_VOTE_NAMES[ground],
            "document": document.strip(),
        },
        actor=actor,
        at=at,
    )


@transaction.atomic
def give_vote_back(*, row_id: int, active_to: date, actor: Actor, at: datetime) -> NoVote:
    """From that day on the member has a vote (again). Raises CannotRegister."""
    row = NoVote.objects.select_for_update().get(pk=row_id)
    _end(row, active_to)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.VOTE_GIVEN_BACK,
        subject=row,
        facts={"person": row.person_id, "active_to": active_to.isoformat()},
    )
    return row


@transaction.atomic
def leave_out(
    *,
    person: str,
    unit: str,
    ground: LeftOutGround,
    approval: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> LeftOut:
    """Register that the branch leaves a member out of 应到, with the superior's approval.

    Raises CannotRegister.
    """
    member = Person.objects.select_for_update().get(code=person)
    place = Unit.objects.get(code=unit)
    return _register(
        LeftOut(
            person=member,
            unit=place,
            ground=ground.value,
            approval=approval.strip(),
            active_from=active_from,
            active_to=active_to,
        ),
        beside=LeftOut.objects.filter(person=member),
        reasons=missing(上级批准=approval.strip()) + _not_a_member(member, active_from),
        says=lambda row: f"已登记不计入应到（{row.span.label}）",
        action=trail_actions.LEFT_OUT,
        facts={
            "person": member.code,
            "unit": place.name,
            "ground": LEFT_OUT_NAMES[ground],
            "approval": approval.strip(),
        },
        actor=actor,
        at=at,
    )


@transaction.atomic
def count_again(*, row_id: int, active_to: date, actor: Actor, at: datetime) -> LeftOut:
    """From that day on the member belongs to 应到 again. Raises CannotRegister."""
    row = LeftOut.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row_id)
    _end(row, active_to)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.COUNTED_AGAIN,
        subject=row,
        facts={
            "person": row.person_id,
            "unit": row.unit.name,
            "active_to": active_to.isoformat(),
        },
    )
    return row


@transaction.atomic
def seat(
    *,
    unit: str,
    kind: str,
    person: str,
    title: str = "",
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> TermSeat:
    """Give somebody a seat in a body for a term. Raises CannotRegister."""
    place = Unit.objects.select_for_update().get(code=unit)
    member, declared = Person.objects.get(code=person), catalog.meetings()[kind]
    span = Span(active_from, active_to)
    reasons = []
    if not declared.takes_seats:
        reasons.append(f"{declared.name}的成员不按届登记")
    if place.kind not in declared.of:
        reasons.append(f"“{place.name}”不召开{declared.name}")
    if not member.span.covers(span):
        reasons.append(f"此人在{span.label}并非始终在院")
    return _register(
        TermSeat(
            unit=place,
            kind=kind,
            person=member,
            title=title,
            active_from=active_from,
            active_to=active_to,
        ),
        beside=TermSeat.objects.filter(unit=place, kind=kind, person=member),
        reasons=reasons,
        says=lambda row: f"已经是成员（{row.span.label}）",
        action=trail_actions.SEATED,
        facts={"person": member.code, "unit": place.name, "kind": declared.name},
        actor=actor,
        at=at,
    )


@transaction.atomic
def unseat(*, row_id: int, active_to: date, actor: Actor, at: datetime) -> TermSeat:
    """From that day on the seat is given up. Raises CannotRegister."""
    row = TermSeat.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row_id)
    _end(row, active_to)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNSEATED,
        subject=row,
        facts={
            "person": row.person_id,
            "unit": row.unit.name,
            "kind": catalog.meetings()[row.kind].name,
            "active_to": active_to.isoformat(),
        },
    )
    return row


@transaction.atomic
def set_nature(
    *,
    unit: str,
    nature: Nature,
    approval: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> BranchNature:
    """Register that a branch is a temporary or a joint one. Raises CannotRegister."""
    place = Unit.objects.select_for_update().get(code=unit)
    reasons = missing(批准=approval.strip())
    if place.kind != Kind.PARTY_BRANCH:
        reasons.append(f"“{place.name}”不是党支部")
    return _register(
        BranchNature(
            unit=place,
            nature=nature.value,
            approval=approval.strip(),
            active_from=active_from,
            active_to=active_to,
        ),
        beside=BranchNature.objects.filter(unit=place),
        reasons=reasons,
        says=lambda row: f"已登记为{row.get_nature_display()}（{row.span.label}）",
        action=trail_actions.NATURE_SET,
        facts={
            "unit": place.name,
            "nature": NATURE_NAMES[nature],
            "approval": approval.strip(),
        },
        actor=actor,
        at=at,
    )


@transaction.atomic
def end_nature(*, row_id: int, active_to: date, actor: Actor, at: datetime) -> BranchNature:
    """From that day on it is a plain branch. Raises CannotRegister."""
    row = BranchNature.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row_id)
    _end(row, active_to)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.NATURE_ENDED,
        subject=row,
        facts={
            "unit": row.unit.name,
            "nature": row.get_nature_display(),
            "active_to": active_to.isoformat(),
        },
    )
    return row


def _register(
    row: _Row,
    *,
    beside: QuerySet[_Row],
    reasons: list[str],
    says: Callable[[_Row], str],
    action: str,
    facts: dict[str, object],
    actor: Actor,
    at: datetime,
) -> _Row:
    """Keep a row for a span in which none of those `beside` holds, and leave the trail.

    reasons: what else speaks against it. says: how another row that holds then is named.
    """
    reasons += [says(other) for other in beside if other.span.meet(row.span)]
    refuse(CannotRegister, "不能登记", reasons)
    row.save(force_insert=True)
    trail.leave(
        at=at, actor=actor, action=action, subject=row, facts={**facts, "days": row.span.label}
    )
    return row


def _not_a_member(member: Person, on: date) -> list[str]:
    belongs = Membership.objects.on(on).filter(person=member, line=Line.PARTY).exists()
    return [] if belongs else ["此人当日的组织关系不在本院党组织"]


def _end(row: Dated, active_to: date) -> None:
    if not row.active_from < active_to <= (row.active_to or active_to):
        raise CannotRegister(f"不能办理：日期应在{row.span.label}之内。")
    row.active_to = active_to
    row.save(update_fields=["active_to"])
