"""What a branch owes once in a year, besides its meetings: what it is, how much is missing."""

from __future__ import annotations

from collections.abc import Sequence
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
