"""党课: kinds of lessons, and who owes how many in a year (§1.3.2, §1.11.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class LessonKind(StrEnum):
    """专题党课, 微党课."""

    SPECIAL = "special"
    MICRO = "micro"


LESSON_NAMES: dict[LessonKind, str] = {
    LessonKind.SPECIAL: "专题党课",
    LessonKind.MICRO: "微党课",
}


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson by one speaker, in the post of that day; "" for a plain member."""

    speaker: str
    post: str
    kind: LessonKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """What a speaker owes in the year and gave."""

    person: str
    post: str
    owed: int
    given: int

    @property
    def short(self) -> int:
        return max(0, self.owed - self.given)


def speakers(taught: Iterable[Taught], owed: Mapping[tuple[str, str], int]) -> list[Speaker]:
    """(person, post) with what they gave; first who owes, in the order given.

    owed: (person, post) → lessons a year. A lesson counts for the post in which it was given; who
    owes in a post of leadership has met it with a lesson in any post.
    """
    given: dict[tuple[str, str], int] = dict.fromkeys(owed, 0)
    by_person = {person: (person, post) for person, post in owed}
    for one in taught:
        key = by_person.get(one.speaker, (one.speaker, one.post))
        given[key] = given.get(key, 0) + 1
    return [
        Speaker(person=person, post=post, owed=owed.get((person, post), 0), given=count)
        for (person, post), count in given.items()
    ]


def by_role(taught: Iterable[Taught], posts: Iterable[str]) -> int:
    """How many lessons were given in one of these posts (书记讲党课 n 次)."""
    wanted = set(posts)
    return sum(one.post in wanted for one in taught)
