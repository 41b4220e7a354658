"""Steps that can never be done by different people: too few posts for too many voices. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from linghang.procedures.definitions import By, Mode, Procedure, Scope, Seat, Separation, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How a post is held.

    is_single: by one person at a time on a unit. is_at_the_top: only on units that there is one
    of, so that a single post is one person in the whole hospital.
    """

    name: str
    is_single: bool = False
    is_at_the_top: bool = False


def crowded(definition: Procedure, posts: Mapping[str, Holding]) -> Iterator[tuple[str, str]]:
    """Field and reason for each place where more different people are asked for than there can be.

    Only what is impossible in every hospital is told: posts that several may hold are never short.
    """
    for step in definition.steps:
        if not _fits(_voices(step, posts)):
            says = f"“{step.title}”要由{step.voices}个不同的人表态，能表态的岗位没有这么多人"
            yield f"steps.{step.key}.who", says
    for number, separation in enumerate(definition.different, start=1):
        for steps in _apart(definition, separation):
            titles = "、".join(step.title for step in steps)
            wanted = [voice for step in steps for voice in _voices(step, posts)]
            if not _fits(wanted):
                says = f"“{titles}”永远不能由不同的人办理：能办的岗位只有一人担任"
                yield f"different.{number}", says
            elif separation.by is By.DEPARTMENT and _share_a_unit(steps):
                says = f"“{titles}”永远不能由不同的部门办理：都由事项所在单位的岗位办理"
                yield f"different.{number}", says


def _apart(definition: Procedure, separation: Separation) -> Iterator[list[Step]]:
    """The sets of steps that must all be different: one, or each pair of the two sides."""
    sets = separation.pairs if separation.against else (separation.steps,)
    for keys in sets:
        yield [definition.by_key[key] for key in keys]


# The persons who could be a voice; None when their number is not bounded.
Voice = frozenset[str] | None


def _voices(step: Step, posts: Mapping[str, Holding]) -> list[Voice]:
    """Each voice that the step needs, with who could be it."""
    if step.mode in (Mode.ALL, Mode.SEQUENCE):
        return [_people((seat,), posts) for seat in step.who]
    return [_people(step.who, posts)] * step.voices


def _people(seats: tuple[Seat, ...], posts: Mapping[str, Holding]) -> Voice:
    found: set[str] = set()
    for seat in seats:
        for post in seat.posts:
            holding = posts[post]
            if holding.is_single and holding.is_at_the_top:
                found.add(post)
            elif holding.is_single and seat.at is Scope.UNIT:
                found.add(f"{post}@unit")
            else:
                return None
    return frozenset(found)


def _fits(voices: list[Voice]) -> bool:
    """Whether every voice can be another person (a matching of voices to people)."""
    bounded = [voice for voice in voices if voice is not None]
    taken: dict[str, int] = {}
    return all(_place(number, bounded, taken, set()) for number in range(len(bounded)))


def _place(
    number: int, voices: list[frozenset[str]], taken: dict[str, int], tried: set[str]
) -> bool:
    for person in sorted(voices[number] - tried):
        tried.add(person)
        if person not in taken or _place(taken[person], voices, taken, tried):
            taken[person] = number
            return True
    return False


def _share_a_unit(steps: list[Step]) -> bool:
    """Whether two of them are only done by posts on the unit of the matter itself."""
    bound = [step for step in steps if all(seat.at is Scope.UNIT for seat in step.who)]
    return any(True for _ in combinations(bound, 2))
