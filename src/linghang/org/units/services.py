"""Deeds on units over time: renaming, counting beds, covering others, closing.

Units are named by their codes; an unknown code raises Unit.DoesNotExist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import trail_actions
from linghang.org.models import (
    Appointment,
    Beds,
    Charge,
    CodeMap,
    Coverage,
    Membership,
    Naming,
    Placement,
    Unit,
)
from linghang.org.posts_held.ending import cut_off
from linghang.org.rules import missing, refuse
from linghang.org.trees.rules import Span
from linghang.org.units import rules
from linghang.org.units.rules import Remaining


class CannotRename(Refused):
    """The unit cannot be called so; the message lists every reason."""


class CannotSetBeds(Refused):
    """The ward cannot have so many beds; the message lists every reason."""


class CannotCover(Refused):
    """The organisation cannot cover the unit; the message lists every reason."""


class CannotClose(Refused):
    """The unit cannot be closed; the message lists every reason."""


@transaction.atomic
def rename_unit(
    *, code: str, name: str, active_from: date, today: date, actor: Actor, at: datetime
) -> Unit:
    """Call a unit by another name from a day on; it keeps its code and its history.

    A name of a later day becomes `Unit.name` on that day, see settle_names. Raises CannotRename,
    WrongSpan.
    """
    unit = Unit.objects.select_for_update().get(code=code)
    name, span = name.strip(), Span(active_from, unit.active_to)
    former = Naming.objects.filter(unit=unit)
    called = [(each.name, each.span) for each in former] or [(unit.name, unit.span)]
    refuse(
        CannotRename,
        f"“{unit.name}”不能更名",
        rules.reasons_not_to_rename(unit.facts(), name=name, span=span, called=called),
    )
    if not former.exists():
        Naming.objects.create(unit=unit, name=unit.name, **unit.days())
    before = former.on(active_from).get().name
    former.give_way_to(span)
    Naming.objects.create(unit=unit, name=name, **{**unit.days(), "active_from": active_from})
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNIT_RENAMED,
        subject=unit,
        facts={
            "code": unit.code,
            "former": before,
            "name": name,
            "active_from": active_from.isoformat(),
        },
    )
    if active_from <= today:
        unit.name = name
        unit.save(update_fields=["name"])
    return unit


@transaction.atomic
def settle_names(*, today: date) -> int:
    """Let every unit be called what it is called today; returns how many names that changed.

    For names that were given beforehand, every night; the deed left its trail when it was done.
    """
    due = Naming.objects.on(today).exclude(name=F("unit__name")).select_related("unit")
    changed = [naming.unit for naming in due]
    for naming in due:
        naming.unit.name = naming.name
    Unit.objects.bulk_update(changed, ["name"])
    return len(changed)


@transaction.atomic
def set_beds(*, code: str, beds: int, active_from: date, actor: Actor, at: datetime) -> Beds:
    """Say how many beds a ward has open (核定开放床位) from a day on.

    Raises CannotSetBeds, WrongSpan.
    """
    unit = Unit.objects.select_for_update().get(code=code)
    span = Span(active_from, unit.active_to)
    former = Beds.objects.filter(unit=unit)
    counted = [(each.beds, each.span) for each in former]
    refuse(
        CannotSetBeds,
        f"不能核定“{unit.name}”的开放床位",
        rules.reasons_not_to_set_beds(unit.facts(), beds=beds, span=span, counted=counted),
    )
    former.give_way_to(span)
    made = Beds.objects.create(
        unit=unit, beds=beds, active_from=active_from, active_to=unit.active_to
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.BEDS_SET,
        subject=unit,
        facts={
            "code": unit.code,
            "unit": unit.name,
            "beds": beds,
            "active_from": active_from.isoformat(),
        },
    )
    return made


@transaction.atomic
def cover(
    *,
    unit: str,
    covered: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Coverage:
    """Say that a Party branch, union branch or grid cell covers a department, ward or office.

    Raises CannotCover, WrongSpan.
    """
    organisation = Unit.objects.select_for_update().get(code=unit)
    place, span = Unit.objects.get(code=covered), Span(active_from, active_to)
    existing = Coverage.objects.filter(unit=organisation, covered=place)
    refuse(
        CannotCover,
        f"“{organisation.name}”不能覆盖“{place.name}”",
        rules.reasons_not_to_cover(
            organisation.facts(),
            covered=place.facts(),
            span=span,
            existing=[each.span for each in existing],
        ),
    )
    made = Coverage.objects.create(
        unit=organisation, covered=place, active_from=active_from, active_to=active_to
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.COVERED,
        subject=organisation,
        facts={
            "code": organisation.code,
            "unit": organisation.name,
            "covered_code": place.code,
            "covered": place.name,
            "days": span.label,
        },
    )
    return made


@transaction.atomic
def hand_over(*, coverage_id: int, to: str, on: date, actor: Actor, at: datetime) -> Coverage:
    """From a day on let another organisation (code) cover what this one covered.

    Raises CannotCover, WrongSpan.
    """
    coverage = Coverage.objects.select_related("unit", "covered").get(pk=coverage_id)
    other = Unit.objects.get(code=to)
    reasons = rules.reasons_not_to_hand_over(coverage.unit.facts(), other.facts())
    refuse(CannotCover, f"不能改由“{other.name}”覆盖", reasons)
    until, covered = coverage.active_to, coverage.covered.code
    uncover(coverage_id=coverage_id, active_to=on, actor=actor, at=at)
    return cover(unit=to, covered=covered, active_from=on, active_to=until, actor=actor, at=at)


@transaction.atomic
def uncover(*, coverage_id: int, active_to: date, actor: Actor, at: datetime) -> None:
    """Let a coverage end on a day; one that had not begun is taken out. Raises CannotCover."""
    coverage: Coverage = (
        Coverage.objects.select_for_update(of=("self",))
        .select_related("unit", "covered")
        .get(pk=coverage_id)
    )
    if not Coverage.objects.filter(pk=coverage_id).cut_off(active_to):
        raise CannotCover(f"不能终止覆盖：已经结束（{coverage.span.label}）。")
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNCOVERED,
        subject=coverage.unit,
        facts={
            "code": coverage.unit.code,
            "unit": coverage.unit.name,
            "covered_code": coverage.covered.code,
            "covered": coverage.covered.name,
            "active_to": active_to.isoformat(),
        },
    )


@transaction.atomic
def close_unit(*, code: str, active_to: date, reason: str, actor: Actor, at: datetime) -> Unit:
    """Close a unit (撤销): from that day it stands nowhere; its code is never used again.

    Posts on it, delegations of them, its beds, coverage and foreign codes end with it. People
    and units must have been moved before. Raises CannotClose, WrongSpan.
    """
    tree = Unit.objects.get(code=code).tree
    unit = Unit.objects.select_for_update().filter(tree=tree).get(code=code)
    ended, reason = Span(unit.active_from, active_to), reason.strip()
    reasons = missing(原因=reason)
    if unit.active_to is not None and unit.active_to <= active_to:
        reasons.append(f"已经撤销（{unit.span.label}）")
    reasons += rules.reasons_not_to_close(unit.facts(), remaining=remaining(unit, active_to))
    refuse(CannotClose, f"不能撤销“{unit.name}”", reasons)
    appointments = end_what_hangs_on(unit, active_to, reason)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNIT_CLOSED,
        subject=unit,
        facts={
            "code": unit.code,
            "name": unit.name,
            "days": ended.label,
            "active_to": active_to.isoformat(),
            "reason": reason,
            "appointments": appointments,
        },
    )
    return unit


def remaining(unit: Unit, day: date) -> Remaining:
    """What still stands on a unit on the day or later."""
    above = Placement.objects.reaching(day)
    return Remaining(
        below=_names(above.filter(parent=unit)),
        on_campus=_names(above.filter(campus=unit).exclude(parent=unit)),
        members=Membership.objects.reaching(day)
        .filter(unit=unit)
        .aggregate(people=Count("person", distinct=True))["people"],
    )


def _names(placements: QuerySet[Placement]) -> list[str]:
    return list(placements.order_by("unit__code").values_list("unit__name", flat=True).distinct())


def end_what_hangs_on(unit: Unit, day: date, reason: str) -> int:
    """End a unit and all its rows on a day; returns how many appointments ended with it."""
    appointments = cut_off(Appointment.objects.filter(unit=unit), day, reason)
    for rows in (
        Placement.objects.filter(unit=unit),
        Naming.objects.filter(unit=unit),
        Beds.objects.filter(unit=unit),
        Coverage.objects.filter(Q(unit=unit) | Q(covered=unit)),
        CodeMap.objects.filter(unit=unit),
        Charge.objects.filter(unit=unit),
    ):
        rows.cut_off(day)
    unit.active_to = day
    unit.save(update_fields=["active_to"])
    return appointments
