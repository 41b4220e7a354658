"""The fictional 领航示范医院: units, people, teams and posts with their dates."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from linghang.demo import grid, homes, identities, party, past, staff, union
from linghang.demo.appointed import appointments
from linghang.demo.grid import Place
from linghang.demo.landmarks import (
    COMMITTEE,
    DAY_WARD,
    DAY_WARD_OPENED,
    DAY_WARD_UNDER,
    DISCIPLINE,
    EAST,
    FOUNDED,
    HOSPITAL,
    NAME,
    REORGANISED,
    TEAMS_SINCE,
    VASCULAR,
    VASCULAR_AFTER,
    VASCULAR_BEFORE,
    WEST,
    Tree,
)
from linghang.demo.posts import DEMO_POSTS
from linghang.demo.profiles.tables import Department, departments
from linghang.demo.staff import Member
from linghang.org.definitions import Kind
from linghang.org.loading.rows import (
    AppointmentRow,
    CodeMapRow,
    Establishment,
    MembershipRow,
    PersonRow,
    PlacementRow,
    UnitRow,
)
from linghang.org.trees.rules import Span

__all__ = [
    "DAY_WARD",
    "DAY_WARD_OPENED",
    "EAST",
    "HOSPITAL",
    "NAME",
    "REORGANISED",
    "VASCULAR",
    "VASCULAR_AFTER",
    "VASCULAR_BEFORE",
    "Hospital",
    "Team",
    "Ward",
    "hospital",
]
WARD_SYSTEM = "front_sheet.ward"

# On 1 July 2025 one ward got a new name, one ward moved to another department with its team.
RENAMED_IN, OLD_NAME, NEW_NAME = "D09", "老年医学科二病区", "老年医学科康养病区"
# The day ward was never entered in the code map: its cases belong to no department.
# Chiefs who swapped teams, and how many departments moved an attending, on that day.
SWAPPED_CHIEFS = (("D03", 0, 1), ("D15", 2, 3))
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A ward. service: the line of work that discharges from it ("" for the day ward)."""

    code: str
    name: str
    service: str
    campus: str
    spans: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A medical team of a service."""

    code: str
    name: str
    service: str
    spans: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """Everything about the demo hospital that does not depend on its patients."""

    departments: tuple[Department, ...]
    wards: tuple[Ward, ...]
    teams: tuple[Team, ...]
    members: tuple[Member, ...]
    heads: dict[str, Member]
    memberships: tuple[MembershipRow, ...]
    establishment: Establishment


@functools.cache
def hospital() -> Hospital:
    """The demo hospital, always the same."""
    known = departments()
    wards, teams = tuple(_wards(known)), tuple(_teams(known))
    members = staff.members(
        staff.seats(
            clinical=[row.code for row in known if row.kind == "department"],
            teams={team.code: team.spans[0][0] for team in teams},
            wards={ward.code: ward.spans[0][0] for ward in wards},
            offices=[row.code for row in known if row.kind == "office"],
        )
    )
    heads = {one.department: one for one in members if one.grade == "head"}
    memberships = tuple(_memberships(teams, members, heads))
    return Hospital(
        departments=known,
        wards=wards,
        teams=teams,
        members=members,
        heads=heads,
        memberships=memberships,
        establishment=_establishment(known, wards, teams, members, heads, memberships),
    )


def _establishment(
    known: tuple[Department, ...],
    wards: tuple[Ward, ...],
    teams: tuple[Team, ...],
    members: tuple[Member, ...],
    heads: dict[str, Member],
    memberships: tuple[MembershipRow, ...],
) -> Establishment:
    branches = _branch_codes(list(dict.fromkeys(row.branch for row in known if row.branch)))
    opened = {ward.code: ward.spans[0][1].start for ward in wards}
    given = tuple(appointments(known, opened, members, heads, memberships, branches))
    home = _homes(wards, teams, members, heads)
    trees = _trees(known, wards, members, given, branches, home)
    held = {(row.post, row.unit) for row in given}
    renamed = next(ward for ward in wards if ward.name == NEW_NAME)
    respiratory = next(row for row in known if row.code == past.RENAMED)
    return Establishment(
        units=(
            *_units(known, wards, teams, branches),
            *past.units(),
            *(row for tree in trees for row in tree.units),
        ),
        namings=tuple(past.namings(respiratory.name, renamed.code, (OLD_NAME, NEW_NAME))),
        placements=(
            *_placements(known, wards, teams, branches),
            *past.placements(),
            *(row for tree in trees for row in tree.placements),
        ),
        beds=tuple(past.beds()),
        coverages=tuple(row for tree in trees for row in tree.coverages),
        successions=past.successions(),
        people=tuple(_people(members, heads)),
        appointments=(
            *given,
            *(
                row
                for tree in trees
                for row in tree.appointments
                if (row.post, row.unit) not in held
            ),
        ),
        memberships=(
            *memberships,
            *homes.memberships(home),
            *(row for tree in trees for row in tree.memberships),
        ),
        code_maps=tuple(_code_maps(wards)),
    )


def _homes(
    wards: tuple[Ward, ...],
    teams: tuple[Team, ...],
    members: tuple[Member, ...],
    heads: dict[str, Member],
) -> dict[str, homes.Home]:
    units: tuple[Ward | Team, ...] = (*wards, *teams)
    services = {unit.code: unit.service for unit in units}
    vice = DEMO_POSTS["vice_president"].find(members, heads)
    return homes.homes(members, services, frozenset({vice.code}))


def _trees(
    known: tuple[Department, ...],
    wards: tuple[Ward, ...],
    members: tuple[Member, ...],
    given: tuple[AppointmentRow, ...],
    branches: dict[str, str],
    home: dict[str, homes.Home],
) -> tuple[Tree, ...]:
    """The further rows of the Party, the union and the grid."""
    own = tuple(row for row in known if row.kind != "service")
    codes = {name: code for code, name in branches.items()}
    branch_of = {row.code: codes[row.branch] for row in own}
    places = [
        *(Place(code=row.code, name=row.name, under=((row.code, Span(FOUNDED)),)) for row in own),
        *(Place(code=ward.code, name=ward.name, under=ward.spans) for ward in wards),
    ]
    led = [row for row in given if row.unit in (COMMITTEE, DISCIPLINE, *branches)]
    return (
        party.party(branches, branch_of, members, led, {row.person for row in given}),
        union.union(own, {ward.code: ward.spans for ward in wards}, members, home),
        grid.grid(places, branches, branch_of, members, home),
    )


def _under(service: str) -> tuple[tuple[str, Span], ...]:
    """The departments above the wards and teams of a service, with their days."""
    if service == VASCULAR:
        before, after = Span(FOUNDED, REORGANISED), Span(REORGANISED)
        return ((VASCULAR_BEFORE, before), (VASCULAR_AFTER, after))
    return ((service, Span(FOUNDED)),)


def _wards(known: tuple[Department, ...]) -> Iterator[Ward]:
    number = 0
    for row in known:
        count = row.east_wards + row.west_wards
        for index in range(count):
            number += 1
            ordinal = f"{ORDINALS[index]}病区" if count > 1 else "病区"
            name = row.name + ordinal
            yield Ward(
                code=f"W{number:02d}",
                name=NEW_NAME if name == OLD_NAME else name,
                service=row.code,
                campus=EAST if index < row.east_wards else WEST,
                spans=_under(row.code),
            )
    yield Ward(
        code=f"W{number + 1:02d}",
        name=DAY_WARD,
        service="",
        campus=EAST,
        spans=((DAY_WARD_UNDER, Span(DAY_WARD_OPENED)),),
    )


def _teams(known: tuple[Department, ...]) -> Iterator[Team]:
    number = 0
    for row in known:
        for index in range(row.teams):
            number += 1
            ordinal = f"第{ORDINALS[index]}医疗组" if row.teams > 1 else "医疗组"
            yield Team(
                code=f"T{number:03d}",
                name=row.name + ordinal,
                service=row.code,
                spans=_under(row.code),
            )


def _units(
    known: tuple[Department, ...],
    wards: tuple[Ward, ...],
    teams: tuple[Team, ...],
    branches: dict[str, str],
) -> Iterator[UnitRow]:
    always = Span(FOUNDED)
    yield UnitRow(code=HOSPITAL, name=NAME, kind=Kind.HOSPITAL, span=always)
    yield UnitRow(code=EAST, name="东院区", kind=Kind.CAMPUS, span=always)
    yield UnitRow(code=WEST, name="西院区", kind=Kind.CAMPUS, span=always)
    for row in known:
        if row.kind != "service":
            kind = Kind.OFFICE if row.kind == "office" else Kind.DEPARTMENT
            yield UnitRow(code=row.code, name=row.name, kind=kind, span=always)
    for ward in wards:
        span = Span(ward.spans[0][1].start)
        yield UnitRow(code=ward.code, name=ward.name, kind=Kind.WARD, span=span)
    for team in teams:
        yield UnitRow(code=team.code, name=team.name, kind=Kind.MEDICAL_TEAM, span=always)
    yield UnitRow(code=COMMITTEE, name=f"中共{NAME}委员会", kind=Kind.PARTY_COMMITTEE, span=always)
    yield UnitRow(
        code=DISCIPLINE,
        name=f"中共{NAME}纪律检查委员会",
        kind=Kind.DISCIPLINE_COMMITTEE,
        span=always,
    )
    for code, name in branches.items():
        yield UnitRow(code=code, name=name, kind=Kind.PARTY_BRANCH, span=always)


def _branch_codes(branches: list[str]) -> dict[str, str]:
    return {f"B{number:02d}": name for number, name in enumerate(branches, 1)}


def _placements(
    known: tuple[Department, ...],
    wards: tuple[Ward, ...],
    teams: tuple[Team, ...],
    branches: dict[str, str],
) -> Iterator[PlacementRow]:
    always = Span(FOUNDED)
    for root in (HOSPITAL, EAST, WEST, COMMITTEE):
        yield PlacementRow(unit=root, span=always)
    for row in known:
        if row.kind != "service":
            yield PlacementRow(unit=row.code, parent=HOSPITAL, span=always)
    yield PlacementRow(unit=DISCIPLINE, parent=COMMITTEE, span=always)
    for code, name in branches.items():
        inside = [row.code for row in known if row.branch == name]
        yield PlacementRow(unit=code, parent=party.superior(inside), span=always)
    below: tuple[Ward | Team, ...] = (*wards, *teams)
    for unit in below:
        campus = unit.campus if isinstance(unit, Ward) else None
        for department, span in unit.spans:
            yield PlacementRow(unit=unit.code, parent=department, campus=campus, span=span)


def _people(members: tuple[Member, ...], heads: dict[str, Member]) -> Iterator[PersonRow]:
    logins = {DEMO_POSTS[key].find(members, heads).code for key in DEMO_POSTS}
    numbers = identities.numbers(members)
    for one in members:
        id_card, mobile = numbers[one.code]
        yield PersonRow(
            code=one.code,
            name=one.name,
            licence=one.licence,
            id_card=id_card,
            mobile=mobile,
            username=one.code.lower() if one.code in logins else "",
            span=Span(one.joined),
        )


def _memberships(
    teams: tuple[Team, ...], members: tuple[Member, ...], heads: dict[str, Member]
) -> Iterator[MembershipRow]:
    """Heads belong to the first team of their department."""
    firsts: dict[str, str] = {}
    for team in teams:
        firsts.setdefault(team.service, team.code)
    moves = _moves(teams, members)
    for one in members:
        home = one.team or (firsts.get(one.department, "") if one.grade == "head" else "")
        if not home:
            continue
        start = max(one.joined, TEAMS_SINCE)
        if one.code in moves:
            yield MembershipRow(person=one.code, unit=home, span=Span(start, REORGANISED))
            yield MembershipRow(person=one.code, unit=moves[one.code], span=Span(REORGANISED))
        else:
            yield MembershipRow(person=one.code, unit=home, span=Span(start))


def _moves(teams: tuple[Team, ...], members: tuple[Member, ...]) -> dict[str, str]:
    """Person → new team from 1 July 2025: two swaps of chiefs, and one attending in each
    department of four teams or more."""
    by_service: dict[str, list[str]] = {}
    for team in teams:
        by_service.setdefault(team.service, []).append(team.code)
    in_team = {(one.team, one.grade): one.code for one in members if one.team}
    found: dict[str, str] = {}
    for service, left, right in SWAPPED_CHIEFS:
        codes = by_service[service]
        found[in_team[codes[left], "chief"]] = codes[right]
        found[in_team[codes[right], "chief"]] = codes[left]
    for codes in by_service.values():
        if len(codes) >= 4:
            found[in_team[codes[1], "attending"]] = codes[2]
    return found


def _code_maps(wards: tuple[Ward, ...]) -> Iterator[CodeMapRow]:
    for ward in wards:
        if ward.name == DAY_WARD:
            continue
        span = Span(FOUNDED)
        if ward.name == NEW_NAME:
            before = Span(FOUNDED, REORGANISED)
            yield CodeMapRow(system=WARD_SYSTEM, code=OLD_NAME, unit=ward.code, span=before)
            span = Span(REORGANISED)
        yield CodeMapRow(system=WARD_SYSTEM, code=ward.name, unit=ward.code, span=span)
