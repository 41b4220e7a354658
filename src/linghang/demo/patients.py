"""Fictional identities of the patients: names, numbers and addresses that cannot be real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from linghang.demo import names
from linghang.demo.arrays import Numbers, Texts
from linghang.demo.stays import SEED, Persons, Stays

# No province has a code that starts with 99, no mobile network numbers that start with 100.
AREA = 990000
AREAS = 60
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
POSTCODE = "990000"
REFERENCE = date(2025, 1, 1).toordinal()
NEWBORN_DAYS = 28
CHINA = "156"


@dataclass(frozen=True)
class Patients:
    """One element per person, ready for the file.

    record, second_record: record numbers (A48); the second belongs to those who got one by
    mistake. status: A15C–A20N joined; home: A22–A35 joined.
    """

    record: Texts
    second_record: Texts
    name: Texts
    born: Texts
    status: Texts
    identity: Texts
    home: Texts


def patients(persons: Persons, stays: Stays) -> Patients:
    """Identities of everybody who stays, the same for the same persons."""
    chance = np.random.default_rng([SEED, 2])
    count = len(persons.sex)
    newborn = _first_age_in_days(persons, stays) <= NEWBORN_DAYS
    numbers = np.arange(count)
    name = _texts(names.FULL_NAMES)[chance.integers(0, len(names.FULL_NAMES), count)]
    born = day_texts(persons.born)
    return Patients(
        record=_texts([f"{1000000 + number:010d}" for number in numbers]),
        second_record=_texts([f"{3000000 + number:010d}" for number in numbers]),
        name=name,
        born=born,
        status=_statuses(chance, persons, newborn),
        identity=np.where(newborn, _certificates(count), identity_numbers(persons)),
        home=_homes(chance, persons, name),
    )


def _texts(values: list[str] | tuple[str, ...]) -> Texts:
    return np.array(values, dtype=object)


def _first_age_in_days(persons: Persons, stays: Stays) -> Numbers:
    first = np.full(len(persons.born), 10**7)
    np.minimum.at(first, stays.person, stays.admitted)
    return first - persons.born


def day_texts(days: Numbers) -> Texts:
    """Day numbers as 2025-06-03."""
    first = int(days.min())
    table = [date.fromordinal(day).isoformat() for day in range(first, int(days.max()) + 1)]
    return _texts(table)[days - first]


def identity_numbers(persons: Persons) -> Texts:
    """18 characters with the right check character; area codes that no place has."""
    born = np.array([int(text.replace("-", "")) for text in day_texts(persons.born)])
    order = _order_on_day(persons)
    serial = 2 * order + np.where(persons.sex == 1, 1, 0)
    area = AREA + 1 + persons.born % AREAS
    stem = (area * 10**8 + born) * 1000 + serial
    digits = (stem[:, None] // 10 ** np.arange(16, -1, -1)) % 10
    check = (digits * np.array(WEIGHTS)).sum(axis=1) % 11
    return _texts([f"{s}{CHECK_CHARACTERS[c]}" for s, c in zip(stem, check, strict=True)])


def _order_on_day(persons: Persons) -> Numbers:
    """0…499, different for people of one sex born on one day."""
    key = persons.born * 2 + (persons.sex == 1)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    rank = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    placed = np.empty(len(key), np.int64)
    placed[order] = rank
    return (placed * 37 + persons.born * 11) % 500


def _certificates(count: int) -> Texts:
    """Numbers of birth certificates for those who have no identity card yet."""
    return _texts([f"Z99{number:07d}" for number in range(count)])


def _statuses(chance: Generator, persons: Persons, newborn: Numbers) -> Texts:
    """A15C nationality, A21C marriage, A38C occupation, A19C ethnic group, A20N document."""
    count = len(persons.sex)
    age = (REFERENCE - persons.born) / 365.25
    luck = chance.random(count)
    married = np.select(
        [age < 22, (age > 66) & (luck < 0.22), luck < 0.05, (age < 34) & (luck > 0.7)],
        ["1", "3", "4", "1"],
        "2",
    )
    working = _texts(("17", "24", "27", "13", "54", "51", "11", "21"))
    occupation = np.select(
        [age < 7, age < 20, age > 62],
        ["90", "31", "80"],
        working[chance.integers(0, len(working), count)].astype(str),
    )
    groups = chance.choice(("1", "8", "6", "15", "11", "3", "14"), size=count, p=GROUP_SHARES)
    document = np.where(newborn, "9", "1")
    joined = zip(married, occupation, groups, document, strict=True)
    return _texts([",".join((CHINA, *parts)) for parts in joined])


GROUP_SHARES = (0.92, 0.025, 0.015, 0.01, 0.01, 0.01, 0.01)


def _homes(chance: Generator, persons: Persons, name: Texts) -> Texts:
    """A22 to A35: birth place, homes, employer and contact, all in one fictional city."""
    count = len(name)
    streets = _texts(names.addresses())
    home = streets[chance.integers(0, len(streets), count)]
    registered = np.where(chance.random(count) < 0.82, home, streets[persons.born % len(streets)])
    province = chance.integers(1, 32, count)
    house, phone = chance.integers(1, 300, count), chance.integers(0, 10**8, (count, 3))
    works = (REFERENCE - persons.born > 22 * 365) & (REFERENCE - persons.born < 60 * 365)
    employer = _texts(names.EMPLOYERS)[chance.integers(0, len(names.EMPLOYERS), count)]
    contact = _texts(names.GIVEN_NAMES)[chance.integers(0, len(names.GIVEN_NAMES), count)]
    relation = _relations(chance, persons)
    place = f"{names.CITY}启明区"
    return _texts(
        [
            f"{place},{province[n]},{registered[n]}{house[n]}号,{POSTCODE},"
            f"{home[n]}{house[n]}号,100{phone[n, 0]:08d},{POSTCODE},"
            + (f"{employer[n]},100{phone[n, 1]:08d},{POSTCODE}," if works[n] else "-,-,-,")
            + f"{name[n][0]}{contact[n]},{relation[n]},{home[n]}{house[n]}号,100{phone[n, 2]:08d}"
            for n in range(count)
        ]
    )


def _relations(chance: Generator, persons: Persons) -> Numbers:
    """A33C: parents of the young, children of the old, else brothers, sisters or others."""
    age = (REFERENCE - persons.born) / 365.25
    child = np.where(chance.random(len(age)) < 0.5, 2, 3)
    other = np.where(chance.random(len(age)) < 0.6, 7, 9)
    return np.select([age < 25, age > 50], [np.full(len(age), 5), child], other)
