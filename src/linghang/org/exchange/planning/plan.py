"""What came of a workbook: outcomes row by row, complaints, questions, and what to write."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from linghang.foundation.intake.definitions import Complaint, Difference, What
from linghang.org.conflicts.rules import Clash
from linghang.org.exchange.planning.drafts import AppointmentDraft, Draft, Origin

# The answer that a namesake is somebody else; any other answer is the code of the same person.
OTHER = "-"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a row comes to. title: how the row is called on the page (科室名、人名、任职)."""

    origin: Origin
    title: str
    what: What = What.UNCHANGED
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Is the person of this row one of those whom we know? candidates: their codes.

    same_card: the number of the identity card is the same, so that it cannot be another person.
    """

    row: int
    code: str
    name: str
    candidates: tuple[str, ...]
    same_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A new appointment beside one that it should not be held with, and why it is all the same."""

    appointment: AppointmentDraft
    clashes: tuple[Clash, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a workbook would do, and whether it may."""

    outcomes: tuple[Outcome, ...]
    complaints: tuple[Complaint, ...]
    questions: tuple[Question, ...]
    drafts: tuple[Draft, ...]
    leavers: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def errors(self) -> int:
        """How many complaints keep the whole workbook out."""
        return sum(one.severity == "error" for one in self.complaints)

    def counts(self) -> dict[str, dict[str, int]]:
        """By sheet code: how many rows of each What."""
        counted: dict[str, Counter[str]] = {}
        for outcome in self.outcomes:
            counted.setdefault(outcome.origin.sheet, Counter())[outcome.what.value] += 1
        return {sheet: dict(counts) for sheet, counts in counted.items()}

    def digest(self) -> str:
        """The same for plans that would make the same out of the same."""
        texts = sorted(
            f"{draft.TABLE} {draft.pk} {draft.before!r} {draft.values()!r}" for draft in self.drafts
        )
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()
