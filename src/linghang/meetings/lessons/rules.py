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
    """One lesson by one speaker, in the post of that day; "" for a plain member.

    is_owed: of a kind that meets what leaders owe.
    """

    speaker: str
    post: str
    kind: LessonKind
    is_owed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """What a speaker owes in the year and gave. met: lessons of a kind that meets the duty."""

    person: str
    post: str
    owed: int
    special: int
    micro: int
    met: int

    @property
    def short(self) -> int:
        return max(0, self.owed - self.met)


def speakers(taught: Iterable[Taught], owed: Mapping[tuple[str, str], int]) -> list[Speaker]:
    """(person, post) with what they gave; first who owes, in the order given.

    owed: (person, post) → lessons a year. A lesson counts for the post in which it was given; who
    owes in a post of leadership has met it with a lesson in any post, of a kind that is owed.
    """
    given: dict[tuple[str, str], list[Taught]] = {key: [] for key in owed}
    by_person = {person: (person, post) for person, post in owed}
    for one in taught:
        key = by_person.get(one.speaker, (one.speaker, one.post))
        given.setdefault(key, []).append(one)
    return [
        Speaker(
            person=person,
            post=post,
            owed=owed.get((person, post), 0),
            special=sum(one.kind is LessonKind.SPECIAL for one in lessons),
            micro=sum(one.kind is LessonKind.MICRO for one in lessons),
            met=sum(one.is_owed for one in lessons),
        )
        for (person, post), lessons in given.items()
    ]


def by_role(taught: Iterable[Taught], posts: Iterable[str]) -> int:
    """How many lessons were given in one of these posts (书记讲党课 n 次)."""
    wanted = set(posts)
    return sum(one.post in wanted for one in taught)
