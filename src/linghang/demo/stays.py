"""Draws the stays of the demo hospital: who comes when, for what, how long, and who comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.random import Generator

from linghang.demo import catalogue, seasons
from linghang.demo.arrays import Numbers, stacked, taken

SEED = 20251231
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2025, 12, 31)
FIRST, LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
# Stays that began before the first day must be there, too, or January would be too short.
DRAWN_FROM = FIRST - 100
MOST_VISITS = 12
# Raises the mean stays of the table to 9.0 days at the beginning; the decline to 8.2 in 24 months.
STAY_SCALE, STAY_DECLINE = 1.07, 0.1
STAY_SPREAD = 0.42
DAY_SURGERY_SHARE = 0.32
SAME_DISEASE_SHARE = 0.65
PLANS_DROPPED = 0.07
DEATH, TRANSFER = 5, 2


@dataclass(frozen=True)
class Persons:
    """Everybody who is ever admitted.

    sex: 1 or 2; born: day number; earlier: how many stays they had in the years before.
    """

    sex: Numbers
    born: Numbers
    earlier: Numbers

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


@dataclass(frozen=True)
class Stays:
    """One element per stay; days are proleptic ordinals, minutes count from midnight.

    disease, procedure: places in the tables of `catalogue`, procedure -1 for none.
    diagnosis: place in the list of codes. visit: how many times this person was admitted by then.
    plan: whether the next stay within 31 days is planned (B36C = 2).
    """

    person: Numbers
    disease: Numbers
    diagnosis: Numbers
    visit: Numbers
    admitted: Numbers
    admitted_minute: Numbers
    discharged: Numbers
    discharged_minute: Numbers
    procedure: Numbers
    day_surgery: Numbers
    route: Numbers
    disposition: Numbers
    plan: Numbers

    def __len__(self) -> int:
        return len(self.person)

    @property
    def days(self) -> Numbers:
        """Length of stay as the interface counts it: admission and discharge day are one."""
        return np.maximum(self.discharged - self.admitted, 1)

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


@dataclass(frozen=True)
class Arrivals:
    """Who is admitted next: person, disease and day of admission; planned or not."""

    person: Numbers
    disease: Numbers
    day: Numbers
    planned: Numbers

    def take(self, rows: Numbers) -> Self:
        return taken(self, rows)


def draw(cases: int) -> tuple[Persons, Stays]:
    """Exactly `cases` stays that ended in the 24 months, in the order of discharge."""
    chance = np.random.default_rng([SEED, 1])
    first = _first_arrivals(chance, cases + cases // 12 + 200)
    persons = _persons(chance, first)
    rounds, arriving = [], first
    for _ in range(MOST_VISITS):
        stays = _stays(chance, arriving, persons)
        plan, arriving = _returning(chance, stays, persons)
        rounds.append(replace(stays, plan=plan))
        if not len(arriving.person):
            break
    return _chosen(persons, stacked(rounds), cases)


def _chosen(persons: Persons, stays: Stays, cases: int) -> tuple[Persons, Stays]:
    """Number the visits of each person, keep the 24 months, cut at the wanted number."""
    stays = stays.take(np.lexsort((stays.admitted, stays.person)))
    starts = np.flatnonzero(np.r_[True, stays.person[1:] != stays.person[:-1]])
    lengths = np.diff(np.r_[starts, len(stays)])
    stays = replace(stays, visit=stays.visit + np.arange(len(stays)) - np.repeat(starts, lengths))
    inside = (stays.discharged >= FIRST) & (stays.discharged <= LAST)
    stays = stays.take(np.flatnonzero(inside)[:cases])
    if len(stays) < cases:
        raise ValueError(f"only {len(stays)} stays were drawn, {cases} are wanted")
    known, person = np.unique(stays.person, return_inverse=True)
    stays = replace(stays, person=person)
    order = np.lexsort((stays.person, stays.discharged_minute, stays.discharged))
    return persons.take(known), stays.take(order)


def _first_arrivals(chance: Generator, count: int) -> Arrivals:
    table = catalogue.diseases()
    disease = chance.choice(len(table.weight), size=count, p=table.weight)
    day = np.empty(count, np.int64)
    for season, name in enumerate(seasons.NAMES):
        rows = np.flatnonzero(table.season[disease] == season)
        days, weights = seasons.weights(name, DRAWN_FROM, LAST)
        day[rows] = chance.choice(days, size=len(rows), p=weights)
    return Arrivals(np.arange(count), disease, day, np.zeros(count, bool))


def _persons(chance: Generator, first: Arrivals) -> Persons:
    table = catalogue.diseases()
    sex = np.where(chance.random(len(first.person)) < table.men[first.disease], 1, 2)
    spread = chance.standard_normal(len(first.person))
    age = table.age[first.disease] + spread * table.spread[first.disease]
    low, high = table.youngest[first.disease], table.oldest[first.disease]
    days = np.round(np.clip(age, low, high) * table.day_unit[first.disease]).astype(np.int64)
    known = chance.random(len(days)) < np.clip((days / 365.25 - 30) / 120, 0, 0.4)
    earlier = np.where(known, chance.integers(1, 5, len(days)), 0)
    return Persons(sex=sex, born=first.day - days, earlier=earlier)


def _stays(chance: Generator, arriving: Arrivals, persons: Persons) -> Stays:
    table, count = catalogue.diseases(), len(arriving.person)
    disease, age = arriving.disease, (arriving.day - persons.born[arriving.person]) / 365.25
    procedure = _procedures(chance, disease)
    route = _routes(chance, arriving)
    day_surgery = (
        catalogue.procedures().day[procedure]
        & (procedure >= 0)
        & (chance.random(count) < DAY_SURGERY_SHARE)
        & (route == 2)
        & (age > 6)
        & (age < 80)
    )
    disposition = _dispositions(chance, disease, age, day_surgery)
    discharged = arriving.day + _lengths(chance, arriving, day_surgery)
    admitted_minute, discharged_minute = _minutes(chance, route, arriving.day == discharged)
    return Stays(
        person=arriving.person,
        disease=disease,
        diagnosis=_ranked(chance, table.code_weights[disease]),
        visit=1 + persons.earlier[arriving.person],
        admitted=arriving.day,
        admitted_minute=admitted_minute,
        discharged=discharged,
        discharged_minute=discharged_minute,
        procedure=procedure,
        day_surgery=day_surgery,
        route=route,
        disposition=disposition,
        plan=np.zeros(count, bool),
    )


def _ranked(chance: Generator, cumulated: Numbers) -> Numbers:
    """A column for each row of cumulated weights."""
    return (chance.random((len(cumulated), 1)) > cumulated).sum(axis=1)


def _procedures(chance: Generator, disease: Numbers) -> Numbers:
    table = catalogue.diseases()
    chosen = _ranked(chance, table.procedure_weights[disease])
    place = table.procedure_places[disease, chosen]
    return np.where(chance.random(len(disease)) < table.operated[disease], place, -1)


def _routes(chance: Generator, arriving: Arrivals) -> Numbers:
    """B11C: 1 emergency, 2 outpatient, 3 from elsewhere, 9 other."""
    urgent = catalogue.diseases().urgent[arriving.disease]
    luck = chance.random(len(urgent))
    route = np.select([luck < urgent, luck > 0.99, luck > 0.96], [1, 9, 3], 2)
    return np.where(arriving.planned, 2, route)


def _dispositions(
    chance: Generator, disease: Numbers, age: Numbers, day_surgery: Numbers
) -> Numbers:
    """B34C: 5 death by disease and age; the rest mostly 1."""
    table = catalogue.diseases()
    risk = table.deaths[disease] * np.clip(np.exp(0.025 * (age - 62)), 0.35, 2.4)
    luck = chance.random(len(disease))
    other = np.select([luck < 0.012, luck < 0.021, luck < 0.063, luck < 0.068], [2, 3, 4, 9], 1)
    found = np.where(chance.random(len(disease)) < risk, DEATH, other)
    return np.where(day_surgery, 1, found)


def _lengths(chance: Generator, arriving: Arrivals, day_surgery: Numbers) -> Numbers:
    """Nights in hospital: log-normal by disease, slowly falling, seldom ending on a Sunday."""
    table, count = catalogue.diseases(), len(arriving.person)
    years = (arriving.day - FIRST) / (LAST - FIRST)
    mean = table.stay[arriving.disease] * STAY_SCALE * np.exp(-STAY_DECLINE * years)
    drawn = mean * np.exp(STAY_SPREAD * chance.standard_normal(count) - STAY_SPREAD**2 / 2)
    nights = np.maximum(np.rint(drawn).astype(np.int64), 1)
    weekday, luck = (arriving.day + nights) % 7, chance.random(count)
    # Ordinal 7 was a Sunday: remainder 0 is Sunday, 6 is Saturday.
    nights += ((weekday == 0) & (luck < 0.22)).astype(np.int64)
    nights -= 2 * ((weekday == 0) & (luck > 0.7) & (nights > 3)).astype(np.int64)
    nights -= ((weekday == 6) & (luck < 0.3) & (nights > 2)).astype(np.int64)
    return np.where(day_surgery, (chance.random(count) < 0.55).astype(np.int64), nights)


def _minutes(chance: Generator, route: Numbers, same_day: Numbers) -> tuple[Numbers, Numbers]:
    count = len(route)
    office = np.rint(480 + 540 * chance.beta(1.6, 2.6, count))
    admitted = np.where(route == 1, chance.integers(0, 1440, count), office).astype(np.int64)
    admitted = np.where(same_day, 450 + admitted % 120, admitted)
    morning = chance.random(count) < 0.72
    early, late = chance.integers(510, 720, count), chance.integers(840, 1080, count)
    return admitted, np.where(morning & ~same_day, early, late)


def _returning(chance: Generator, stays: Stays, persons: Persons) -> tuple[Numbers, Arrivals]:
    """For which stays a return is planned, and who does come back. Some plans come to nothing."""
    table, count = catalogue.diseases(), len(stays)
    alive = stays.disposition != DEATH
    soon = alive & (chance.random(count) < table.again[stays.disease])
    planned = soon & (chance.random(count) < table.planned[stays.disease])
    later = alive & ~soon & (chance.random(count) < table.later[stays.disease])
    gap = np.select(
        [planned, soon],
        [np.rint(chance.normal(20, 3.5, count)).clip(5, 31), 1 + chance.beta(1, 1.7, count) * 30],
        32 + chance.exponential(130, count),
    ).astype(np.int64)
    comes = (soon | later) & ~(planned & (chance.random(count) < PLANS_DROPPED))
    rows = np.flatnonzero(comes & (stays.discharged + gap <= LAST))
    disease = _next_disease(chance, stays, planned, persons)
    arrivals = Arrivals(
        stays.person[rows],
        disease[rows],
        (stays.discharged + gap)[rows],
        planned[rows],
    )
    return planned, arrivals


def _next_disease(chance: Generator, stays: Stays, planned: Numbers, persons: Persons) -> Numbers:
    """The same disease, the treatment that was planned, or another disease of the department."""
    table = catalogue.diseases()
    offset = chance.random(len(stays)) * table.service_size[stays.disease]
    other = table.service_start[stays.disease] + offset.astype(np.int64)
    wanted = np.where(persons.sex[stays.person] == 1, table.men[other], 1 - table.men[other])
    close = np.abs(table.age[other] - table.age[stays.disease]) < 15
    moves = (chance.random(len(stays)) > SAME_DISEASE_SHARE) & (wanted > 0) & close
    return np.where(
        planned,
        table.planned_disease[stays.disease],
        np.where(moves, other, stays.disease),
    )
