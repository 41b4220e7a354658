"""The tables of what the demo hospital treats, as arrays that can be drawn from."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from linghang.cases.codes import diagnoses
from linghang.demo import seasons
from linghang.demo.arrays import Numbers
from linghang.demo.profiles import tables
from linghang.demo.profiles.tables import Disease

RANK_EXPONENT = 0.8
MOST_PROCEDURES = 3
URGENT_CHAPTERS = "ST"
# Where somebody goes whose next stay was planned for a treatment that another department gives.
ONCOLOGY, CHEMOTHERAPY, RADIOTHERAPY = "D11", "Z51.1", "Z51.0"
AGES = {"adult": (15.0, 97.0), "child": (0.09, 14.0), "maternal": (18.0, 46.0)}


@dataclass(frozen=True)
class Procedures:
    """One element per row of procedures.csv; fee in 分; level 0 where there is none."""

    day: Numbers
    level: Numbers
    fee: Numbers
    minutes: Numbers
    companion: Numbers


@dataclass(frozen=True)
class Diseases:
    """One element per row of diseases.csv. weight: share of first stays; season: place in NAMES.

    code_weights and procedure_weights are cumulated, procedure_places are padded with the last.
    day_unit: days in a unit of age (newborns are given in days).
    """

    service: Numbers
    weight: Numbers
    season: Numbers
    men: Numbers
    age: Numbers
    spread: Numbers
    youngest: Numbers
    oldest: Numbers
    day_unit: Numbers
    stay: Numbers
    cost: Numbers
    deaths: Numbers
    operated: Numbers
    urgent: Numbers
    again: Numbers
    planned: Numbers
    later: Numbers
    planned_disease: Numbers
    service_start: Numbers
    service_size: Numbers
    code_start: Numbers
    code_weights: Numbers
    procedure_places: Numbers
    procedure_weights: Numbers


@functools.cache
def procedures() -> Procedures:
    """The procedures as arrays, in the order of tables.procedures()."""
    rows = tables.procedures()
    place = procedure_places()
    return Procedures(
        day=np.array([row.day for row in rows]),
        level=np.array([int(row.level or 0) for row in rows]),
        fee=np.array([round(row.fee * 100) for row in rows]),
        minutes=np.array([row.minutes for row in rows]),
        companion=np.array([place.get(row.companion, -1) for row in rows]),
    )


@functools.cache
def procedure_places() -> dict[str, int]:
    """Procedure code → its place in the table."""
    return {row.code: place for place, row in enumerate(tables.procedures())}


@functools.cache
def principal_codes() -> tuple[tuple[str, str], ...]:
    """(code, name) of every principal diagnosis, disease after disease."""
    names = diagnoses()
    return tuple((code, names[code]) for row in tables.diseases() for code in row.codes)


@functools.cache
def diseases() -> Diseases:
    """The diseases as arrays, in the order of tables.diseases()."""
    rows, services = tables.diseases(), tables.services()
    number = {service.code: place for place, service in enumerate(services)}
    service = np.array([number[row.service] for row in rows])
    patients = [services[place].patients for place in service]
    limits = np.array([AGES.get(kind, (0.0, 27.0)) for kind in patients])
    size = np.bincount(service)
    rank = np.arange(len(rows)) - (np.cumsum(size) - size)[service]
    return Diseases(
        service=service,
        weight=_weights(service, rank),
        season=np.array([seasons.NAMES.index(row.season) for row in rows]),
        men=_numbers("men"),
        age=_numbers("age"),
        spread=_numbers("spread"),
        youngest=limits[:, 0],
        oldest=limits[:, 1],
        day_unit=np.array([1.0 if kind == "newborn" else 365.25 for kind in patients]),
        stay=_numbers("stay"),
        cost=_numbers("cost") * 100,
        deaths=_numbers("deaths") / 1000,
        operated=_numbers("operated"),
        urgent=np.array([_urgent(row) for row in rows]),
        again=_numbers("again"),
        planned=_numbers("planned"),
        later=np.array([services[place].later for place in service]),
        planned_disease=_planned_diseases(),
        service_start=np.arange(len(rows)) - rank,
        service_size=size[service],
        code_start=_code_starts(),
        code_weights=_code_weights(),
        procedure_places=_padded_places(),
        procedure_weights=_cumulated([len(row.procedures) for row in rows], MOST_PROCEDURES),
    )


def _numbers(name: str) -> Numbers:
    return np.array([getattr(row, name) for row in tables.diseases()], float)


def _weights(service: Numbers, rank: Numbers) -> Numbers:
    """Zipf by rank inside a service, the services by their share."""
    zipf = (rank + 1.0) ** -RANK_EXPONENT
    share = np.array([row.share for row in tables.services()])
    weight = zipf / np.bincount(service, zipf)[service] * share[service]
    return weight / weight.sum()


def _urgent(row: Disease) -> float:
    """How many come through the emergency department; a rough guess from code and danger."""
    if row.codes[0][0] in URGENT_CHAPTERS:
        return 0.62
    return 0.55 if row.deaths >= 20 else 0.3 if row.deaths >= 5 else 0.16


def _planned_diseases() -> Numbers:
    """The disease for which somebody comes back as planned: often treatment in oncology."""
    rows = tables.diseases()
    place = {(row.service, row.codes[0][:5]): number for number, row in enumerate(rows)}
    elsewhere = {
        "化学治疗": place[ONCOLOGY, CHEMOTHERAPY],
        "放射治疗": place[ONCOLOGY, RADIOTHERAPY],
    }

    def next_of(number: int, row: Disease) -> int:
        if row.service in ("D07", ONCOLOGY):
            return number
        return next((at for word, at in elsewhere.items() if word in row.purpose), number)

    return np.array([next_of(number, row) for number, row in enumerate(rows)])


def _code_starts() -> Numbers:
    sizes = np.array([len(row.codes) for row in tables.diseases()])
    return np.cumsum(sizes) - sizes


def _code_weights() -> Numbers:
    return _cumulated([len(row.codes) for row in tables.diseases()], tables.MOST_CODES)


def _cumulated(counts: list[int], width: int) -> Numbers:
    """Rows of cumulated Zipf weights over the first `count` columns, 1 in the others."""
    weights = np.array(
        [[1 / (n + 1) if n < count else 0 for n in range(width)] for count in counts]
    )
    return np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1) - 1e-12


def _padded_places() -> Numbers:
    place = procedure_places()
    padded = [
        [place[code] for code in (*row.procedures, *[row.procedures[-1]] * MOST_PROCEDURES)]
        for row in tables.diseases()
    ]
    return np.array([row[:MOST_PROCEDURES] for row in padded])
