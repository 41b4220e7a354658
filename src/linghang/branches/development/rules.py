"""At which stage of admission somebody stood on a day, what was reached in a year. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from linghang.foundation.period import Period


class Stage(StrEnum):
    """Where somebody stands on the way, or what was reached in the year."""

    APPLICANT = "applicant"
    ACTIVIST = "activist"
    TARGET = "target"
    ADMITTED = "admitted"
    CONFIRMED = "confirmed"


STAGE_NAMES: dict[Stage, str] = {
    Stage.APPLICANT: "申请人",
    Stage.ACTIVIST: "积极分子",
    Stage.TARGET: "发展对象",
    Stage.ADMITTED: "当年接收",
    Stage.CONFIRMED: "当年转正",
}
STANDING = (Stage.APPLICANT, Stage.ACTIVIST, Stage.TARGET)
# Step of the procedure that brings somebody to a stage: 发展对象 from the superior's agreement.
REACHED_BY = {
    Stage.APPLICANT: "application",
    Stage.ACTIVIST: "activist",
    Stage.TARGET: "target_record",
}
ADMITTING, APPROVING = "admission_meeting", "admission_approval"
CONFIRMING = (
    ("confirmation_meeting", "confirmation_approval"),
    ("extended_meeting", "extended_approval"),
)


# Codes of the fields of 入党志愿书, and what in them makes somebody 高知 (§1.6.7).
PROFESSION, RANK, DEGREE = "profession", "title_rank", "degree"
FRONTLINE, TALENT = "frontline", "talent"
LEARNED_RANKS, LEARNED_DEGREES = ("senior", "associate"), ("doctor",)


class Trait(StrEnum):
    """What a figure of those who came in asks of each."""

    FRONTLINE = "frontline"
    LEARNED = "learned"
    TALENT = "talent"


TRAIT_NAMES: dict[Trait, str] = {
    Trait.FRONTLINE: "临床一线",
    Trait.LEARNED: "高知",
    Trait.TALENT: "有人才称号",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the form of application tells of somebody. profession: code, "" before it is known."""

    profession: str = ""
    traits: frozenset[Trait] = frozenset()


def profile(values: Mapping[str, Any]) -> Profile:
    """Out of the fields of the proceeding; 高知 is 副高 or above, or a doctor's degree."""
    learned = values.get(RANK) in LEARNED_RANKS or values.get(DEGREE) in LEARNED_DEGREES
    holds = {
        Trait.FRONTLINE: bool(values.get(FRONTLINE)),
        Trait.LEARNED: learned,
        Trait.TALENT: bool(values.get(TALENT)),
    }
    return Profile(
        profession=str(values.get(PROFESSION) or ""),
        traits=frozenset(one for one, held in holds.items() if held),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """Of some people: how many have a trait, how many are of which profession. told: whose form
    says so at all."""

    told: int
    traits: Mapping[Trait, int]
    professions: Mapping[str, int]


def makeup(profiles: Iterable[Profile]) -> Makeup:
    """The figures of §1.6.7; who has no profession on the form counts for nothing."""
    known = [one for one in profiles if one.profession]
    professions = [one.profession for one in known]
    return Makeup(
        told=len(known),
        traits={trait: sum(trait in one.traits for one in known) for trait in Trait},
        professions={code: professions.count(code) for code in dict.fromkeys(professions)},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One person's way into the Party. done: step → its day. ended: when it came to nothing."""

    proceeding: int
    unit: str
    person: str
    done: Mapping[str, date]
    ended: date | None = None
    profile: Profile = Profile()


def stage_on(way: Way, day: date) -> Stage | None:
    """Where the person stood at the end of the day; None before, after, and for who was admitted.

    From the meeting that admitted on, somebody is a member on probation, no 发展对象 any more.
    """
    if way.ended and way.ended <= day:
        return None
    if _by(way, ADMITTING, day):
        return None
    reached = [stage for stage in STANDING if _by(way, REACHED_BY[stage], day)]
    return reached[-1] if reached else None


def reached_in(way: Way, year: Period) -> frozenset[Stage]:
    """Whether they were admitted or confirmed in the year: by the day of the meeting, as approved.

    A decision that the superior has not approved yet counts for nothing.
    """
    found = set()
    if APPROVING in way.done and ADMITTING in way.done and way.done[ADMITTING] in year:
        found.add(Stage.ADMITTED)
    for meeting, approval in CONFIRMING:
        if approval in way.done and meeting in way.done and way.done[meeting] in year:
            found.add(Stage.CONFIRMED)
    return frozenset(found)


def _by(way: Way, step: str, day: date) -> bool:
    return step in way.done and way.done[step] <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the number of an identity card tells."""

    born: date
    is_woman: bool

    def age(self, on: date) -> int:
        """In full years on the day."""
        before = (on.month, on.day) < (self.born.month, self.born.day)
        return on.year - self.born.year - before


def told_by(card: str) -> Told | None:
    """Birth and sex by an identity card of eighteen digits; None for anything else."""
    try:
        born = date.fromisoformat(f"{card[6:10]}-{card[10:12]}-{card[12:14]}")
        return Told(born=born, is_woman=int(card[16]) % 2 == 0)
    except (ValueError, IndexError):
        return None
