"""Whether enough candidates stood, who was elected, and which posts change hands. Pure.

Source: 《中国共产党基层组织选举工作条例》（2020年）; §1.2.3–§1.2.6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from linghang.meetings.elections.rules import least_candidates

# The posts of a branch's committee, as the organisation names them.
COMMITTEE = (
    "branch_secretary",
    "branch_deputy_secretary",
    "branch_organisation_member",
    "branch_publicity_member",
    "branch_discipline_member",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One election in a closed record. stood: how many candidates. approval: for fewer of them."""

    seats: int
    stood: int
    elected: frozenset[str]
    approval: str = ""


def too_few(seats: int, stood: int, surplus: Fraction, *, approval: str = "") -> str:
    """Why so many candidates are too few for the seats; "" if they are enough, or approved."""
    least = least_candidates(seats, surplus)
    if stood >= least or approval.strip():
        return ""
    return (
        f"候选人{stood}人，应选{seats}人，差额不足（至少{least}人）；"
        "上级党组织批准的，请写明批准文号"
    )


def faults_of_votes(votes: Sequence[Vote], seats: int, surplus: Fraction) -> Iterator[str]:
    """What is wrong with the elections of a committee with these seats.

    The largest is the election; smaller ones filled what it had left open.
    """
    main = max(votes, key=lambda one: one.seats)
    if main.seats != seats:
        yield f"会议记录应选{main.seats}人，与请示的委员名额{seats}人不一致"
    if says := too_few(main.seats, main.stood, surplus, approval=main.approval):
        yield says
    elected = elected_in(votes)
    if len(elected) > seats:
        yield f"各次选举当选共{len(elected)}人，多于委员名额{seats}人"


def elected_in(votes: Collection[Vote]) -> frozenset[str]:
    """Everybody who was elected in one of them."""
    return frozenset[str]().union(*(one.elected for one in votes))


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment to a post of the committee that is in force. regular: not merely acting."""

    id: int
    post: str
    person: str
    regular: bool = True


@dataclass(frozen=True, slots=True)
class Changes:
    """ending: appointments. beginning: (post, person), in the order of the posts."""

    ending: tuple[Held, ...]
    beginning: tuple[tuple[str, str], ...]


def changes(held: Collection[Held], given: Mapping[str, str]) -> Changes:
    """Which appointments end and begin. given: post → person, "" for a post that stays vacant.

    Who is elected again goes on; who only acted in the post is appointed.
    """
    staying = {
        (one.post, one.person) for one in held if one.regular and given.get(one.post) == one.person
    }
    ending = [
        one
        for one in held
        if one.post in given and not (one.regular and (one.post, one.person) in staying)
    ]
    beginning = [
        (post, person) for post, person in given.items() if person and (post, person) not in staying
    ]
    return Changes(tuple(ending), tuple(beginning))
