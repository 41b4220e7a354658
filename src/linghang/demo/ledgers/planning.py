"""Which entries are handed in together, when, and what becomes of them. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from linghang.demo.ledgers.recipes import Made

TWICE = 0.004  # entered a second time by mistake
LATE = 0.06  # handed in a month or more after the quarter
FRESH = 26  # days before today, within which some filings still wait
CLOSED_ON = (3, 31)  # day of the next year on which a year is locked
CORRECTED, VOIDED, ASKED = 0.015, 0.004, 0.004


class Fate(StrEnum):
    """What became of a filing."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    VERIFIED = "verified"
    MENDED = "mended"  # sent back, handed in again, verified
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Entries of one unit that go the same way. decided_on: by whoever verifies, if anybody did."""

    unit: str
    entries: tuple[Made, ...]
    fate: Fate
    handed_on: date
    decided_on: date


def plans(chance: random.Random, made: Sequence[Made], today: date) -> list[Plan]:
    """What was made, by unit and quarter, in the last months by month; in order of handing in."""
    groups: dict[tuple[str, int, int], list[Made]] = {}
    for one in made:
        groups.setdefault((one.unit, one.day.year, _part(one.day, today)), []).append(one)
        if chance.random() < TWICE:
            groups[one.unit, one.day.year, _part(one.day, today)].append(one)
    found = [
        _plan(chance, unit, sorted(group, key=lambda each: each.day), today)
        for (unit, _, _), group in groups.items()
    ]
    return sorted(found, key=lambda plan: (plan.handed_on, plan.unit))


def _part(day: date, today: date) -> int:
    is_recent = (today - day).days < 62
    return 20 + day.month if is_recent else (day.month + 2) // 3


def _plan(chance: random.Random, unit: str, entries: list[Made], today: date) -> Plan:
    last = entries[-1].day
    handed = last + timedelta(days=chance.randint(2, 24))
    if chance.random() < LATE:
        handed += timedelta(days=chance.randint(30, 75))
    handed = _workday(min(handed, _limit(last, today, 20)), last)
    fate = _fate(chance, (today - handed).days, last.year < today.year)
    decided = _workday(min(handed + timedelta(days=chance.randint(1, 12)), today), handed)
    return Plan(unit=unit, entries=tuple(entries), fate=fate, handed_on=handed, decided_on=decided)


def _limit(last: date, today: date, before: int) -> date:
    """What was done in a year is settled before the year is locked."""
    if last.year == today.year:
        return today
    return date(last.year + 1, *CLOSED_ON) - timedelta(days=before)


def _workday(day: date, least: date) -> date:
    """The Friday before a weekend, unless that is too early."""
    friday = day - timedelta(days=max(0, day.isoweekday() - 5))
    return max(friday, least)


def _fate(chance: random.Random, age: int, is_old: bool) -> Fate:
    if age > FRESH or is_old:
        return chance.choices((Fate.VERIFIED, Fate.MENDED, Fate.DROPPED), (0.955, 0.035, 0.01))[0]
    fates = (Fate.VERIFIED, Fate.WAITING, Fate.RETURNED, Fate.DRAFT)
    return chance.choices(fates, (0.3, 0.5, 0.1, 0.1))[0]
