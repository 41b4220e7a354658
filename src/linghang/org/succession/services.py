"""Deeds of succession: merging units, splitting one, setting one up anew under another code.

Units are named by their codes; an unknown code raises Unit.DoesNotExist. What hangs on a unit that
ends is handed over: the units below it, the people, what it covers, what others call it. Posts on
it end: whoever is to hold one on the new unit is appointed there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import rules as org_rules
from linghang.org import trail_actions
from linghang.org.memberships.rules import LINES, Line
from linghang.org.models import CodeMap, Coverage, Membership, Placement, Succession, Unit
from linghang.org.models.dated import Dated, DatedQuerySet
from linghang.org.rules import refuse
from linghang.org.succession import rules
from linghang.org.succession.rules import CHANGE_NAMES, Change, Heir
from linghang.org.trees.queries import structure
from linghang.org.trees.rules import Span
from linghang.org.units.rules import listed
from linghang.org.units.services import end_what_hangs_on

_Row = TypeVar("_Row", bound=Dated)


class CannotSucceed(Refused):
    """The units cannot be merged, split or replaced so; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What went from one unit to another."""

    below: int
    members: int
    appointments: int


NOTHING = HandedOver(below=0, members=0, appointments=0)


@transaction.atomic
def merge_units(
    *, codes: Sequence[str], into: str, on: date, actor: Actor, at: datetime
) -> HandedOver:
    """Merge units into another one that stands on the day (合并): they end, it goes on.

    Their former figures are shown under it from then on. Raises CannotSucceed.
    """
    return _succeed(Change.MERGED, trail_actions.UNITS_MERGED, codes, into, on, actor, at)


@transaction.atomic
def replace_unit(*, code: str, by: str, on: date, actor: Actor, at: datetime) -> HandedOver:
    """Let a unit be followed by one with another code (改设), e.g. because its kind changes.

    For another name under the same code see rename_unit. Raises CannotSucceed.
    """
    return _succeed(Change.RENAMED, trail_actions.UNIT_REPLACED, [code], by, on, actor, at)


def _succeed(
    change: Change,
    action: str,
    codes: Sequence[str],
    into: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> HandedOver:
    units = _locked(into)
    former, heir = [units.get(code) or _missing(code) for code in codes], units[into]
    reasons = _reasons(change, former, [heir], on)
    for unit in former:
        reasons += _reasons_not_to_hand_over(unit, heir, on)
    refuse(CannotSucceed, f"不能{CHANGE_NAMES[change]}", reasons)
    handed = [_hand_over_all(unit, heir, on, change) for unit in former]
    total = HandedOver(
        below=sum(each.below for each in handed),
        members=sum(each.members for each in handed),
        appointments=sum(each.appointments for each in handed),
    )
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=heir,
        facts={
            "code": heir.code,
            "name": heir.name,
            "former": listed([unit.name for unit in former]),
            "former_codes": list(codes),
            "on": on.isoformat(),
            "below": total.below,
            "members": total.members,
            "appointments": total.appointments,
        },
    )
    return total


@transaction.atomic
def split_unit(
    *,
    code: str,
    into: Sequence[str],
    on: date,
    carrier: str = "",
    below: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> HandedOver:
    """Split a unit (拆分) into others that stand on the day.

    below: unit directly below → the successor to which it goes.
    carrier: the successor that takes all the rest and carries the history on; the unit ends.
    Without one the unit goes on itself, keeps the rest and its history. Raises CannotSucceed.
    """
    units, moves = _locked(code), dict(below or {})
    unit, heirs = units[code], [units.get(each) or _missing(each) for each in into]
    strange = [each for each in (*moves.values(), carrier) if each and each not in into]
    reasons = [f"{each} 不在拆分出的单位之中" for each in dict.fromkeys(strange)]
    reasons += _reasons(Change.SPLIT, [unit], heirs, on)
    by_code = {heir.code: heir for heir in heirs}
    placed = _below(unit, on)
    reasons += [
        f"“{child}”不在“{unit.name}”之下"
        for child in sorted(set(moves) - {each.unit.code for each in placed})
    ]
    rest = by_code.get(carrier)
    for each in placed:
        heir = by_code.get(moves.get(each.unit.code, carrier))
        reasons += _reasons_not_to_stand(each, heir, on) if heir else []
    if rest:
        reasons += _reasons_not_to_take_in(unit, rest, on)
    refuse(CannotSucceed, f"“{unit.name}”不能拆分", reasons)
    moved = sum(
        _move_below(unit, by_code[target], on, only=[child]) for child, target in moves.items()
    )
    for heir in heirs:
        _follow(unit, heir, on, Change.SPLIT, carries_history=heir is rest)
    handed = (
        _hand_over_all(unit, rest, on, None)
        if rest
        else HandedOver(below=0, members=0, appointments=0)
    )
    total = HandedOver(
        below=handed.below + moved, members=handed.members, appointments=handed.appointments
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.UNIT_SPLIT,
        subject=unit,
        facts={
            "code": unit.code,
            "name": unit.name,
            "successors": listed([heir.name for heir in heirs]),
            "successor_codes": list(into),
            "carrier": f"“{(rest or unit).name}”",
            "ends": rest is not None,
            "on": on.isoformat(),
            "below": total.below,
            "members": total.members,
            "appointments": total.appointments,
        },
    )
    return total


def _locked(code: str) -> dict[str, Unit]:
    """All units of the tree of this unit, by code, locked: successions wait in line."""
    tree = Unit.objects.get(code=code).tree
    return {each.code: each for each in Unit.objects.select_for_update().filter(tree=tree)}


def _missing(code: str) -> Unit:
    """A unit of another tree, for the rules to refuse; raises Unit.DoesNotExist for none."""
    return Unit.objects.get(code=code)


def _reasons(change: Change, former: Sequence[Unit], heirs: Sequence[Unit], on: date) -> list[str]:
    stands = structure(on)
    reasons = rules.reasons_not_to_follow_units(
        change,
        former=[unit.facts() for unit in former],
        heirs=[
            Heir(
                unit=heir.facts(),
                above=[place.code for place in stands.path(heir.code)[:-1]],
            )
            for heir in heirs
        ],
        on=on,
    )
    followed = Succession.objects.filter(predecessor__in=former, carries_history=True)
    return reasons + [
        f"“{each.predecessor.name}”已由“{each.successor.name}”承接"
        for each in followed.select_related("predecessor", "successor")
    ]


def _reasons_not_to_hand_over(unit: Unit, heir: Unit, on: date) -> list[str]:
    reasons = []
    for placed in _below(unit, on):
        reasons += _reasons_not_to_stand(placed, heir, on)
    return reasons + _reasons_not_to_take_in(unit, heir, on)


def _below(unit: Unit, on: date) -> list[Placement]:
    rows = Placement.objects.reaching(on).filter(parent=unit)
    return list(rows.select_related("unit", "campus"))


def _reasons_not_to_stand(placed: Placement, heir: Unit, on: date) -> list[str]:
    return org_rules.reasons_not_to_place(
        placed.unit.facts(),
        parent=heir.facts(),
        campus=placed.campus.facts() if placed.campus else None,
        span=Span(max(placed.active_from, on), placed.active_to),
    )


def _reasons_not_to_take_in(unit: Unit, heir: Unit, on: date) -> list[str]:
    lines = Membership.objects.reaching(on).filter(unit=unit).values_list("line", flat=True)
    return [
        f"{LINES[line].name}在“{unit.name}”的人员不能编入“{heir.name}”"
        for line in sorted({Line(line) for line in lines})
        if heir.kind not in LINES[line].kinds
    ]


def _hand_over_all(unit: Unit, heir: Unit, on: date, change: Change | None) -> HandedOver:
    """Everything on a unit goes to its heir, and the unit ends. change: None if already noted."""
    below = _move_below(unit, heir, on)
    members = _carry_on(Membership.objects.filter(unit=unit), on, unit=heir)
    _hand_over_coverage(unit, heir, on)
    _carry_on(CodeMap.objects.filter(unit=unit), on, unit=heir)
    if change is not None:
        _follow(unit, heir, on, change, carries_history=True)
    appointments = end_what_hangs_on(unit, on, f"并入{heir.name}")
    return HandedOver(below=below, members=members, appointments=appointments)


def _follow(unit: Unit, heir: Unit, on: date, change: Change, *, carries_history: bool) -> None:
    Succession.objects.create(
        predecessor=unit, successor=heir, kind=change, on=on, carries_history=carries_history
    )


def _move_below(unit: Unit, heir: Unit, on: date, only: Collection[str] | None = None) -> int:
    placed = Placement.objects.filter(parent=unit)
    if only is not None:
        placed = placed.filter(unit__code__in=only)
    return _carry_on(placed, on, parent=heir)


def _carry_on(rows: DatedQuerySet[_Row], on: date, **changed: Unit) -> int:
    """Rows reaching the day go on from it as the same rows with another unit in them."""
    reaching = list(rows.reaching(on))
    begun = [row for row in reaching if row.active_from < on]
    rows.reaching(on).filter(active_from__gte=on).update(**changed)
    ends = {row.pk: row.active_to for row in begun}
    rows.reaching(on).filter(active_from__lt=on).update(active_to=on)
    for row in begun:
        end = ends[row.pk]
        row.pk, row.active_from, row.active_to = None, on, end
        for name, unit in changed.items():
            setattr(row, name, unit)
    rows.bulk_create(begun)
    return len(reaching)


def _hand_over_coverage(unit: Unit, heir: Unit, on: date) -> None:
    """The heir covers what the unit covered, and is covered by what covered it, but never twice."""
    for own, other in (("unit", "covered"), ("covered", "unit")):
        already = Coverage.objects.reaching(on).filter(**{own: heir}).values(other)
        rows = Coverage.objects.filter(**{own: unit}).exclude(**{f"{other}__in": already})
        _carry_on(rows, on, **{own: heir})
