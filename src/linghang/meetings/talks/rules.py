"""谈心谈话: which talks are owed in a year, who is short of them, who may read one (§1.4.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Pair:
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
    had: Counter[tuple[Between, str]] = Counter()
    for pair in pairs:
        for one, other in ((pair.talker, pair.other), (pair.other, pair.talker)):
            if one in seats and other in seats:
                had[Between.COMMITTEE, one] += 1
            elif one in plain and other in seats:
                had[Between.WITH_COMMITTEE, one] += 1
            elif one in plain and other in plain:
                had[Between.MEMBERS, one] += 1
    owing = {
        Between.COMMITTEE: seats if len(seats) > 1 else set(),
        Between.WITH_COMMITTEE: plain if seats else set(),
        Between.MEMBERS: plain if len(plain) > 1 else set(),
    }
    return [
        Short(
            between=between,
            people=len(people),
            short=tuple(sorted(one for one in people if had[between, one] < owed)),
        )
        for between, people in owing.items()
        if people
    ]


def may_read(*, reader: str, talker: str, other: str, secretary: bool) -> bool:
    """The two, and the branch secretary; nobody else, whatever post they hold."""
    return secretary or reader in (talker, other)
