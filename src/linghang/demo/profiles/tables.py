"""Reads the tables of this folder into frozen rows."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

MOST_CODES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A row of departments.csv. kind: department, technical, office or service.

    A service is a line of work inside a department with its own ward and team.
    share: its part of all discharges; later: how many come back after more than 31 days.
    """

    code: str
    name: str
    kind: str
    specialty: str
    east_wards: int
    west_wards: int
    teams: int
    share: float
    patients: str
    later: float
    branch: str
    costs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A row of procedures.csv. kind: 手术, 介入, 诊断 or 治疗; level: 1–4 or "".

    fee: 元 for the procedure and its materials; companion: code done in the same session.
    """

    code: str
    name: str
    level: str
    kind: str
    anaesthesia: str
    minutes: int
    fee: float
    day: bool
    companion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """A row of diseases.csv; codes: principal diagnoses, the most frequent first, at most 8.

    stay: mean days; cost: median 元 without procedures; deaths: per 1,000; men, operated, again,
    planned: shares; again: of those who come back within 31 days; age and spread in years, for
    newborns in days.
    """

    service: str
    codes: tuple[str, ...]
    stay: float
    cost: float
    deaths: float
    age: float
    spread: float
    men: float
    operated: float
    procedures: tuple[str, ...]
    season: str
    again: float
    planned: float
    purpose: str
    companions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comorbidity:
    """A row of comorbidities.csv: weights below and from 60 years; acquired: share after admission.

    sex: "1" or "2" when only that sex has it.
    """

    group: str
    code: str
    name: str
    young: float
    old: float
    acquired: float
    sex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardBeds:
    """A row of beds.csv: open beds of a ward since a day; rows of one ward in order of the days.

    About 87 of 100 beds are taken by the cases that the demo draws.
    """

    ward: str
    beds: int
    since: date


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


@functools.cache
def departments() -> tuple[Department, ...]:
    """Departments, technical departments, services and offices, in the order of the table."""
    return tuple(
        Department(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            specialty=row["specialty"],
            east_wards=int(row["east_wards"]),
            west_wards=int(row["west_wards"]),
            teams=int(row["teams"]),
            share=float(row["share"]),
            patients=row["patients"],
            later=float(row["later"]),
            branch=row["branch"],
            costs=row["costs"],
        )
        for row in _rows("departments.csv")
    )


def services() -> tuple[Department, ...]:
    """The lines of work that discharge patients."""
    return tuple(row for row in departments() if row.share)


@functools.cache
def beds_of_wards() -> tuple[WardBeds, ...]:
    """Open beds of every ward, ward by ward."""
    return tuple(
        WardBeds(ward=row["ward"], beds=int(row["beds"]), since=date.fromisoformat(row["since"]))
        for row in _rows("beds.csv")
    )


@functools.cache
def procedures() -> tuple[Procedure, ...]:
    """Every procedure that the demo hospital does."""
    return tuple(
        Procedure(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            anaesthesia=row["anaesthesia"],
            minutes=int(row["minutes"]),
            fee=float(row["fee"]),
            day=row["day"] == "1",
            companion=row["companion"],
        )
        for row in _rows("procedures.csv")
    )


@functools.cache
def diseases() -> tuple[Disease, ...]:
    """Diseases service by service, the most frequent first."""
    return tuple(
        Disease(
            service=row["service"],
            codes=tuple(row["diagnoses"].split("|")),
            stay=float(row["stay"]),
            cost=float(row["cost"]),
            deaths=float(row["deaths"]),
            age=float(row["age"]),
            spread=float(row["spread"]),
            men=float(row["men"]),
            operated=float(row["operated"]),
            procedures=tuple(row["procedures"].split("|")),
            season=row["season"],
            again=float(row["again"]),
            planned=float(row["planned"]),
            purpose=row["purpose"],
            companions=tuple(filter(None, row["companions"].split("|"))),
        )
        for row in _rows("diseases.csv")
    )


@functools.cache
def comorbidities() -> tuple[Comorbidity, ...]:
    """Other diagnoses by group of patients: adult, child, newborn, maternal."""
    return tuple(
        Comorbidity(
            group=row["group"],
            code=row["code"],
            name=row["name"],
            young=float(row["young"]),
            old=float(row["old"]),
            acquired=float(row["acquired"]),
            sex=row["sex"],
        )
        for row in _rows("comorbidities.csv")
    )


@functools.cache
def pathology() -> tuple[tuple[str, str, str], ...]:
    """(prefix of the diagnosis, morphology code, name); a longer prefix goes before a shorter."""
    rows = [(row["prefix"], row["code"], row["name"]) for row in _rows("pathology.csv")]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@functools.cache
def external_causes() -> tuple[tuple[str, str, str, int], ...]:
    """(prefix of the diagnosis, external cause, name, weight); longer prefixes go first."""
    rows = [
        (row["prefix"], row["code"], row["name"], int(row["weight"]))
        for row in _rows("external_causes.csv")
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@functools.cache
def cost_shares() -> dict[str, dict[str, float]]:
    """Pattern of costs → cost column → share of what is not spent on procedures."""
    table = list(_rows("cost_shares.csv"))
    patterns = [name for name in table[0] if name != "part"]
    return {name: {row["part"]: float(row[name]) for row in table} for name in patterns}
