"""What the Party has beside its branches: general branches, groups, members, what a branch covers.

Who is a member is drawn; a holder of a Party post always is one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence, Set

from linghang.demo.landmarks import COMMITTEE, FOUNDED, TEAMS_SINCE, Tree
from linghang.demo.staff import Member
from linghang.org.definitions import Kind
from linghang.org.loading.rows import (
    AppointmentRow,
    CoverageRow,
    MembershipRow,
    PlacementRow,
    UnitRow,
)
from linghang.org.memberships.rules import Line
from linghang.org.trees.rules import Span

SEED = 20240701
SHARE = 0.36
ALWAYS = Span(FOUNDED)
# General branch → the beginnings of the codes of the departments whose branches it leads.
GENERAL = {"PZ1": ("机关党总支", ("O",)), "PZ2": ("医技党总支", ("D29", "D30", "D31", "D32"))}
# Departments whose branch is large enough for groups of its own.
WITH_GROUPS = ("D01", "D04", "D15")
COMMITTEE_POSTS = (
    "branch_organisation_member",
    "branch_publicity_member",
    "branch_discipline_member",
)
GROUPS = ("第一党小组", "第二党小组")


def superior(departments: Sequence[str]) -> str:
    """The unit above the branch of these departments."""
    for code, (_, beginnings) in GENERAL.items():
        if departments[0].startswith(beginnings):
            return code
    return COMMITTEE


def party(
    branches: Mapping[str, str],
    branch_of: Mapping[str, str],
    members: tuple[Member, ...],
    given: Sequence[AppointmentRow],
    busy: Set[str],
) -> Tree:
    """General branches, groups, coverage and members. given: Party posts held already.

    branches: code → name. branch_of: department or office → code of its branch. busy: who holds
    any post; they are in no committee.
    """
    belong = tuple(_members(branch_of, members, {row.person for row in given}))
    return Tree(
        units=tuple(_units(branches, branch_of)),
        placements=tuple(_placements(branch_of)),
        coverages=tuple(
            CoverageRow(unit=branch, covered=department, span=ALWAYS)
            for department, branch in branch_of.items()
        ),
        memberships=belong,
        appointments=tuple(_leaders(branch_of, belong, given, busy)),
    )


def _units(branches: Mapping[str, str], branch_of: Mapping[str, str]) -> Iterator[UnitRow]:
    for code, (name, _) in GENERAL.items():
        yield UnitRow(code=code, name=name, kind=Kind.PARTY_GENERAL_BRANCH, span=ALWAYS)
    for department in WITH_GROUPS:
        branch = branch_of[department]
        for number, name in enumerate(GROUPS, 1):
            yield UnitRow(
                code=f"{branch}G{number}",
                name=branches[branch] + name,
                kind=Kind.PARTY_GROUP,
                span=ALWAYS,
            )


def _placements(branch_of: Mapping[str, str]) -> Iterator[PlacementRow]:
    for code in GENERAL:
        yield PlacementRow(unit=code, parent=COMMITTEE, span=ALWAYS)
    for department in WITH_GROUPS:
        branch = branch_of[department]
        for number, _ in enumerate(GROUPS, 1):
            yield PlacementRow(unit=f"{branch}G{number}", parent=branch, span=ALWAYS)


def _members(
    branch_of: Mapping[str, str], members: tuple[Member, ...], always: set[str]
) -> Iterator[MembershipRow]:
    chance = random.Random(SEED)
    for one in members:
        drawn = chance.random() < SHARE
        if drawn or one.grade == "leader" or one.code in always:
            yield MembershipRow(
                person=one.code,
                unit=_unit(one, branch_of),
                line=Line.PARTY,
                span=Span(max(one.joined, TEAMS_SINCE)),
            )


def _unit(one: Member, branch_of: Mapping[str, str]) -> str:
    """Physicians are in the first group, nurses in the second; leaders with the first office."""
    branch = branch_of.get(one.department) or branch_of["O01"]
    if one.department in WITH_GROUPS:
        return f"{branch}G{2 if one.grade == 'nurse' else 1}"
    return branch


def _leaders(
    branch_of: Mapping[str, str],
    belong: Sequence[MembershipRow],
    given: Sequence[AppointmentRow],
    busy: Set[str],
) -> Iterator[AppointmentRow]:
    """The committee of each branch, and of each group the last member without a post that others
    know."""
    yield from _committees(branch_of, belong, given, busy)
    last = {row.unit: row for row in belong}
    for department in WITH_GROUPS:
        for number, _ in enumerate(GROUPS, 1):
            row = last[f"{branch_of[department]}G{number}"]
            yield AppointmentRow(
                person=row.person, post="party_group_leader", unit=row.unit, span=row.span
            )


def _committees(
    branch_of: Mapping[str, str],
    belong: Sequence[MembershipRow],
    given: Sequence[AppointmentRow],
    busy: Set[str],
) -> Iterator[AppointmentRow]:
    """The first members of each branch who hold no post yet, for the posts that nobody holds."""
    held = {(row.post, row.unit) for row in given}
    inside: dict[str, list[MembershipRow]] = {}
    for row in belong:
        if row.person not in busy:
            inside.setdefault(row.unit[:3], []).append(row)  # groups are B01G1, B01G2
    for branch in dict.fromkeys(branch_of.values()):
        vacant = [post for post in COMMITTEE_POSTS if (post, branch) not in held]
        for post, row in zip(vacant, inside.get(branch, ()), strict=False):
            yield AppointmentRow(person=row.person, post=post, unit=branch, span=row.span)
