"""谈心谈话: which talks are owed in a year, who is short of them, who may read one (§1.4.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Occasion(StrEnum):
    """Why they talked."""

    YEARLY = "yearly"
    ELECTION = "election"
    AFTER_DISCIPLINE = "after_discipline"
    HARDSHIP = "hardship"
    TRANSFER = "transfer"
    IMPROVEMENT = "improvement"


OCCASION_NAMES: dict[Occasion, str] = {
    Occasion.YEARLY: "年度谈心谈话",
    Occasion.ELECTION: "换届",
    Occasion.AFTER_DISCIPLINE: "受处分后",
    Occasion.HARDSHIP: "遇到困难",
    Occasion.TRANSFER: "岗位变动",
    Occasion.IMPROVEMENT: "评为基本合格后的提醒谈话",
}


class Between(StrEnum):
    """Among whom talks are owed: each counts for the people on its left."""

    COMMITTEE = "committee"
    WITH_COMMITTEE = "with_committee"
    MEMBERS = "members"


BETWEEN_NAMES: dict[Between, str] = {
    Between.COMMITTEE: "支委之间",
    Between.WITH_COMMITTEE: "支委和党员之间",
    Between.MEMBERS: "党员之间",
}


class Pair(NamedTuple):
    """Two who talked with each other, by their codes."""

    talker: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """How far one sort of talk is in a branch. people: how many owe it. short: who has too few."""

    between: Between
    people: int
    short: tuple[str, ...]


def shortfalls(
    pairs: Iterable[Pair], *, members: Collection[str], committee: Collection[str], owed: int
) -> list[Short]:
    """For each sort of talk, who has fewer than `owed` of them in the year, by code.

    Committee members owe talks with each other; every other member with one of the committee,
    and with another member. A sort that nobody can hold (a committee of one) is left out.
    """
    seats = set(committee) & set(members)
    plain = set(members) - seats
    had = _had(pairs, seats, plain)
    owing = {
        Between.COMMITTEE: seats if len(seats) > 1 else set(),
        Between.WITH_COMMITTEE: plain if seats else set(),
        Between.MEMBERS: plain if len(plain) > 1 else set(),
    }
    return [
        Short(
            between=between,
            people=len(people),
            short=tuple(sorted(one for one in people if had[between][one] < owed)),
        )
        for between, people in owing.items()
        if people
    ]


def _had(pairs: Iterable[Pair], seats: set[str], plain: set[str]) -> dict[Between, Counter[str]]:
    """For each sort of talk, how many of it each person had; of others' talks nothing."""
    talks: dict[Between, list[str]] = {between: [] for between in Between}
    committee, mixed, members = talks.values()
    for talker, other in pairs:
        if talker in plain:
            if other in plain:
                members += (talker, other)
            elif other in seats:
                mixed.append(talker)
        elif talker in seats:
            if other in plain:
                mixed.append(other)
            elif other in seats:
                committee += (talker, other)
    return {between: Counter(people) for between, people in talks.items()}


def may_read(*, reader: str, talker: str, other: str, secretary: bool) -> bool:
    """The two, and the branch secretary; nobody else, whatever post they hold."""
    return secretary or reader in (talker, other)
