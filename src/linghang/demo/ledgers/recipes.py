"""What a recipe for the entries of one ledger is, and the scene that it draws from. Pure.

A module of recipes ends in `RECIPES: tuple[Recipe, ...]` and is named in `services.MODULES`; the
writer does the rest: numbers, filings, who handed in and who verified, corrections, voidings.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One entry. unit: code of the unit that it belongs to, for which a post of `enter` exists.

    facts: field → value as checked facts are: options by code, choices as a tuple of codes, money
    in 分, decimals and shares as Decimal, days as date (months: their first), truth as bool,
    persons and units by code or as "=name" for one outside, a tuple of them where there may be
    many, records by the number of an entry. Fields without a value are left out.
    """

    title: str
    day: date
    unit: str
    facts: Mapping[str, Any]
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The demo hospital as recipes know it; codes everywhere, in a fixed order.

    people: department or office → its staff. party: branch → its members. branch_of: department
    or office → branch. names: unit → name. clinical, offices, branches: units of that sort.
    numbers: ledger → numbers of its verified entries, for those of recipes that were written
    before; a record field names one of them.
    """

    today: date
    people: Mapping[str, Sequence[str]]
    party: Mapping[str, Sequence[str]]
    branch_of: Mapping[str, str]
    names: Mapping[str, str]
    clinical: Sequence[str]
    offices: Sequence[str]
    branches: Sequence[str]
    numbers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def start(self) -> date:
        """The first day of the two years that the demo has lived."""
        return date(self.today.year - 1, 1, 1)

    def day(self, chance: random.Random, last: date | None = None) -> date:
        """A day of the two years up to `last` (today); seldom a Sunday."""
        found = self.start + timedelta(
            days=chance.randrange(((last or self.today) - self.start).days + 1)
        )
        return (
            found - timedelta(days=1) if found.isoweekday() == 7 and found > self.start else found
        )

    def staff(self, chance: random.Random, unit: str, least: int, most: int) -> tuple[str, ...]:
        """Some people of a department or office."""
        return some(chance, self.people[unit], least, most)


def some(chance: random.Random, of: Sequence[_T], least: int, most: int) -> tuple[_T, ...]:
    """So many different ones of a sequence, as many as there are at most."""
    return tuple(chance.sample(of, min(len(of), chance.randint(least, most))))


class Write(Protocol):
    """Makes the nth entry (from 0) of a ledger; draws from `chance` alone."""

    def __call__(self, scene: Scene, chance: random.Random, number: int) -> Made:
        """One entry that its ledger's checks accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the entries of one ledger come about.

    count: how many there are. steps: of a procedure that the catalog declares, step → its fields
    as typed; a procedure derived from the ledger needs none. Fields of kind file that the ledger
    requires get a file by themselves; papers: others that the first few entries get one for.
    """

    ledger: str
    count: int
    write: Write
    steps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
