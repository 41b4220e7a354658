"""Deeds on units: setting them up, moving them, and saying what other systems call them.

Units are named by their codes; an unknown code raises Unit.DoesNotExist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import rules, trail_actions
from linghang.org.definitions import KINDS, Kind
from linghang.org.models import CodeMap, Naming, Placement, Unit
from linghang.org.rules import missing, refuse
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Seat, Span


class CannotAddUnit(Refused):
    """The unit cannot be set up; the message lists every reason."""


class CannotPlace(Refused):
    """The unit cannot stand there; the message lists every reason."""


class CannotMap(Refused):
    """The code cannot stand for the unit; the message lists every reason."""


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: str | None = None,
    campus: str | None = None,
    active_from: date,
    actor: Actor,
    at: datetime,
) -> Unit:
    """Set up a unit and give it its first place. Raises CannotAddUnit.

    parent, campus: codes. kind: a definitions.Kind; another text raises ValueError.
    """
    facts = KINDS[Kind(kind)]
    unit = Unit(
        code=code.strip(),
        name=name.strip(),
        kind=kind,
        tree=facts.tree.value,
        active_from=active_from,
    )
    above, on = _unit(parent), _unit(campus)
    reasons = missing(编码=unit.code, 名称=unit.name)
    if Unit.objects.filter(code=unit.code).exists():
        reasons.append(f"编码 {unit.code} 已有单位使用")
    if unit.kind == Kind.HOSPITAL and _hospital_exists():
        reasons.append("医院已经设立，一套系统只管一家医院")
    reasons += _reasons_not_to_place(unit, above, on, unit.span)
    refuse(CannotAddUnit, f"不能设立{facts.name}", reasons)
    unit.save()
    Placement.objects.create(unit=unit, parent=above, campus=on, active_from=active_from)
    Naming.objects.create(unit=unit, name=unit.name, active_from=active_from)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNIT_ADDED,
        subject=unit,
        facts={
            "code": unit.code,
            "name": unit.name,
            "kind": facts.name,
            "parent": parent,
            "campus": campus,
            "active_from": active_from.isoformat(),
        },
    )
    return unit


@transaction.atomic
def place_unit(
    *,
    code: str,
    parent: str | None,
    campus: str | None = None,
    active_from: date,
    actor: Actor,
    at: datetime,
) -> Placement:
    """Move a unit from a day on; its former place ends that day. Raises CannotPlace, WrongSpan."""
    tree = Unit.objects.get(code=code).tree
    # Two moves in opposite directions could close a circle: moves within a tree wait in line.
    units = {each.code: each for each in Unit.objects.select_for_update().filter(tree=tree)}
    unit, above, on = units[code], _unit(parent), _unit(campus)
    placement = Placement(
        unit=unit, parent=above, campus=on, active_from=active_from, active_to=unit.active_to
    )
    span = placement.span
    existing = Placement.objects.filter(unit=unit)
    reasons = _reasons_not_to_place(unit, above, on, span)
    reasons += trees.reasons_not_to_follow([each.span for each in existing], span)
    circle = trees.cycle_over_time(trees.after_move(_seats_of(tree), placement.seat()))
    if circle:
        reasons.append(f"单位互为上级：{'→'.join(circle)}")
    refuse(CannotPlace, f"不能调整“{unit.name}”的隶属关系", reasons)
    existing.give_way_to(span)
    placement.save()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNIT_PLACED,
        subject=unit,
        facts={
            "code": unit.code,
            "name": unit.name,
            "place": f"“{above.name}”之下" if above else "最上层",
            "parent": parent,
            "campus": campus,
            "active_from": active_from.isoformat(),
        },
    )
    return placement


@transaction.atomic
def map_code(
    *,
    system: str,
    code: str,
    unit: str,
    active_from: date,
    active_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> CodeMap:
    """Say which unit another system's code stands for; what it stood for ends that day.

    Front sheets: system "front_sheet.ward", code = the ward's name as it is written there, unit =
    a ward, or a department without wards. Superiors' systems: rules.CODE_SYSTEMS.
    Raises CannotMap, WrongSpan.
    """
    code = code.strip()
    place, span = Unit.objects.select_for_update().get(code=unit), Span(active_from, active_to)
    existing = CodeMap.objects.select_for_update().filter(system=system, code=code)
    reasons = missing(来源=system, 外部编码=code)
    kinds = rules.code_places(system)
    reasons += rules.reasons_not_to_belong(place.facts(), kinds=kinds, span=span)
    reasons += trees.reasons_not_to_follow([each.span for each in existing], span)
    refuse(CannotMap, f"不能对应“{code}”", reasons)
    existing.give_way_to(span)
    mapped = CodeMap.objects.create(
        system=system, code=code, unit=place, active_from=active_from, active_to=active_to
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CODE_MAPPED,
        subject=mapped,
        facts={
            "system": system,
            "code": code,
            "unit": place.name,
            "unit_code": place.code,
            "days": span.label,
        },
    )
    return mapped


def _seats_of(tree: str) -> list[Seat]:
    placements = Placement.objects.filter(unit__tree=tree)
    return [each.seat() for each in placements.select_related("unit", "parent", "campus")]


def _hospital_exists() -> bool:
    return Unit.objects.open().filter(kind=Kind.HOSPITAL.value).exists()


def _unit(code: str | None) -> Unit | None:
    return None if code is None else Unit.objects.get(code=code)


def _reasons_not_to_place(
    unit: Unit, parent: Unit | None, campus: Unit | None, span: Span
) -> list[str]:
    return rules.reasons_not_to_place(
        unit.facts(),
        parent=parent.facts() if parent else None,
        campus=campus.facts() if campus else None,
        span=span,
    )
