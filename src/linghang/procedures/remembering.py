"""What follows from the acts and is kept beside them, so that it can be asked for in one query."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from linghang.foundation.fields.definitions import Kind
from linghang.procedures import rules
from linghang.procedures.days import Day
from linghang.procedures.definitions import By, Step
from linghang.procedures.models import Proceeding, Told, Turn
from linghang.procedures.naming.rules import plain
from linghang.procedures.progress.rules import State, Way
from linghang.procedures.rules import Facts
from linghang.procedures.seats import rules as seats
from linghang.procedures.terms import rules as terms

UNCOMPARED = frozenset({Kind.LONG_TEXT, Kind.LINES})
ROW = ("step", "seat", "post", "due", "from_day", "out", "out_departments")


def remember(proceeding: Proceeding, way: Way, day: Day) -> None:
    """Whose turn it may be and what the fields say, written anew."""
    proceeding.turns.all().delete()
    Turn.objects.bulk_create(turns(proceeding, way, day))
    proceeding.answers.all().delete()
    Told.objects.bulk_create(_told(proceeding, way.state))


def turns(proceeding: Proceeding, way: Way, day: Day) -> list[Turn]:
    """The rows that there must be on the day, not written."""
    state, code = way.state, proceeding.unit.code
    facts = Facts(
        today=day.on, place=day.place(code), calendar=day.calendar, values=day.values(day.on)
    )
    found = []
    for step in way.open():
        term = rules.terms_of(state.definition, step.key, state, facts)
        out, departments = _kept_out(step, state)
        for number in seats.wanted(step, state):
            for post in step.who[number].posts:
                found.append(
                    Turn(
                        proceeding=proceeding,
                        step=step.key,
                        seat=number,
                        post=post,
                        due=terms.due(term),
                        from_day=max((one.earliest for one in term if one.earliest), default=None),
                        out=out,
                        out_departments=departments,
                    )
                )
    return found


def _kept_out(step: Step, state: State) -> tuple[list[str], list[str]]:
    """Persons who can't do the step, and departments whose people can't."""
    people: set[str] = set()
    departments: set[str] = set()
    for act in seats.spoken(state, step.key):
        people |= act.persons
    for separation, other in seats.partners(state.definition, step.key):
        for act in seats.ever_spoken(state, other):
            people |= act.persons
            if separation.by is By.DEPARTMENT:
                departments |= act.departments
    return sorted(people), sorted(departments)


def _told(proceeding: Proceeding, state: State) -> list[Told]:
    known = state.definition.fields
    days: dict[str, date] = {code: act.day for act in state.valid for code in act.fields}
    return [
        Told(
            proceeding=proceeding,
            field=code,
            spelling=plain(value),
            amount=value if known[code].kind is Kind.MONEY else None,
            day=days[code],
        )
        for code, value in state.values.items()
        if value is not None and known[code].kind not in UNCOMPARED
    ]


@transaction.atomic
def renew(proceeding: Proceeding, way: Way, day: Day) -> None:
    """Write the turns anew if the day has moved their days: parameters change without a deed."""
    wanted = [tuple(getattr(one, name) for name in ROW) for one in turns(proceeding, way, day)]
    kept = proceeding.turns.order_by().values_list(*ROW)
    if sorted(wanted, key=_place) != sorted(kept, key=_place):
        locked = Proceeding.objects.select_for_update().get(pk=proceeding.pk)
        if locked.acts.count() == len(way.state.acts):
            remember(proceeding, way, day)


def strays(proceeding: Proceeding, way: Way, day: Day) -> bool:
    """Whether what is kept is not what follows from the acts: seats that are wanted, answers.

    Days follow the parameters and the calendar and are written anew nightly; they are not held
    against anything here. Reads turns and answers as they were prefetched.
    """
    wanted = {(one.step, one.seat, one.post) for one in turns(proceeding, way, day)}
    kept = {(one.step, one.seat, one.post) for one in proceeding.turns.all()}
    told = {(one.field, one.spelling, one.amount) for one in _told(proceeding, way.state)}
    answers = {(one.field, one.spelling, one.amount) for one in proceeding.answers.all()}
    return (wanted, told) != (kept, answers)


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Step, seat and post: databases sort texts each in their own way."""
    return row[:3]
