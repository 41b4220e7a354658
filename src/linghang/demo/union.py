"""The union of the demo hospital: a committee, four branches, a group in each department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from linghang.demo import homes
from linghang.demo.grid import LEADERS_GO_WITH
from linghang.demo.homes import Home
from linghang.demo.landmarks import AREAS, FOUNDED, HOSPITAL, NAME, TEAMS_SINCE, Tree, area
from linghang.demo.profiles.tables import Department
from linghang.demo.staff import Member
from linghang.org.definitions import Kind
from linghang.org.loading.rows import AppointmentRow, CoverageRow, PlacementRow, UnitRow
from linghang.org.memberships.rules import Line
from linghang.org.trees.rules import Span

ROOT = "U"
ALWAYS = Span(FOUNDED)


def union(
    known: Sequence[Department],
    above: Mapping[str, tuple[tuple[str, Span], ...]],
    members: tuple[Member, ...],
    home: Mapping[str, Home],
) -> Tree:
    """The whole union. known: departments and offices, each of which has a group.

    above: ward → its departments with the days.
    """
    return Tree(
        units=tuple(_units(known)),
        placements=tuple(_placements(known)),
        coverages=tuple(
            CoverageRow(unit=f"U{row.code}", covered=row.code, span=ALWAYS) for row in known
        ),
        memberships=homes.following(_in_departments(home, above), _groups(known), Line.UNION),
        appointments=tuple(_leaders(known, members)),
    )


def _groups(known: Sequence[Department]) -> dict[str, str]:
    groups = {row.code: f"U{row.code}" for row in known}
    return {**groups, HOSPITAL: groups[LEADERS_GO_WITH]}


def _in_departments(
    home: Mapping[str, Home], above: Mapping[str, tuple[tuple[str, Span], ...]]
) -> dict[str, Home]:
    """The homes with the department in place of each ward."""
    found = {}
    for person, own in home.items():
        rows = []
        for unit, span in own:
            for department, days in above.get(unit, ((unit, span),)):
                both = days.meet(span)
                if both:
                    rows.append((department, both))
        found[person] = tuple(rows)
    return found


def _units(known: Sequence[Department]) -> Iterator[UnitRow]:
    yield UnitRow(code=ROOT, name=f"{NAME}工会委员会", kind=Kind.UNION_COMMITTEE, span=ALWAYS)
    for number, name in enumerate(AREAS, 1):
        yield UnitRow(code=f"U{number}", name=f"{name}分工会", kind=Kind.UNION_BRANCH, span=ALWAYS)
    for row in known:
        yield UnitRow(
            code=f"U{row.code}", name=f"{row.name}工会小组", kind=Kind.UNION_GROUP, span=ALWAYS
        )


def _placements(known: Sequence[Department]) -> Iterator[PlacementRow]:
    yield PlacementRow(unit=ROOT, span=ALWAYS)
    for number, _ in enumerate(AREAS, 1):
        yield PlacementRow(unit=f"U{number}", parent=ROOT, span=ALWAYS)
    for row in known:
        parent = f"U{AREAS.index(area(row.code)) + 1}"
        yield PlacementRow(unit=f"U{row.code}", parent=parent, span=ALWAYS)


def _leaders(known: Sequence[Department], members: tuple[Member, ...]) -> Iterator[AppointmentRow]:
    """The chair of a branch comes from its first department, the leader of a group from its own."""
    people: dict[str, list[Member]] = {}
    for one in members:
        people.setdefault(one.department, []).append(one)
    chaired: set[str] = set()
    for row in known:
        name = area(row.code)
        if name not in chaired:
            chaired.add(name)
            yield _appointed(
                people[row.code][-5], "union_branch_chair", f"U{AREAS.index(name) + 1}"
            )
        yield _appointed(people[row.code][-4], "union_group_leader", f"U{row.code}")


def _appointed(member: Member, post: str, unit: str) -> AppointmentRow:
    since = max(member.joined, TEAMS_SINCE)
    return AppointmentRow(person=member.code, post=post, unit=unit, span=Span(since))
