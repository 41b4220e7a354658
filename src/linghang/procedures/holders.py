"""Who could do an open step today, by name: whom a notice tells, and whom a page names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from linghang.org import queries as org
from linghang.org.posts_held.queries import Tenure
from linghang.procedures.days import Belonging, Day
from linghang.procedures.definitions import Step
from linghang.procedures.models import Turn
from linghang.procedures.queries import is_for
from linghang.procedures.reading import Reading
from linghang.procedures.seats import rules as seats
from linghang.procedures.seats.rules import Doer


def holders(reading: Reading, step: Step) -> list[Tenure]:
    """Who sits in a free seat, was not heard and is kept out by nothing; in three queries."""
    posts = sorted({post for seat in step.who for post in seat.posts})
    tenures = org.tenures(reading.day.on, held=posts)
    people = {code for held in tenures for code in (held.person, held.on_behalf_of) if code}
    known = reading.day.belongings(people)
    return [held for held in tenures if _could(reading, step, _doer(reading.day, held, known))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open step of a proceeding, and who could do it today."""

    step: Step
    held: tuple[Tenure, ...]


def waiting(proceedings: Collection[int], day: Day) -> dict[int, list[Waiting]]:
    """Proceeding (pk) → its open steps; four queries and those of the day, however many.

    Reads the turns that are kept beside the acts, as queries.mine does.
    """
    rows = Turn.objects.filter(proceeding__in=proceedings).select_related("proceeding__unit")
    turns = list(rows.order_by("proceeding", "step", "seat")) if proceedings else []
    if not turns:
        return {}
    tenures = org.tenures(day.on, held=sorted({turn.post for turn in turns}))
    people = {code for held in tenures for code in (held.person, held.on_behalf_of) if code}
    known = day.belongings(people)
    doers = [(held, _doer(day, held, known)) for held in tenures]
    theirs: defaultdict[tuple[int, str], list[Tenure]] = defaultdict(list)
    for turn in turns:
        found = theirs[turn.proceeding_id, turn.step]
        definition = turn.proceeding.definition
        step = definition.by_key[turn.step]
        for held, doer in doers:
            if held.post.code == turn.post and is_for(turn, definition, step, doer, day):
                found.append(held)
    steps: defaultdict[int, list[Waiting]] = defaultdict(list)
    definitions = {turn.proceeding_id: turn.proceeding.definition for turn in turns}
    for (pk, key), held_by in theirs.items():
        step = definitions[pk].by_key[key]
        steps[pk].append(Waiting(step=step, held=tuple(dict.fromkeys(held_by))))
    return dict(steps)


def overseers(reading: Reading) -> list[Tenure]:
    """Who may void the proceeding today: whom an explanation is told."""
    wanted = reading.definition.overseers
    posts = sorted({post for seat in wanted for post in seat.posts})
    place = reading.day.place(reading.proceeding.unit.code)
    found = org.tenures(reading.day.on, held=posts)
    return [held for held in found if seats.sits_in_any(wanted, _bare(held), place)]


def _bare(held: Tenure) -> Doer:
    return Doer(person=held.person, post=held.post.code, unit=held.unit)


def _could(reading: Reading, step: Step, doer: Doer) -> bool:
    place = reading.day.place(reading.proceeding.unit.code)
    is_theirs = seats.seat_of(step, doer, place, reading.state) is not None
    may_stand_in = step.substitutes or not doer.is_delegated
    if not doer.held.isdisjoint(reading.definition.never):
        return False
    is_free = step.by_concerned or place.people(doer.persons).isdisjoint(reading.concerned)
    if not (is_theirs and may_stand_in and is_free):
        return False
    if seats.has_spoken(step, doer, place, reading.state):
        return False
    return not any(seats.kept_out(reading.definition, step.key, doer, place, reading.state))


def _doer(day: Day, held: Tenure, known: Mapping[str, Belonging]) -> Doer:
    own = day.department(held.unit)
    others = [known[code] for code in (held.person, held.on_behalf_of) if code]
    return Doer(
        person=held.person,
        on_behalf_of=held.on_behalf_of or "",
        post=held.post.code,
        unit=held.unit,
        departments=frozenset({own}).union(*(one.departments for one in others)),
        held=frozenset({held.post.code}).union(*(one.posts for one in others)),
        is_delegated=held.on_behalf_of is not None,
    )
