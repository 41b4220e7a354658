"""发展党员 in figures: every number is a list of proceedings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linghang.branches.development import rules
from linghang.branches.development.rules import STANDING, Stage, Way
from linghang.foundation.period import Period
from linghang.org.models import Person
from linghang.org.rules import Rights
from linghang.procedures import catalog
from linghang.procedures import queries as procedures
from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import state_of

PROCEDURE = "party_admission"
YOUNG = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person on the way into the Party. stages: where they stand, what was reached this year."""

    way: Way
    name: str
    unit_name: str
    stages: frozenset[Stage]


def people(rights: Rights, year: Period, today: date) -> list[Someone]:
    """Everybody whose proceeding the post may see, by branch and name; six queries.

    They stand where they stood on the last day of the year, today in the running one.
    """
    rows = procedures.visible_to(rights, today).filter(procedure=PROCEDURE).whole()
    ways = []
    units: dict[str, str] = {}
    for row in rows:
        if row.outcome == Outcome.VOIDED or len(row.concerned) != 1:
            continue
        units[row.unit.code] = row.unit.name
        state = state_of(row.definition, row.told())
        done = {one.key: state.done_on(one.key) for one in row.definition.steps}
        ways.append(
            Way(
                proceeding=row.pk,
                unit=row.unit.code,
                person=row.concerned[0],
                done={key: day for key, day in done.items() if day},
                ended=row.ended_on if row.outcome == Outcome.REJECTED else None,
                profile=rules.profile(state.values),
            )
        )
    names = dict(
        Person.objects.filter(code__in=[one.person for one in ways]).values_list("code", "name")
    )
    day = min(today, year.last_day)
    found = [
        Someone(
            way=one,
            name=names.get(one.person, one.person),
            unit_name=units[one.unit],
            stages=_stages(one, year, day),
        )
        for one in ways
    ]
    return sorted((one for one in found if one.stages), key=lambda one: (one.way.unit, one.name))


def _stages(way: Way, year: Period, day: date) -> frozenset[Stage]:
    stage = rules.stage_on(way, day)
    return rules.reached_in(way, year) | ({stage} if stage in STANDING else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Of some people: how many are women, how many under 35; known: whose card is registered."""

    known: int
    women: int
    young: int


def shares(people: Iterable[str], on: date) -> Shares:
    """Read from the identity cards that the hospital has; no other source is asked.

    people: codes.
    """
    rows = Person.objects.filter(code__in=list(people), id_card__isnull=False)
    sealed = rows.values_list("id_card", flat=True)
    told = [rules.told_by(one.open()) for one in sealed if one]
    known = [one for one in told if one is not None]
    return Shares(
        known=len(known),
        women=sum(one.is_woman for one in known),
        young=sum(one.age(on) < YOUNG for one in known),
    )


def professions() -> dict[str, str]:
    """Code → name of the professions that the form of application in use offers."""
    current = catalog.current(PROCEDURE)
    field = current.item.fields.get(rules.PROFESSION) if current else None
    return {one.code: one.name for one in field.options} if field else {}
