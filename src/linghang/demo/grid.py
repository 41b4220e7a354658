"""The four-level grid of the demo hospital: everybody stands in exactly one cell of the fourth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linghang.demo import homes
from linghang.demo.homes import Home
from linghang.demo.landmarks import AREAS, FOUNDED, HOSPITAL, NAME, TEAMS_SINCE, Tree, area
from linghang.demo.staff import Member
from linghang.org.definitions import Kind
from linghang.org.loading.rows import AppointmentRow, CoverageRow, PlacementRow, UnitRow
from linghang.org.memberships.rules import Line
from linghang.org.trees.rules import Span

ROOT, KEEPER = "G", "grid_keeper"
LEADERS_GO_WITH = "O02"  # in whose cell those stand who belong to the hospital itself
DISCIPLINE_OFFICE = "O03"
ALWAYS = Span(FOUNDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A department, office or ward, which has a cell of its own.

    under: the department to whose branch it belongs, with the days.
    """

    code: str
    name: str
    under: tuple[tuple[str, Span], ...]

    @property
    def cell(self) -> str:
        return f"G{self.code}"

    @property
    def days(self) -> Span:
        return Span(self.under[0][1].start)


def grid(
    places: Sequence[Place],
    branches: Mapping[str, str],
    branch_of: Mapping[str, str],
    members: tuple[Member, ...],
    home: Mapping[str, Home],
) -> Tree:
    """The whole grid. branches: code → name of each Party branch, a cell of the third level.

    branch_of: department or office → code of its branch.
    """
    cells = {place.code: place.cell for place in places}
    cells[HOSPITAL] = cells[LEADERS_GO_WITH]
    areas = {branch: area(code) for code, branch in reversed(list(branch_of.items()))}
    return Tree(
        units=tuple(_units(places, branches)),
        placements=tuple(_placements(places, areas, branch_of)),
        coverages=tuple(
            CoverageRow(unit=place.cell, covered=place.code, span=place.days) for place in places
        ),
        memberships=homes.following(home, cells, Line.GRID),
        appointments=tuple(_keepers(places, branch_of, members, home)),
    )


def _units(places: Sequence[Place], branches: Mapping[str, str]) -> Iterator[UnitRow]:
    yield UnitRow(code=ROOT, name=f"{NAME}一级网格", kind=Kind.GRID_LEVEL_ONE, span=ALWAYS)
    for number, name in enumerate(AREAS, 1):
        yield UnitRow(
            code=f"G{number}", name=f"{name}二级网格", kind=Kind.GRID_LEVEL_TWO, span=ALWAYS
        )
    for code, name in branches.items():
        yield UnitRow(
            code=f"G{code}", name=f"{name}三级网格", kind=Kind.GRID_LEVEL_THREE, span=ALWAYS
        )
    for place in places:
        yield UnitRow(
            code=place.cell,
            name=f"{place.name}四级网格",
            kind=Kind.GRID_LEVEL_FOUR,
            span=place.days,
        )


def _placements(
    places: Sequence[Place], areas: Mapping[str, str], branch_of: Mapping[str, str]
) -> Iterator[PlacementRow]:
    yield PlacementRow(unit=ROOT, span=ALWAYS)
    for number, _ in enumerate(AREAS, 1):
        yield PlacementRow(unit=f"G{number}", parent=ROOT, span=ALWAYS)
    for branch, name in sorted(areas.items()):
        parent = f"G{AREAS.index(name) + 1}"
        yield PlacementRow(unit=f"G{branch}", parent=parent, span=ALWAYS)
    for place in places:
        for department, span in place.under:
            yield PlacementRow(unit=place.cell, parent=f"G{branch_of[department]}", span=span)


def _keepers(
    places: Sequence[Place],
    branch_of: Mapping[str, str],
    members: tuple[Member, ...],
    home: Mapping[str, Home],
) -> Iterator[AppointmentRow]:
    """Level one: the discipline secretary; two: the discipline office; three: somebody of the
    branch; four: somebody of the place."""
    leader = [one for one in members if one.grade == "leader"][2]
    yield _appointed(leader, ROOT)
    officers = [one for one in members if one.department == DISCIPLINE_OFFICE][2:]
    for number, officer in enumerate(officers[: len(AREAS)], 1):
        yield _appointed(officer, f"G{number}")
    people: dict[str, list[Member]] = {}
    for one in members:
        people.setdefault(home[one.code][-1][0], []).append(one)
    taken: set[str] = set()
    for department, branch in branch_of.items():
        if branch not in taken:
            taken.add(branch)
            yield _appointed(people[department][-2], f"G{branch}")
    for place in places:
        yield _appointed(people[place.code][-3], place.cell, place.days.start)


def _appointed(member: Member, cell: str, start: date = TEAMS_SINCE) -> AppointmentRow:
    since = max(member.joined, TEAMS_SINCE, start)
    return AppointmentRow(person=member.code, post=KEEPER, unit=cell, span=Span(since))
