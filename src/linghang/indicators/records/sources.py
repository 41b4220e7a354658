"""What can be counted of records: sources by their code, as the engines' catalogs declare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from linghang.foundation.period import Period

By = Literal["", "month", "department", "leader"]
WAYS: tuple[By, ...] = ("month", "department")
Parts = Mapping[str | None, Decimal]
NOBODY = "none"


class Place(Protocol):
    """Where something is counted: unit codes, None for everywhere (indicators.queries.Scope)."""

    @property
    def campus(self) -> str | None: ...
    @property
    def department(self) -> str | None: ...
    @property
    def team(self) -> str | None: ...


class Counts(Protocol):
    """Line → number: a month's code, a department's code, a leader's; None for the whole, and for
    what has no leader.

    department: of this one alone, "" for the hospital. as_of: what was known on a day.
    """

    def __call__(self, period: Period, *, by: By, department: str, as_of: date | None) -> Parts: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where the records behind a number are listed: the name of an address and what it takes."""

    address: str
    args: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A measure over records. name, unit: of what is counted. source: the ground.

    definition: what the number is made by, for the hash of a figure. counts, opens: see above;
    opens takes the period and the department, "" for the hospital. ways: by what its lines are
    told; by leaders responsible only of the whole hospital. opens_of_leader: as opens, of one
    leader (NOBODY for what has none).
    """

    code: str
    name: str
    unit: str
    source: str
    definition: str
    counts: Counts
    opens: Callable[[Period, str], Records]
    ways: tuple[By, ...] = WAYS
    opens_of_leader: Callable[[Period, str], Records] | None = None

    @property
    def sql(self) -> str:
        """What a reviewer reads in place of SQL."""
        return f"records {self.code} ({self.definition})"

    def count(self, period: Period, scope: Place, as_of: date | None = None) -> Decimal | None:
        """One number; None where records are not counted for the place, or stay untold."""
        return self.parts(period, scope, as_of=as_of).get(None)

    def parts(self, period: Period, scope: Place, by: str = "", as_of: date | None = None) -> Parts:
        """By line; empty for campuses and teams, under which no record stands."""
        department = scope.department or ""
        way = next((one for one in self.ways if one == by), "" if not by else None)
        if scope.campus or scope.team or way is None or (way == "leader" and department):
            return {}
        return self.counts(period, by=way, department=department, as_of=as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Two sources of an engine, one divided by the other, as its catalog declares it.

    numerator, denominator: codes of sources; a value is always made of both, added up, and never
    of ratios. unit, scale: of the quotient.
    """

    code: str
    unit: str
    scale: Decimal
    numerator: str
    denominator: str


Provider = Callable[[], Iterable[Source]]
Ratios = Callable[[], Iterable[Ratio]]
_providers: dict[str, Provider] = {}
_ratios: dict[str, Ratios] = {}


def register(prefix: str, provider: Provider, ratios: Ratios | None = None) -> None:
    """Offer all sources and ratios of an engine; their codes begin with the prefix and a dot."""
    _providers[prefix] = provider
    if ratios:
        _ratios[prefix] = ratios


def ratio(code: str) -> Ratio | None:
    """The ratio of the code, None when no engine offers it."""
    provider = _ratios.get(code.partition(".")[0])
    return next((one for one in provider() if one.code == code), None) if provider else None


def ratio_codes() -> list[str]:
    """The code of every ratio, for whoever misspelt one."""
    return [one.code for provider in _ratios.values() for one in provider()]


def source(code: str) -> Source | None:
    """The source of the code, None when no engine offers it."""
    provider = _providers.get(code.partition(".")[0])
    return next((one for one in provider() if one.code == code), None) if provider else None


def codes() -> list[str]:
    """Every code that there is, for whoever misspelt one."""
    return [one.code for provider in _providers.values() for one in provider()]
