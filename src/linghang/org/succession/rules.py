"""Pure rules of succession: what stands in the way, and whose figures are whose now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.org.definitions import KINDS, Kind
from linghang.org.rules import UnitFacts


class Change(StrEnum):
    """How one unit follows another."""

    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"


CHANGE_NAMES: dict[Change, str] = {
    Change.MERGED: "合并",
    Change.SPLIT: "拆分",
    Change.RENAMED: "改设",
}
LASTING = (Kind.HOSPITAL, Kind.CAMPUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """A unit that is to follow others. above: codes of the units above it on that day."""

    unit: UnitFacts
    above: Collection[str] = ()


def reasons_not_to_follow_units(
    change: Change, *, former: Sequence[UnitFacts], heirs: Sequence[Heir], on: date
) -> list[str]:
    """Why these units cannot be followed by those from that day; every reason, in Chinese."""
    codes = [unit.code for unit in former]
    followers = [heir.unit.code for heir in heirs]
    reasons = []
    if len(set(codes)) < len(codes) or len(set(followers)) < len(followers):
        reasons.append("同一个单位写了两次")
    if set(codes) & set(followers):
        reasons.append("承接单位不能同时是原单位")
    if change is Change.SPLIT and len(followers) < 1:
        reasons.append("没有写拆分出的单位")
    for unit in former:
        reasons += _reasons_of_former(unit, heirs, on)
    for heir in heirs:
        reasons += _reasons_of_heir(change, heir, former, on)
    return reasons


def _reasons_of_former(unit: UnitFacts, heirs: Sequence[Heir], on: date) -> list[str]:
    reasons = []
    if unit.kind in LASTING:
        reasons.append(f"{KINDS[unit.kind].name}“{unit.name}”不能合并、拆分或改设")
    if on not in unit.span or unit.span.start == on:
        reasons.append(f"“{unit.name}”要在{on}之前已经设立、当日尚未撤销（{unit.span.label}）")
    return reasons + [
        f"承接单位“{heir.unit.name}”还在“{unit.name}”之下，先调整它的隶属关系"
        for heir in heirs
        if unit.code in heir.above
    ]


def _reasons_of_heir(
    change: Change, heir: Heir, former: Sequence[UnitFacts], on: date
) -> list[str]:
    reasons = []
    if on not in heir.unit.span:
        reasons.append(f"承接单位“{heir.unit.name}”在{on}不存在，先设立它")
    # A unit that is set up anew may become another kind of its tree; merged and split ones stay.
    for unit in former:
        facts, own = KINDS[heir.unit.kind], KINDS[unit.kind]
        same = facts.tree is own.tree if change is Change.RENAMED else facts is own
        if not same:
            reasons.append(f"{own.name}“{unit.name}”不能由{facts.name}“{heir.unit.name}”承接")
    return reasons


@dataclass(frozen=True, slots=True)
class Step:
    """One unit's figures went on under another from a day on."""

    former: str
    now: str
    on: date


def current_codes(steps: Iterable[Step], on: date) -> dict[str, str]:
    """Unit → the unit under which its figures are shown on the day (现行口径).

    Units without a successor until that day are absent: they stand for themselves. Followed to
    the end: merged and then renamed leads to the last one.
    """
    nexts = {step.former: step.now for step in steps if step.on <= on}
    return {code: _last(code, nexts) for code in nexts}


def _last(code: str, nexts: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while code in nexts and code not in seen:
        seen.add(code)
        code = nexts[code]
    return code
