"""Which ward a case leaves from and which doctors and nurses look after it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
from numpy.random import Generator

from linghang.demo import catalogue
from linghang.demo.arrays import Numbers, Texts, taken
from linghang.demo.hospital import (
    DAY_WARD,
    DAY_WARD_OPENED,
    EAST,
    NEW_NAME,
    OLD_NAME,
    REORGANISED,
    VASCULAR,
    VASCULAR_AFTER,
    VASCULAR_BEFORE,
    hospital,
)
from linghang.demo.profiles import tables
from linghang.demo.staff import WITHOUT_TEAM, Member
from linghang.demo.stays import SEED, Stays

TO_DAY_WARD = 0.6
TRANSFERRED = 0.025
TRANSFERRED_TO_INTENSIVE = 0.72
INTENSIVE = "D27"
HEAD_SEES = 0.3


@dataclass(frozen=True)
class Attending:
    """One element per stay; people are places in hospital().members, wards in WARD_NAMES.

    came_to: ward of admission; came_service: line of work of admission, -1 where it is the same.
    """

    ward: Numbers
    came_to: Numbers
    came_service: Numbers
    team: Numbers
    chief: Numbers
    attending: Numbers
    resident: Numbers
    nurse: Numbers
    anaesthetist: Numbers

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


@dataclass(frozen=True)
class Roster:
    """Places of people by team on a day; each row has four, repeated where there are fewer."""

    chief: Numbers
    attending: Numbers
    resident: Numbers


@functools.cache
def ward_names() -> Texts:
    """Every name that stands in B17; the old name of the renamed ward is the last."""
    return np.array([*(ward.name for ward in hospital().wards), OLD_NAME], dtype=object)


def draw(stays: Stays) -> Attending:
    """Wards and people for every stay, by the teams of the discharge day."""
    chance, count = np.random.default_rng([SEED, 3]), len(stays)
    service = catalogue.diseases().service[stays.disease]
    came = _came_from(chance, service)
    admitted_in = np.where(came >= 0, came, service)
    ward = _ward(chance, service, stays)
    same_ward = (came < 0) & (ward != _day_ward())
    came_to = np.where(same_ward, ward, _among(chance, _wards_of(), admitted_in))
    team = _among(chance, _teams_of(), service)
    return Attending(
        ward=_named_on(ward, stays.discharged),
        came_to=_named_on(came_to, stays.admitted),
        came_service=came,
        team=team,
        **_doctors(chance, team, stays.discharged),
        nurse=_among(chance, _nurses_of(), ward),
        anaesthetist=_anaesthetists()[chance.integers(0, len(_anaesthetists()), count)],
    )


def _day_ward() -> int:
    return next(n for n, ward in enumerate(hospital().wards) if ward.name == DAY_WARD)


def _ward(chance: Generator, service: Numbers, stays: Stays) -> Numbers:
    """A ward of the line of work; day surgery of the east campus moves to the new day ward."""
    ward = _among(chance, _wards_of(), service)
    east = np.array([one.campus == EAST for one in hospital().wards])
    moves = stays.day_surgery & (stays.discharged >= DAY_WARD_OPENED.toordinal()) & east[ward]
    return np.where(moves & (chance.random(len(ward)) < TO_DAY_WARD), _day_ward(), ward)


def _came_from(chance: Generator, service: Numbers) -> Numbers:
    """The line of work of admission where it differs from that of discharge, else -1."""
    codes = [row.code for row in tables.services()]
    adult = [n for n, row in enumerate(tables.services()) if row.patients == "adult"]
    grown = np.isin(service, adult)
    intensive = service == codes.index(INTENSIVE)
    luck = chance.random(len(service))
    moved = grown & (luck < np.where(intensive, TRANSFERRED_TO_INTENSIVE, TRANSFERRED))
    source = np.array(adult)[chance.integers(0, len(adult), len(service))]
    return np.where(moved & (source != service), source, -1)


def _named_on(ward: Numbers, day: Numbers) -> Numbers:
    """The renamed ward keeps its old name until the day of the change."""
    renamed = next(n for n, one in enumerate(hospital().wards) if one.name == NEW_NAME)
    old = (ward == renamed) & (day < REORGANISED.toordinal())
    return np.where(old, len(hospital().wards), ward)


def _among(chance: Generator, choices: list[Numbers], rows: Numbers) -> Numbers:
    """For each row one of its choices; the first ones come up more often."""
    sizes = np.array([len(one) for one in choices])
    starts = np.cumsum(sizes) - sizes
    offset = (chance.random(len(rows)) ** 1.25 * sizes[rows]).astype(np.int64)
    return np.concatenate(choices)[starts[rows] + offset]


@functools.cache
def _wards_of() -> list[Numbers]:
    """Wards by line of work."""
    wards = hospital().wards
    return [
        np.array([n for n, ward in enumerate(wards) if ward.service == row.code])
        for row in tables.services()
    ]


@functools.cache
def _teams_of() -> list[Numbers]:
    """Teams by line of work."""
    teams = hospital().teams
    return [
        np.array([n for n, team in enumerate(teams) if team.service == row.code])
        for row in tables.services()
    ]


@functools.cache
def _nurses_of() -> list[Numbers]:
    """Nurses by ward."""
    places: dict[str, list[int]] = {ward.code: [] for ward in hospital().wards}
    for place, member in enumerate(hospital().members):
        if member.grade == "nurse" and member.ward:
            places[member.ward].append(place)
    return [np.array(one) for one in places.values()]


@functools.cache
def _anaesthetists() -> Numbers:
    members = hospital().members
    found = [n for n, m in enumerate(members) if (m.department, m.grade) == ("D29", "attending")]
    return np.array(found)


def _doctors(chance: Generator, team: Numbers, day: Numbers) -> dict[str, Numbers]:
    """Chief, attending and resident of the team as it was on the day."""
    before, after = roster(date(2024, 1, 1)), roster(REORGANISED)
    late = day >= REORGANISED.toordinal()
    pick = chance.integers(0, 4, (3, len(team)))
    pick[0] = np.where(chance.random(len(team)) < HEAD_SEES, 3, 0)

    def of(grade: str, column: Numbers) -> Numbers:
        return np.where(
            late, getattr(after, grade)[team, column], getattr(before, grade)[team, column]
        )

    return {
        "chief": of("chief", pick[0]),
        "attending": of("attending", pick[1]),
        "resident": of("resident", pick[2]),
    }


@functools.cache
def roster(day: date) -> Roster:
    """Who was in which team on the day. A head of department comes last among the chiefs."""
    place = {member.code: n for n, member in enumerate(hospital().members)}
    grades: dict[tuple[str, str], list[int]] = {}
    for row in hospital().memberships:
        if day in row.span:
            member = hospital().members[place[row.person]]
            grade = "chief" if member.grade == "head" else member.grade
            grades.setdefault((row.unit, grade), []).append(place[row.person])
    codes = [team.code for team in hospital().teams]
    return Roster(
        chief=_chiefs(grades, codes),
        attending=np.array([_four(grades[code, "attending"]) for code in codes]),
        resident=np.array([_four(grades[code, "resident"]) for code in codes]),
    )


def _four(people: list[int]) -> list[int]:
    return [people[n % len(people)] for n in range(4)]


def _chiefs(grades: dict[tuple[str, str], list[int]], codes: list[str]) -> Numbers:
    members = hospital().members
    rows = []
    for code in codes:
        people = sorted(grades[code, "chief"], key=lambda n: members[n].grade == "head")
        rows.append([people[0]] * 3 + [people[-1]])
    return np.array(rows)


def department_of(service: str, day: date) -> str:
    """The department that a line of work belongs to on the day."""
    if service == VASCULAR:
        return VASCULAR_BEFORE if day < REORGANISED else VASCULAR_AFTER
    return service


def without_team() -> dict[str, tuple[Member, Member]]:
    """Department → its chief and its attending who belong to no team."""
    people = [one for one in hospital().members if one.department in WITHOUT_TEAM and not one.team]
    return {
        code: (_graded(people, code, "chief"), _graded(people, code, "attending"))
        for code in WITHOUT_TEAM
    }


def _graded(people: list[Member], department: str, grade: str) -> Member:
    return next(one for one in people if (one.department, one.grade) == (department, grade))
