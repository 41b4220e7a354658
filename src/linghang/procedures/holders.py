"""Who could do an open step today, by name: whom a notice tells, and whom a page names."""

from __future__ import annotations

from collections.abc import Mapping

from linghang.org import queries as org
from linghang.org.posts_held.queries import Tenure
from linghang.procedures.days import Belonging
from linghang.procedures.definitions import Step
from linghang.procedures.reading import Reading
from linghang.procedures.seats import rules as seats
from linghang.procedures.seats.rules import Doer


def holders(reading: Reading, step: Step) -> list[Tenure]:
    """Who sits in a free seat, was not heard and is kept out by nothing; in three queries."""
    posts = sorted({post for seat in step.who for post in seat.posts})
    tenures = org.tenures(reading.day.on, held=posts)
    people = {code for held in tenures for code in (held.person, held.on_behalf_of) if code}
    known = reading.day.belongings(people)
    return [held for held in tenures if _could(reading, step, _doer(reading, held, known))]


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


def _doer(reading: Reading, held: Tenure, known: Mapping[str, Belonging]) -> Doer:
    own = reading.day.department(held.unit)
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
