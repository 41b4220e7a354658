"""For which units' proceedings a post has a part, procedure by procedure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.procedures import catalog
from linghang.procedures.days import Day
from linghang.procedures.definitions import Procedure, Scope, Seat

EVERYWHERE = None


@dataclass(frozen=True, slots=True)
class Part:
    """A procedure in which the post has a part. units: codes, EVERYWHERE for those of all."""

    procedure: str
    units: frozenset[str] | None


def parts(rights: Rights, day: Day) -> Iterator[Part]:
    """A step, the start, the oversight or the watching falls to the post on these units."""
    for definition, seats in _held(rights):
        yield Part(definition.code, units(seats, rights, day))


def is_named(rights: Rights, procedures: Collection[str]) -> bool:
    """Whether one of the procedures gives the post a part, on whatever unit."""
    return any(definition.code in procedures for definition, _ in _held(rights))


def _held(rights: Rights) -> Iterator[tuple[Procedure, list[Seat]]]:
    is_delegated = rights.basis is Basis.DELEGATED
    for loaded in catalog.catalog().items.values():
        if loaded.item.in_person and is_delegated:
            continue
        seats = [seat for seat in loaded.item.seats if rights.post.code in seat.posts]
        if seats:
            yield loaded.item, seats


def units(seats: Iterable[Seat], rights: Rights, day: Day) -> frozenset[str] | None:
    """The units of which the post holds one of the seats, EVERYWHERE for all.

    seats: those that name the post.
    """
    scopes = {seat.at for seat in seats}
    if scopes & {Scope.ANYWHERE, Scope.ELSEWHERE}:
        return EVERYWHERE
    own = rights.unit.code
    units: set[str] = set()
    if Scope.UNIT in scopes:
        units.add(own)
    if Scope.ABOVE in scopes:
        units |= day.structure.subtree(own)
    if Scope.WITHIN in scopes:
        units |= {place.code for place in day.structure.path(own)}
    if Scope.COVERING in scopes:
        covered = (unit for unit, by in day.covering.items() if own in by)
        units |= {below for unit in covered for below in day.structure.subtree(unit)}
    if Scope.IN_CHARGE in scopes:
        people = {rights.person, rights.on_behalf_of}
        led = (unit for unit, person in day.charges.items() if person in people)
        units |= {below for unit in led for below in day.structure.subtree(unit)}
    return frozenset(units | {code for code, now in day.successors.items() if now in units})
