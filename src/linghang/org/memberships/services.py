"""Deeds of belonging: joining a unit along a line, moving on, leaving.

People and units are named by their codes; an unknown code raises DoesNotExist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import rules, trail_actions
from linghang.org.definitions import Kind
from linghang.org.memberships import queries
from linghang.org.memberships.rules import LINES, Line, lowest_only
from linghang.org.models import Coverage, Membership, Person, Placement, Unit
from linghang.org.rules import refuse
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Span


class CannotJoin(Refused):
    """The person cannot belong to the unit; the message lists every reason."""


class CannotLeave(Refused):
    """The membership cannot end on that day."""


@transaction.atomic
def join(
    *,
    person: str,
    unit: str,
    line: Line,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Membership:
    """Let a person belong to a unit along a line; where they belonged before ends that day.

    Without an end it lasts as long as the person's time here is known to last.
    Raises CannotJoin, WrongSpan.
    """
    member = Person.objects.select_for_update().get(code=person)
    place, span = Unit.objects.get(code=unit), Span(active_from, active_to or member.active_to)
    existing = Membership.objects.filter(person=member, line=line)
    reasons = rules.reasons_not_to_belong(
        place.facts(), kinds=LINES[line].kinds, person=member.span, span=span
    )
    reasons += _reasons_of_level(place, line, span)
    reasons += trees.reasons_not_to_follow([each.span for each in existing], span)
    refuse(CannotJoin, f"不能编入{LINES[line].place}", reasons)
    existing.give_way_to(span)
    membership = Membership.objects.create(
        person=member, unit=place, line=line, active_from=span.start, active_to=span.end
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.JOINED,
        subject=membership,
        facts={
            "person": member.code,
            "line": LINES[line].name,
            "code": place.code,
            "unit": place.name,
            "days": span.label,
        },
    )
    return membership


def _reasons_of_level(place: Unit, line: Line, span: Span) -> list[str]:
    if line is not Line.GRID:
        return []
    below = Placement.objects.reaching(span.start).filter(parent=place)
    return lowest_only(place.name, below=below.exists())


@transaction.atomic
def transfer_home(
    *, person: str, unit: str, active_from: date, actor: Actor, at: datetime
) -> list[Membership]:
    """Move a person to another department, ward or office (调动), with what goes with it.

    The union group and the grid cell follow where exactly one covers the new home on that day;
    where none or several do, they stay as they are. Party membership moves only by a transfer of
    its own (组织关系转接). Raises CannotJoin, WrongSpan.
    """
    moved = [
        join(person=person, unit=unit, line=Line.HOME, active_from=active_from, actor=actor, at=at)
    ]
    for line, cell in followers(unit, active_from).items():
        own = Membership.objects.on(active_from).filter(
            person__code=person, line=line, unit__code=cell
        )
        if not own.exists():
            moved.append(
                join(
                    person=person,
                    unit=cell,
                    line=line,
                    active_from=active_from,
                    actor=actor,
                    at=at,
                )
            )
    return moved


def followers(unit: str, on: date) -> dict[Line, str]:
    """The union group and grid cell of who works in the unit, where exactly one covers it.

    A ward that nothing covers itself is covered with its department.
    """
    found: dict[Line, str] = {}
    for line in (Line.UNION, Line.GRID):
        cells = _covering(unit, line, on) or _covering(_department(unit, on), line, on)
        if len(cells) == 1:
            found[line] = cells[0]
    return found


def _covering(unit: str | None, line: Line, on: date) -> list[str]:
    covering = Coverage.objects.on(on).filter(
        covered__code=unit, unit__kind__in=[kind.value for kind in LINES[line].kinds]
    )
    cells = covering.exclude(unit__placements_below__in=Placement.objects.on(on))
    return list(cells.values_list("unit__code", flat=True))


def _department(ward: str, on: date) -> str | None:
    placement = Placement.objects.on(on).filter(unit__code=ward, unit__kind=Kind.WARD.value)
    return placement.values_list("parent__code", flat=True).first()


@transaction.atomic
def check_grid(*, on: date, actor: Actor, at: datetime) -> int:
    """Note that the coverage of the grid was checked as of a day; returns how many are misplaced.

    Those concerned are named in the trail and hear of it: the keepers of cells in which misplaced
    people stand, and who leads the departments where they work.
    """
    faults = queries.grid_faults(on)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.GRID_CHECKED,
        subject=("org.grid", on.isoformat()),
        facts={
            "on": on.isoformat(),
            "faults": len(faults),
            "concerned": queries.concerned(faults, on),
        },
    )
    return len(faults)


@transaction.atomic
def leave(*, membership_id: int, active_to: date, actor: Actor, at: datetime) -> Membership:
    """Let a membership end on a day. Raises CannotLeave, WrongSpan."""
    membership: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=membership_id)
    )
    ended = Span(membership.active_from, active_to)
    if membership.active_to is not None and membership.active_to <= active_to:
        says = f"已经结束（{membership.span.label}）"
        refuse(CannotLeave, f"不能调出“{membership.unit.name}”", [says])
    membership.active_to = ended.end
    membership.save(update_fields=["active_to"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LEFT,
        subject=membership,
        facts={
            "person": membership.person.code,
            "line": LINES[Line(membership.line)].name,
            "code": membership.unit.code,
            "unit": membership.unit.name,
            "active_to": active_to.isoformat(),
        },
    )
    return membership
