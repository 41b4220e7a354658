"""The 1,800 fictional members of staff and where each of them works."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from linghang.demo import names

COUNT = 1800
SEED = 20240101
NURSES_OF_A_WARD = 14
ATTENDINGS_OF_A_TEAM = 2
RESIDENTS_OF_A_TEAM = 2
CLERKS_OF_AN_OFFICE = 12
# Physicians of departments whose chief and attending belong to no medical team.
WITHOUT_TEAM = ("D01", "D04", "D11", "D15")
TECHNICAL = {"D29": 40, "D30": 45, "D31": 50, "D32": 60}

Grade = Literal["leader", "head", "chief", "attending", "resident", "nurse", "technician", "clerk"]
PHYSICIANS = ("leader", "head", "chief", "attending", "resident")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the staff. ward, team: unit codes or ""; licence: physicians, 15 digits.

    Licence numbers start with 99, which no issuing authority has; nurses carry a certificate
    number of 12 digits instead, also starting with 99.
    """

    code: str
    name: str
    grade: Grade
    department: str
    ward: str
    team: str
    licence: str
    certificate: str
    joined: date


@dataclass(frozen=True, slots=True)
class Seat:
    """A place to be filled."""

    grade: Grade
    department: str
    ward: str = ""
    team: str = ""


def seats(
    *, clinical: list[str], teams: dict[str, str], wards: dict[str, str], offices: list[str]
) -> list[Seat]:
    """Every place of the hospital. teams, wards: unit code → department."""
    places = [Seat("leader", "") for _ in range(3)]
    places += [Seat("head", code) for code in clinical]
    for team, department in teams.items():
        places.append(Seat("chief", department, team=team))
        places += [Seat("attending", department, team=team)] * ATTENDINGS_OF_A_TEAM
        places += [Seat("resident", department, team=team)] * RESIDENTS_OF_A_TEAM
    for department in WITHOUT_TEAM:
        places += [Seat("chief", department), Seat("attending", department)]
    places += _technical()
    for ward, department in wards.items():
        places += [Seat("nurse", department, ward=ward)] * NURSES_OF_A_WARD
    for office in offices:
        places += [Seat("clerk", office)] * CLERKS_OF_AN_OFFICE
    spare = COUNT - len(places)
    return places + [Seat("nurse", "D27")] * spare


def _technical() -> Iterator[Seat]:
    for department, count in TECHNICAL.items():
        yield Seat("head", department)
        grade: Grade = "attending" if department in ("D29", "D30") else "technician"
        for _ in range(count - 1):
            yield Seat(grade, department)


def members(places: list[Seat]) -> tuple[Member, ...]:
    """One person for each place: the same people for the same places."""
    people = names.staff_names(len(places), seed=SEED)
    chance = random.Random(SEED + 1)
    return tuple(
        Member(
            code=f"LH{number:04d}",
            name=name,
            grade=place.grade,
            department=place.department,
            ward=place.ward,
            team=place.team,
            licence=f"990{number:04d}{chance.randrange(10**8):08d}" if _licensed(place) else "",
            certificate=f"99{number:04d}{chance.randrange(10**6):06d}"
            if place.grade == "nurse"
            else "",
            joined=date(2010, 1, 1) + timedelta(days=chance.randrange(4300)),
        )
        for number, (place, name) in enumerate(zip(places, people, strict=True), 1)
    )


def _licensed(place: Seat) -> bool:
    return place.grade in PHYSICIANS and place.department not in ("D31", "D32")
