"""Pure rules of units, posts and appointments, and the rights that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linghang.foundation.errors import Refused
from linghang.org.definitions import KINDS, Kind, Post
from linghang.org.reach.rules import Extent, Rights, title
from linghang.org.trees.rules import Span

__all__ = [
    "CASE_PLACES",
    "CODE_SYSTEMS",
    "FRONT_SHEET",
    "TEAMS",
    "Extent",
    "Rights",
    "UnitFacts",
    "code_places",
    "missing",
    "reasons_not_to_appoint",
    "reasons_not_to_belong",
    "reasons_not_to_place",
    "refuse",
    "title",
]

TEAMS = (Kind.MEDICAL_TEAM,)
CASE_PLACES = (Kind.WARD, Kind.DEPARTMENT)
FRONT_SHEET = "front_sheet."
# Systems of others that have codes of their own for our units; a workbook may name more.
CODE_SYSTEMS: dict[str, str] = {
    "front_sheet.ward": "病案首页的病房名",
    "superior.health": "卫生健康主管部门",
    "superior.insurance": "医保部门",
    "superior.party": "上级党组织",
    "superior.union": "上级工会",
    "superior.finance": "财政、财务系统",
}


def refuse(refusal: type[Refused], deed: str, reasons: Iterable[str]) -> None:
    """Raise the refusal with all its reasons in one sentence; nothing when there are none."""
    told = "；".join(reasons)
    if told:
        raise refusal(f"{deed}：{told}。")


def missing(**texts: str) -> list[str]:
    """A reason for each text that is empty; the keyword is its name on the page."""
    return [f"没有写{name}" for name, text in texts.items() if not text]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What the rules need to know about a unit."""

    code: str
    name: str
    kind: Kind
    span: Span


def reasons_not_to_place(
    unit: UnitFacts, *, parent: UnitFacts | None, campus: UnitFacts | None, span: Span
) -> list[str]:
    """Why a unit cannot stand there on those days; every reason, in Chinese."""
    facts = KINDS[unit.kind]
    reasons = []
    if (parent.kind if parent else None) not in facts.parents:
        under = f"“{parent.name}”（{KINDS[parent.kind].name}）之下" if parent else "最上层"
        reasons.append(f"{facts.name}“{unit.name}”不能设在{under}")
    if campus and not facts.on_campus:
        reasons.append(f"{facts.name}“{unit.name}”不分院区")
    if campus and campus.kind is not Kind.CAMPUS:
        reasons.append(f"“{campus.name}”不是院区")
    return reasons + [
        f"“{each.name}”在{span.label}并非始终存在"
        for each in (unit, parent, campus)
        if each and not each.span.covers(span)
    ]


def reasons_not_to_appoint(
    post: Post, *, unit: UnitFacts, person: Span, span: Span, held: Iterable[Span]
) -> list[str]:
    """Why a person cannot hold the post there on those days; every reason, in Chinese.

    person: the days on which the person belongs to the hospital.
    held: the days on which the same person already holds the same post on the same unit.
    """
    reasons = []
    if not post.holds_on(unit.kind):
        reasons.append(f"{post.name}不能设在“{unit.name}”（{KINDS[unit.kind].name}）")
    if not unit.span.covers(span):
        reasons.append(f"“{unit.name}”在{span.label}并非始终存在")
    if not person.covers(span):
        reasons.append(f"此人在{span.label}并非始终在院")
    reasons += [f"此人已担任这一职务（{other.label}）" for other in held if other.meet(span)]
    return reasons


def code_places(system: str) -> tuple[Kind, ...]:
    """The kinds of unit for which another system may have a code; cases come from few."""
    return CASE_PLACES if system.startswith(FRONT_SHEET) else tuple(Kind)


def reasons_not_to_belong(
    unit: UnitFacts, *, kinds: Sequence[Kind], span: Span, person: Span | None = None
) -> list[str]:
    """Why a member or a foreign code cannot belong to the unit on those days.

    kinds: the kinds of unit it may belong to. person: the member's days in the hospital.
    """
    reasons = []
    if unit.kind not in kinds:
        wanted = "或".join(KINDS[kind].name for kind in kinds)
        reasons.append(f"“{unit.name}”不是{wanted}")
    if not unit.span.covers(span):
        reasons.append(f"“{unit.name}”在{span.label}并非始终存在")
    if person is not None and not person.covers(span):
        reasons.append(f"此人在{span.label}并非始终在院")
    return reasons
