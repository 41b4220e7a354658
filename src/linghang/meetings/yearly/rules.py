"""What a branch owes once in a year, besides its meetings, and how its plan of themes went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Matter(StrEnum):
    """民主评议, 谈心谈话, 培训, what meetings left to do, what an inspection asked for."""

    APPRAISAL = "appraisal"
    TALKS = "talks"
    TRAINING = "training"
    FOLLOW_UPS = "follow_ups"
    BOOKS = "books"


MATTER_NAMES: dict[Matter, str] = {
    Matter.APPRAISAL: "民主评议党员",
    Matter.TALKS: "谈心谈话",
    Matter.TRAINING: "党员培训",
    Matter.FOLLOW_UPS: "整改议定事项",
    Matter.BOOKS: "记录本检查",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What a unit still owes of a matter. due: the last day. says: what is missing, in Chinese."""

    unit: str
    matter: Matter
    due: date
    says: str

    def is_late(self, today: date) -> bool:
        """Due today is not late."""
        return self.due < today

    def is_near(self, today: date, days: int) -> bool:
        """Whether there are at most so many days left."""
        return (self.due - today).days <= days


def by_due(found: Sequence[Owing]) -> list[Owing]:
    """What is due first stands first."""
    return sorted(found, key=lambda one: (one.due, list(Matter).index(one.matter)))


class Outcome(StrEnum):
    """How the theme of a month went. OTHERWISE: something else was held; UNPLANNED: nobody had
    fixed a theme (§1.4.1: fixed beforehand)."""

    AS_PLANNED = "as_planned"
    OTHERWISE = "otherwise"
    MISSED = "missed"
    OPEN = "open"
    UNPLANNED = "unplanned"


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.AS_PLANNED: "按计划开展",
    Outcome.OTHERWISE: "与计划不同",
    Outcome.MISSED: "没有开展",
    Outcome.OPEN: "待开展",
    Outcome.UNPLANNED: "没有计划",
}
OFF_PLAN = (Outcome.OTHERWISE, Outcome.MISSED, Outcome.UNPLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One meeting that was held: its row, day, theme, and how many came."""

    meeting: int
    day: date
    theme: str
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a plan. own, superior: the theme of the unit, and of the nearest above with one;
    "" for none. state: None where nothing was planned, and nothing held."""

    number: int
    own: str
    fixed_on: date | None
    superior: str
    held: tuple[Held, ...]
    state: Outcome | None

    @property
    def came(self) -> int:
        """人次 of the month."""
        return sum(one.came for one in self.held)


def outcome(planned: str, held: Iterable[str], *, is_over: bool) -> Outcome | None:
    """How a month went. held: the themes. is_over: nothing more can be held in it."""
    themes = list(held)
    if not planned:
        return Outcome.UNPLANNED if themes else None
    if not themes:
        return Outcome.MISSED if is_over else Outcome.OPEN
    kept = any(_is_same(planned, one) for one in themes)
    return Outcome.AS_PLANNED if kept else Outcome.OTHERWISE


def _is_same(planned: str, held: str) -> bool:
    """Whether one theme holds the other; blanks and punctuation aside."""
    one, other = ("".join(filter(str.isalnum, text)) for text in (planned, held))
    return bool(other) and (one in other or other in one)
