"""Who may sit in which seat, and whom a separation of duties keeps out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linghang.procedures.definitions import (
    SCOPE_NAMES,
    By,
    Mode,
    Procedure,
    Scope,
    Seat,
    Separation,
    Step,
)
from linghang.procedures.progress.rules import Act, State, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who would act, under one appointment.

    person, on_behalf_of: codes; both count. post, unit: codes. departments: all to which these
    persons belong on the day, by post or by membership. is_here: the appointment is in force and
    its person works here. is_delegated: the post is another's. is_limited: the delegation names
    the few capabilities that it passes on. held: every post that these persons hold on the day.
    """

    person: str
    post: str
    unit: str
    on_behalf_of: str = ""
    departments: frozenset[str] = frozenset()
    is_here: bool = True
    is_delegated: bool = False
    is_limited: bool = False
    title: str = ""
    held: frozenset[str] = frozenset()

    @property
    def persons(self) -> frozenset[str]:
        """The one who acts, and the one in whose name."""
        return frozenset({self.person, self.on_behalf_of} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The unit that a proceeding belongs to, as it stands on the day.

    code: the unit, or the one that took it over. above, below: codes, the unit among them.
    covering: Party organisations that cover it. in_charge: persons who lead it from above.
    department: its department. aliases: person → the person into whom the row was merged.
    successors: unit → the unit that took it over.
    """

    code: str
    above: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    covering: frozenset[str] = frozenset()
    in_charge: frozenset[str] = frozenset()
    department: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)

    def people(self, codes: Iterable[str]) -> frozenset[str]:
        """The persons as they are known today."""
        return frozenset(self.aliases.get(code, code) for code in codes)

    def units(self, codes: Iterable[str]) -> frozenset[str]:
        """The units, and those that took them over."""
        codes = frozenset(codes)
        return codes | frozenset(self.successors.get(code, code) for code in codes)


def sits(seat: Seat, doer: Doer, place: Place) -> bool:
    """Whether the appointment is one of the seat's."""
    if doer.post not in seat.posts:
        return False
    if seat.at is Scope.ANYWHERE:
        return True
    if seat.at is Scope.UNIT:
        return doer.unit == place.code
    if seat.at is Scope.ELSEWHERE:
        return place.department not in doer.departments and doer.unit not in place.below
    if seat.at is Scope.IN_CHARGE:
        return not place.in_charge.isdisjoint(place.people(doer.persons))
    return (
        doer.unit
        in {
            Scope.WITHIN: place.below,
            Scope.ABOVE: place.above,
            Scope.COVERING: place.covering,
        }[seat.at]
    )


def sits_in_any(seats: Iterable[Seat], doer: Doer, place: Place) -> bool:
    """Whether one of the seats is the appointment's."""
    return any(sits(seat, doer, place) for seat in seats)


def includes(seat: Seat, other: Seat) -> bool:
    """Whether whoever may sit in the other seat may sit in this one, too."""
    return set(other.posts) <= set(seat.posts) and seat.at in (other.at, Scope.ANYWHERE)


def seat_of(step: Step, doer: Doer, place: Place, state: State) -> int | None:
    """Which seat's voice the doer would be; None when there is none for them."""
    found = (number for number in wanted(step, state) if sits(step.who[number], doer, place))
    return next(found, None)


def wanted(step: Step, state: State) -> list[int]:
    """The seats that may still speak, by number.

    In a sequence only the one whose turn it is, in a countersigning one those that nobody has
    filled.
    """
    if step.mode not in (Mode.SEQUENCE, Mode.ALL):
        return list(range(len(step.who)))
    taken = {act.seat for act in state.voices(step.key)}
    left = [number for number in range(len(step.who)) if number not in taken]
    return left[:1] if step.mode is Mode.SEQUENCE else left


def partners(definition: Procedure, key: str) -> Iterator[tuple[Separation, str]]:
    """Every step from which this one must be kept apart, with the ground."""
    for separation in definition.different:
        yield from ((separation, other) for other in separation.partners(key))


def kept_out(
    definition: Procedure, key: str, doer: Doer, place: Place, state: State
) -> Iterator[tuple[Separation, Act]]:
    """The acts that keep the doer out of a step, with the separation that says so.

    Every voice counts, a refusal as well, and also one that a return has taken away: who once
    acted on one side of a separation never acts on the other, so no return opens a way round.
    """
    for separation, other in partners(definition, key):
        for act in ever_spoken(state, other):
            if meets(separation.by, doer, act, place):
                yield separation, act


def meets(by: By, doer: Doer, act: Act, place: Place) -> bool:
    """Whether the two are the same by that measure; the same person is the same department."""
    if not place.people(doer.persons).isdisjoint(place.people(act.persons)):
        return True
    if by is By.PERSON:
        return False
    return not place.units(doer.departments).isdisjoint(place.units(act.departments))


def has_spoken(step: Step, doer: Doer, place: Place, state: State) -> bool:
    """Whether the doer, or the one in whose name, was heard at this step already."""
    mine = place.people(doer.persons)
    return any(not mine.isdisjoint(place.people(act.persons)) for act in spoken(state, step.key))


def spoken(state: State, key: str) -> tuple[Act, ...]:
    """The voices on a step that count now, for it or against it."""
    return (*state.voices(key), *state.voices(key, Verb.REJECT))


def ever_spoken(state: State, key: str) -> Iterator[Act]:
    """Every voice on a step, also one that a return has taken away."""
    heard = (Verb.APPROVE, Verb.REJECT)
    return (act for act in state.acts if act.step == key and act.verb in heard)


def said(seats: Sequence[Seat], posts: Mapping[str, str]) -> str:
    """The seats in Chinese: 支部书记、组织委员（本单位）；院长（全院）. posts: code → name."""
    return "；".join(
        f"{'、'.join(posts.get(code, code) for code in seat.posts)}（{SCOPE_NAMES[seat.at]}）"
        for seat in seats
    )
