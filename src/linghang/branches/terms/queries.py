"""Terms of committees as they stand: of one unit, of all, and how many were renewed in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from linghang.branches.models import CommitteeTerm
from linghang.branches.terms import rules
from linghang.branches.terms.rules import Renewed, State, Term
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.period import Period
from linghang.org.definitions import Kind
from linghang.org.models import Unit

YEARS = {
    Kind.PARTY_COMMITTEE.value: "term.committee_years",
    Kind.PARTY_GENERAL_BRANCH.value: "term.branch_years",
    Kind.PARTY_BRANCH.value: "term.branch_years",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The parameters of a day. years: kind of unit → years of a term; the rest in months."""

    years: dict[str, int]
    remind: int
    postpone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit with its running term. term: None where none is entered."""

    unit: str
    name: str
    kind: str
    term: Term | None
    state: State
    approval: str = ""


def values(on: date, in_force: Mapping[str, Value] | None = None) -> Values:
    """In one query; in none where the parameters in force were read already."""
    found = parameters.in_force(on) if in_force is None else in_force
    return Values(
        years={kind: cast(int, found[code]) for kind, code in YEARS.items()},
        remind=cast(int, found["term.remind_months"]),
        postpone=cast(int, found["term.postpone_months"]),
    )


def term_of(row: CommitteeTerm, kind: str, known: Values) -> Term:
    """The row as the rules know it."""
    return Term(
        unit=str(row.unit_id),
        began=row.active_from,
        normal=rules.ends(row.active_from, known.years[kind]),
        postponed=row.postponed_to,
        ended=row.active_to,
    )


def standings(
    units: Collection[str] | None,
    today: date,
    in_force: Mapping[str, Value] | None = None,
) -> list[Standing]:
    """Every unit with a committee (of these), by kind and code; three queries.

    in_force: the parameters of the day, if they were read already.
    """
    known = values(today, in_force)
    places = Unit.objects.on(today).filter(kind__in=list(YEARS))
    if units is not None:
        places = places.filter(code__in=list(units))
    running = {row.unit_id: row for row in CommitteeTerm.objects.open()}
    found = []
    order = list(YEARS)
    for place in sorted(places, key=lambda one: (order.index(one.kind), one.code)):
        row = running.get(place.code)
        term = term_of(row, place.kind, known) if row else None
        found.append(
            Standing(
                unit=place.code,
                name=place.name,
                kind=place.kind,
                term=term,
                state=rules.state(term, on=today, remind=known.remind),
                approval=row.approval if row else "",
            )
        )
    return found


def standing(
    unit: str, today: date, in_force: Mapping[str, Value] | None = None
) -> Standing | None:
    """One unit's; None for a unit without a committee that is elected by term."""
    return next(iter(standings([unit], today, in_force)), None)


def renewed(year: Period, today: date, *, kind: Kind = Kind.PARTY_BRANCH) -> Renewed:
    """按期换届率 of the year with its rows: terms due to be renewed, and those in time."""
    known = values(today)
    rows = CommitteeTerm.objects.filter(unit__kind=kind.value)
    return rules.renewed([term_of(row, kind.value, known) for row in rows], year, today)
