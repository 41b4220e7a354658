"""Pure rules of units, posts and appointments, and the rights that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linghang.foundation.errors import Refused
from linghang.org.definitions import KINDS, Capability, Kind, Post, Reach
from linghang.org.trees.rules import Place, Span, Structure

TEAMS = (Kind.MEDICAL_TEAM,)
CASE_PLACES = (Kind.WARD, Kind.DEPARTMENT)


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


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows a capability opens: all of them, or those of departments and of teams.

    A row is inside when `everywhere`, or its department is in `departments`, or its team is in
    `teams`. Teams are named only where the capability does not hold their whole department.
    A row without a department (未归属) is inside only when `everywhere`.
    """

    everywhere: bool
    departments: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def holds(self, department: str | None, team: str | None = None) -> bool:
        """Whether a row of that department and team is inside."""
        if self.everywhere:
            return True
        return department is not None and (department in self.departments or team in self.teams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What one appointment allows on one day; nothing at all when it is not in force.

    appointment: its id. person: the person's code. unit: the unit on which the post is held.
    """

    appointment: int
    person: str
    post: Post
    unit: Place
    in_force: bool
    structure: Structure = field(repr=False, compare=False)

    def has(self, capability: str) -> bool:
        """Whether the post holds the capability. Raises ValueError for an unknown capability."""
        wanted = Capability(capability)
        return self.in_force and wanted in self.post.capabilities

    def everywhere(self, capability: str) -> bool:
        """Whether the capability holds for the whole hospital, and for what belongs nowhere."""
        return self.has(capability) and (
            capability == Capability.INDICATORS_READ_ALL
            or self.post.reach is Reach.HOSPITAL
            or self.unit.kind is Kind.HOSPITAL
        )

    def units(self, capability: str) -> frozenset[str]:
        """Codes of the units on which the capability holds on the day; empty without it."""
        if self.everywhere(capability):
            return frozenset(self.structure.units)
        return self.structure.subtree(self.unit.code) if self.has(capability) else frozenset()

    def extent(self, capability: str) -> Extent:
        """Which rows of figures or cases the capability opens."""
        if self.everywhere(capability):
            return Extent(True)
        held = [self.structure[code] for code in self.units(capability)]
        departments = frozenset(place.code for place in held if place.kind is Kind.DEPARTMENT)
        teams = (place for place in held if place.kind is Kind.MEDICAL_TEAM)
        return Extent(
            False,
            departments,
            frozenset(team.code for team in teams if team.parent not in departments),
        )

    @property
    def title(self) -> str:
        """The post as people say it: 院长, 骨科主任, 内科第一党支部书记."""
        return title(self.post, self.unit.name)


def title(post: Post, unit_name: str) -> str:
    """The unit's and the post's name without saying twice what they share (骨科 + 科主任).

    A post that reaches the whole hospital is known by its own name.
    """
    if post.reach is Reach.HOSPITAL:
        return post.name
    shared = max(n for n in range(len(post.name) + 1) if unit_name.endswith(post.name[:n]))
    return unit_name + post.name[shared:]
