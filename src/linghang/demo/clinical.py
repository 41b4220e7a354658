"""Draws what a front sheet says about the illness: other diagnoses, outcome, care, blood."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.random import Generator

from linghang.demo import catalogue
from linghang.demo.arrays import Numbers, taken
from linghang.demo.profiles import tables
from linghang.demo.profiles.tables import Comorbidity
from linghang.demo.stays import DEATH, SEED, Persons, Stays

MOST_OTHER = 8
OLD = 60
GROUPS = ("adult", "child", "newborn", "maternal")
INTENSIVE, NEWBORN_SERVICE = "D27", "D23"
VENTILATION_SHORT, VENTILATION_LONG = "96.7101", "96.7201"
LONG_HOURS = 96
ICU_NAMES = {"D27": "07", "D23": "04", "D01": "01", "D16": "03", "D19": "03"}


@dataclass(frozen=True)
class Clinical:
    """One element per stay. other: places in tables.comorbidities(), -1 for none, 8 columns.

    companion: place of the forced other diagnosis among companion_codes(), -1 for none.
    acquired: whether each other diagnosis came after admission. ventilated, icu_hours: hours.
    weight: grams, birth and admission of a newborn; 0 where it does not apply.
    blood: units of red cells.
    """

    age: Numbers
    age_days: Numbers
    other: Numbers
    acquired: Numbers
    companion: Numbers
    unclear: Numbers
    outcome: Numbers
    outpatient_diagnosis: Numbers
    procedure: Numbers
    operated_day: Numbers
    operated_minute: Numbers
    asa: Numbers
    healing: Numbers
    ventilated: Numbers
    icu: Numbers
    icu_share: Numbers
    weight: Numbers
    coma: Numbers
    blood: Numbers
    allergy: Numbers
    blood_group: Numbers
    rhesus: Numbers
    payment: Numbers
    nursing: Numbers
    checked_after: Numbers

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


def draw(persons: Persons, stays: Stays) -> Clinical:
    """Everything clinical that is not drawn with the stay itself."""
    chance, count = np.random.default_rng([SEED, 4]), len(stays)
    age, age_days = ages(persons.born[stays.person], stays.admitted)
    service = catalogue.diseases().service[stays.disease]
    other = _other_diagnoses(chance, persons, stays, age)
    procedure = _feasible(stays)
    day, minute = _operated(chance, stays)
    icu = _icu(chance, stays, service)
    return Clinical(
        age=age,
        age_days=age_days,
        other=other,
        acquired=chance.random(other.shape) < _acquired()[other],
        companion=_companions(chance, stays, procedure),
        unclear=chance.random(count) < 0.04,
        outcome=_outcomes(chance, stays),
        outpatient_diagnosis=_outpatient(chance, stays),
        procedure=procedure,
        operated_day=day,
        operated_minute=minute,
        asa=chance.choice((1, 2, 3, 4), size=count, p=(0.22, 0.55, 0.2, 0.03)),
        healing=chance.random(count),
        ventilated=_ventilated(chance, stays, procedure),
        icu=icu,
        icu_share=chance.uniform(0.3, 0.8, count),
        weight=_weights(chance, stays, service),
        coma=_coma(chance, stays),
        blood=_blood(chance, stays, service, procedure),
        allergy=np.where(chance.random(count) < 0.07, chance.integers(1, 6, count), 0),
        blood_group=chance.choice((1, 2, 3, 4, 5, 6), size=count, p=BLOOD_GROUPS),
        rhesus=chance.choice((1, 2, 4), size=count, p=(0.004, 0.896, 0.1)),
        payment=_payments(chance, age),
        nursing=chance.random(count),
        checked_after=chance.integers(1, 8, count),
    )


BLOOD_GROUPS = (0.28, 0.25, 0.29, 0.08, 0.02, 0.08)


def ages(born: Numbers, admitted: Numbers) -> tuple[Numbers, Numbers]:
    """(completed years, whole days of those younger than a year, else -1) on admission."""
    epoch = 719163  # ordinal of 1970-01-01
    birth = (born - epoch).astype("datetime64[D]")
    day = (admitted - epoch).astype("datetime64[D]")
    birth_month, month = birth.astype("datetime64[M]"), day.astype("datetime64[M]")
    months = (month - birth_month).astype(np.int64)
    of_month = (day - month).astype(np.int64) < (birth - birth_month).astype(np.int64)
    years = (months - of_month) // 12
    return years, np.where(years == 0, admitted - born, -1)


@functools.cache
def _acquired() -> Numbers:
    """Share acquired after admission by place in the table; the last stands for none."""
    return np.array([*(row.acquired for row in tables.comorbidities()), 0.0])


def _other_diagnoses(chance: Generator, persons: Persons, stays: Stays, age: Numbers) -> Numbers:
    """Up to eight different other diagnoses that go with age, sex and principal diagnosis."""
    rows = tables.comorbidities()
    group = _groups(stays, age)
    found = np.full((len(stays), MOST_OTHER), -1)
    for number, name in enumerate(GROUPS):
        places = np.array([n for n, row in enumerate(rows) if row.group == name])
        inside = np.flatnonzero(group == number)
        chosen = [rows[n] for n in places]
        weight = _liking(chosen, persons, stays.take(inside), age[inside])
        wanted = _how_many(chance, age[inside], len(places))
        found[inside] = _sampled(chance, weight, places, wanted)
    return found


def _groups(stays: Stays, age: Numbers) -> Numbers:
    patients = [row.patients for row in tables.services()]
    group = np.array([GROUPS.index(kind) for kind in patients])
    by_service = group[catalogue.diseases().service[stays.disease]]
    return np.where((by_service == 0) & (age < 15), GROUPS.index("child"), by_service)


def _liking(rows: list[Comorbidity], persons: Persons, stays: Stays, age: Numbers) -> Numbers:
    """Weight of each row for each stay; 0 where it is the principal's category or another sex."""
    young, old = np.array([row.young for row in rows]), np.array([row.old for row in rows])
    weight = np.where((age >= OLD)[:, None], old, young).astype(float)
    category = np.array([category_number(row.code) for row in rows])
    weight[_principal_categories()[_code_place(stays)][:, None] == category] = 0
    for column, row in enumerate(rows):
        if row.sex:
            weight[persons.sex[stays.person] != int(row.sex), column] = 0
    return weight


def category_number(code: str) -> int:
    """The three-character category as a number."""
    return int(code[:3], 36)


@functools.cache
def _principal_categories() -> Numbers:
    return np.array([category_number(code) for code, _ in catalogue.principal_codes()])


def _code_place(stays: Stays) -> Numbers:
    return catalogue.diseases().code_start[stays.disease] + stays.diagnosis


def _how_many(chance: Generator, age: Numbers, most: int) -> Numbers:
    mean = 0.8 + np.clip(age, 0, 85) / 22
    return np.minimum(chance.poisson(mean), min(MOST_OTHER, most))


def _sampled(chance: Generator, weight: Numbers, places: Numbers, wanted: Numbers) -> Numbers:
    """Weighted sampling without replacement: the smallest of exponentials divided by weight."""
    with np.errstate(divide="ignore"):
        keys = chance.standard_exponential(weight.shape, dtype=np.float32) / weight
    width = min(MOST_OTHER, len(places))
    order = np.argpartition(keys, width - 1, axis=1)[:, :width]
    sorted_keys = np.take_along_axis(keys, order, axis=1)
    best = np.take_along_axis(order, np.argsort(sorted_keys, axis=1), axis=1)
    possible = np.isfinite(np.sort(sorted_keys, axis=1))
    chosen = np.where((np.arange(width) < wanted[:, None]) & possible, places[best], -1)
    return np.pad(chosen, ((0, 0), (0, MOST_OTHER - width)), constant_values=-1)


@functools.cache
def companion_codes() -> tuple[str, ...]:
    """Every other diagnosis that belongs to a principal: site of a cancer, outcome of a birth."""
    codes = (code for row in tables.diseases() for code in row.companions)
    return tuple(dict.fromkeys(codes))


def _companions(chance: Generator, stays: Stays, procedure: Numbers) -> Numbers:
    """One of the companions of the disease; the outcome of a birth only after a delivery."""
    rows, place = tables.diseases(), {code: n for n, code in enumerate(companion_codes())}
    width = max(len(row.companions) for row in rows)
    table = np.array(
        [
            [place[one.companions[n % len(one.companions)]] for n in range(width)]
            if one.companions
            else [-1] * width
            for one in rows
        ]
    )
    found = table[stays.disease, chance.integers(0, width, len(stays))]
    birth = place["Z37.000"]
    return np.where((found == birth) & (procedure < 0), -1, found)


def _outcomes(chance: Generator, stays: Stays) -> Numbers:
    """F05: 1 cured, 2 better, 3 not healed, 4 dead."""
    luck = chance.random(len(stays))
    surgical = stays.procedure >= 0
    living = np.where(luck < 0.03, 3, np.where(surgical & (luck < 0.5), 1, 2))
    return np.where(stays.disposition == DEATH, 4, living)


def _outpatient(chance: Generator, stays: Stays) -> Numbers:
    """The diagnosis on admission: mostly the same code, else the disease's most frequent one."""
    return np.where(chance.random(len(stays)) < 0.85, stays.diagnosis, 0)


def _feasible(stays: Stays) -> Numbers:
    """Ventilation for 96 hours and more does not fit into a short stay."""
    place = catalogue.procedure_places()
    short = (stays.procedure == place[VENTILATION_LONG]) & (stays.days < 6)
    return np.where(short, place[VENTILATION_SHORT], stays.procedure)


def _operated(chance: Generator, stays: Stays) -> tuple[Numbers, Numbers]:
    """Day and minute of the principal procedure, inside the stay."""
    nights = stays.discharged - stays.admitted
    urgent = (stays.route == 1) | (nights <= 2)
    wait = np.where(urgent, 0, 1 + chance.integers(0, 3, len(stays)))
    day = stays.admitted + np.minimum(wait, nights)
    first_day = day == stays.admitted
    last_day = day == stays.discharged
    earliest = np.where(first_day, np.minimum(stays.admitted_minute + 25, 1439), 8 * 60)
    latest = np.where(last_day, stays.discharged_minute - 20, 1439)
    hours = earliest + chance.integers(0, 420, len(stays))
    return day, np.clip(hours, np.minimum(earliest, latest), latest)


def _ventilated(chance: Generator, stays: Stays, procedure: Numbers) -> Numbers:
    place, hours = catalogue.procedure_places(), stays.days * 24
    short = 4 + chance.integers(0, 90, len(stays))
    long = LONG_HOURS + (chance.random(len(stays)) * (0.8 * hours - LONG_HOURS)).astype(np.int64)
    found = np.select(
        [procedure == place[VENTILATION_SHORT], procedure == place[VENTILATION_LONG]],
        [np.minimum(short, np.maximum(hours - 20, 2)), long],
        0,
    )
    return found.astype(np.int64)


def _icu(chance: Generator, stays: Stays, service: Numbers) -> Numbers:
    """Which kind of intensive care unit the stay passed through (RC015 as a number), 0 none."""
    codes = [row.code for row in tables.services()]
    kind = np.array([int(ICU_NAMES.get(code, "0")) for code in codes])[service]
    always = service == codes.index(INTENSIVE)
    risk = np.clip(catalogue.diseases().deaths[stays.disease] * 4, 0, 0.5)
    newborn = (service == codes.index(NEWBORN_SERVICE)) & (stays.procedure >= 0)
    sick = (chance.random(len(stays)) < np.where(newborn, 0.15, risk)) & (stays.days > 2)
    return np.where(always | sick, kind, 0)


def _weights(chance: Generator, stays: Stays, service: Numbers) -> Numbers:
    """Grams to ten: of a newborn itself, of the child in the record of a mother."""
    codes = [row.patients for row in tables.services()]
    concerned = np.isin(service, [n for n, kind in enumerate(codes) if kind != "adult"])
    small = np.isin(stays.disease, _small_babies())
    grams = np.where(
        small, chance.normal(1950, 260, len(stays)), chance.normal(3280, 390, len(stays))
    )
    return np.where(concerned, (np.clip(grams, 1050, 4600) / 10).round() * 10, 0).astype(np.int64)


@functools.cache
def _small_babies() -> list[int]:
    return [n for n, row in enumerate(tables.diseases()) if row.codes[0].startswith("P07")]


def _coma(chance: Generator, stays: Stays) -> Numbers:
    """Minutes in coma before admission after a head injury."""
    injured = np.array([row.codes[0].startswith("S06") for row in tables.diseases()])
    drawn = chance.exponential(45, len(stays)).astype(np.int64)
    return np.where(injured[stays.disease], drawn % 1440, 0)


def _blood(chance: Generator, stays: Stays, service: Numbers, procedure: Numbers) -> Numbers:
    """Units of red cells: after large operations, in haematology, with dangerous illness."""
    table = catalogue.procedures()
    codes = [row.code for row in tables.services()]
    large = (procedure >= 0) & (table.level[procedure] == 4)
    share = np.select([service == codes.index("D07"), large], [0.34, 0.14], 0.012)
    share = share + catalogue.diseases().deaths[stays.disease]
    given = (chance.random(len(stays)) < share) & (stays.days > 2)
    return np.where(given, 1 + chance.poisson(2, len(stays)), 0)


def _payments(chance: Generator, age: Numbers) -> Numbers:
    """Place in PAYMENTS."""
    luck = chance.random(len(age))
    worker = (age > 22) & (luck < 0.46)
    rest = np.select([luck > 0.97, luck > 0.94, luck > 0.9], [5, 4, 1], 2)
    return np.where(worker, 0, rest)


PAYMENTS = ("1.1", "1.2", "2.1", "2.2", "5", "7")
