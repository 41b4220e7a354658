"""Pure rules of units over time: renaming, closing, beds, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linghang.org.definitions import KINDS, Kind
from linghang.org.rules import UnitFacts, missing
from linghang.org.trees import rules as trees
from linghang.org.trees.rules import Span

COVERING = (
    Kind.PARTY_GENERAL_BRANCH,
    Kind.PARTY_BRANCH,
    Kind.PARTY_GROUP,
    Kind.UNION_BRANCH,
    Kind.UNION_GROUP,
    Kind.GRID_LEVEL_TWO,
    Kind.GRID_LEVEL_THREE,
    Kind.GRID_LEVEL_FOUR,
)
COVERED = (Kind.DEPARTMENT, Kind.WARD, Kind.OFFICE)
SHOWN = 5


def reasons_not_to_rename(
    unit: UnitFacts, *, name: str, span: Span, called: Iterable[tuple[str, Span]]
) -> list[str]:
    """Why the unit cannot be called so from that day on; every reason, in Chinese.

    called: what it was called so far, with the days.
    """
    called = list(called)
    reasons = missing(新名称=name)
    if not unit.span.covers(span):
        reasons.append(f"“{unit.name}”在{span.label}并非始终存在")
    before = [former for former, days in called if span.start in days]
    if name and name in (before or [unit.name]):
        reasons.append(f"当时的名称已经是“{name}”")
    return reasons + trees.reasons_not_to_follow([days for _, days in called], span)


def reasons_not_to_set_beds(
    unit: UnitFacts, *, beds: int, span: Span, counted: Iterable[tuple[int, Span]]
) -> list[str]:
    """Why the ward cannot have so many beds open from that day on; every reason, in Chinese.

    counted: the numbers so far, with the days.
    """
    counted = list(counted)
    reasons = []
    if unit.kind is not Kind.WARD:
        reasons.append(f"“{unit.name}”（{KINDS[unit.kind].name}）不登记床位，床位登记在病区")
    if beds < 0:
        reasons.append("床位数不能小于0")
    if not unit.span.covers(span):
        reasons.append(f"“{unit.name}”在{span.label}并非始终存在")
    reasons += [
        f"当时的开放床位已经是{beds}张" for n, days in counted if n == beds and span.start in days
    ]
    return reasons + trees.reasons_not_to_follow([days for _, days in counted], span)


def reasons_not_to_cover(
    unit: UnitFacts, *, covered: UnitFacts, span: Span, existing: Iterable[Span]
) -> list[str]:
    """Why the organisation cannot cover the department, ward or office on those days.

    existing: the days on which it covers it already.
    """
    reasons = []
    if unit.kind not in COVERING:
        reasons.append(f"“{unit.name}”（{KINDS[unit.kind].name}）不登记覆盖单位")
    if covered.kind not in COVERED:
        reasons.append(f"“{covered.name}”不是科室、病区或职能部门")
    reasons += [
        f"“{each.name}”在{span.label}并非始终存在"
        for each in (unit, covered)
        if not each.span.covers(span)
    ]
    return reasons + [f"已经登记覆盖（{other.label}）" for other in existing if other.meet(span)]


def reasons_not_to_hand_over(former: UnitFacts, new: UnitFacts) -> list[str]:
    """Why what one organisation covers cannot be covered by the other instead."""
    if former.code == new.code:
        return ["就是现在的组织"]
    if KINDS[former.kind].tree is not KINDS[new.kind].tree:
        return [f"与“{former.name}”不属同一体系"]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What still stands on a unit from a day on.

    below: names of the units under it. members: how many people belong to it. on_campus: names of
    the units that stand on it, if it is a campus.
    """

    below: Sequence[str] = ()
    members: int = 0
    on_campus: Sequence[str] = ()


def reasons_not_to_close(unit: UnitFacts, *, remaining: Remaining) -> list[str]:
    """Why the unit cannot be closed; every reason, in Chinese. Posts on it end with it."""
    reasons = []
    if unit.kind is Kind.HOSPITAL:
        reasons.append("医院不能撤销")
    if remaining.below:
        reasons.append(f"下面还有{listed(remaining.below)}，先调整或撤销")
    if remaining.on_campus:
        reasons.append(f"院区内还有{listed(remaining.on_campus)}，先调整或撤销")
    if remaining.members:
        reasons.append(f"还有{remaining.members}人归属于它，先调出")
    return reasons


def listed(names: Sequence[str]) -> str:
    """“甲”“乙”; of many the first five and how many there are."""
    shown = "".join(f"“{name}”" for name in names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown}等{len(names)}个单位"
