"""States of measures and of problems, and rates of completion that name their base. Pure.

Source: 巡视巡察整改公开通报的通行写法（完成、阶段性完成、未完成三项相加等于总数）。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """How long a measure takes. A continuous one has days of review instead of an end."""

    AT_ONCE = "at_once"
    BY_DATE = "by_date"
    CONTINUOUS = "continuous"


class State(StrEnum):
    """The three words of a public report, for measures and for problems."""

    DONE = "done"
    STAGE_DONE = "stage_done"
    OPEN = "open"


class Base(StrEnum):
    """Of what a rate of completion is a share; a rate without its base says nothing."""

    PROBLEMS = "problems"
    MEASURES = "measures"


KIND_NAMES: dict[Kind, str] = {
    Kind.AT_ONCE: "立行立改",
    Kind.BY_DATE: "限期整改",
    Kind.CONTINUOUS: "长期坚持",
}
STATE_NAMES: dict[State, str] = {
    State.DONE: "完成",
    State.STAGE_DONE: "阶段性完成",
    State.OPEN: "未完成",
}
BASE_NAMES: dict[Base, str] = {Base.PROBLEMS: "按问题计", Base.MEASURES: "按措施计"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a kind of programme tells its figures; as a rectification does unless it says otherwise.

    rate: what the share of what is done is called. bases: what it is a share of; counted: what one
    is counted in; states: the three words of a public report.
    """

    rate: str = "整改完成率"
    bases: Mapping[Base, str] = field(default_factory=lambda: BASE_NAMES)
    counted: Mapping[Base, str] = field(default_factory=dict)
    states: Mapping[State, str] = field(default_factory=lambda: STATE_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the rules must know of a corrective action.

    is_accepted: somebody else than its owner has found it done (销号), or, of a continuous one,
    done for the stage. policies: systems created or revised for it. reviews: dated reviews.
    """

    kind: Kind
    is_accepted: bool = False
    policies: int = 0
    reviews: int = 0


def state_of(measure: Measure) -> State:
    """A continuous measure is never done: at best for the stage, with a policy and a review."""
    if not measure.is_accepted:
        return State.OPEN
    if measure.kind is not Kind.CONTINUOUS:
        return State.DONE
    return State.STAGE_DONE if measure.policies and measure.reviews else State.OPEN


def state_of_problem(measures: Iterable[Measure]) -> State:
    """Done when every measure is; for the stage when none is open; open without any measure."""
    states = {state_of(one) for one in measures}
    if not states or State.OPEN in states:
        return State.OPEN
    return State.DONE if states == {State.DONE} else State.STAGE_DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many stand in each state; the three always add up to the total."""

    base: Base
    done: int
    stage_done: int
    open: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.stage_done + self.open

    @property
    def rate(self) -> Fraction | None:
        """Done in all, 0…1; what is done for the stage is not done. None when there is nothing."""
        return Fraction(self.done, self.total) if self.total else None

    def says(self, words: Words | None = None) -> str:
        """整改完成率（按措施计）2/3：完成2项，阶段性完成1项，未完成0项; in the words of a kind."""
        words = words or Words()
        rate = f"{self.done}/{self.total}" if self.total else "—"
        counts = (
            (State.DONE, self.done),
            (State.STAGE_DONE, self.stage_done),
            (State.OPEN, self.open),
        )
        one = words.counted.get(self.base, "项")
        told = "；" if any("，" in word for word in words.states.values()) else "，"
        parts = told.join(f"{words.states[state]}{count}{one}" for state, count in counts)
        return f"{words.rate}（{words.bases[self.base]}）{rate}：{parts}"


def by_measures(problems: Iterable[Sequence[Measure]]) -> Tally:
    """Over all measures of the problems. problems: each as its measures."""
    return _tally(Base.MEASURES, [state_of(one) for measures in problems for one in measures])


def by_problems(problems: Iterable[Sequence[Measure]]) -> Tally:
    """Over the problems."""
    return _tally(Base.PROBLEMS, [state_of_problem(measures) for measures in problems])


def _tally(base: Base, states: Sequence[State]) -> Tally:
    return Tally(
        base=base,
        done=states.count(State.DONE),
        stage_done=states.count(State.STAGE_DONE),
        open=states.count(State.OPEN),
    )


NO_REVIEW = "长期坚持的措施还没有复查过"


def reasons_not_to_close(measure: Measure, *, evidence_after_feedback: int) -> list[str]:
    """Why a measure can't be closed (销号) yet; every reason, in Chinese.

    evidence_after_feedback: files of evidence dated after the feedback.
    """
    reasons = []
    if evidence_after_feedback < 1:
        reasons.append("没有反馈之后的佐证材料")
    if measure.kind is Kind.CONTINUOUS:
        if not measure.policies:
            reasons.append("长期坚持的措施没有对应的制度")
        if not measure.reviews:
            reasons.append(NO_REVIEW)
    return reasons


NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A node of a tree, for its weighted progress.

    weight: hundredths of its siblings, None where none is given. is_accepted: of what stands by
    itself, a task or a goal with its own target; None for what only follows or does not count.
    whole: accepted as it stands, whatever lies below. below: keys of what it consists of.
    """

    weight: Decimal | None = None
    is_accepted: bool | None = None
    whole: bool = False
    below: Sequence[int] = ()


def shares(parts: Mapping[int, Part]) -> dict[int, Fraction | None]:
    """Node → how much of it is accepted by weight, 0…1; None where nothing below it counts.

    An accepted task is done in full. One under way stands as what lies below it, else at nothing;
    a goal and a problem stand as what they consist of.
    """
    found: dict[int, Fraction | None] = {}

    def share(key: int) -> Fraction | None:
        if key not in found:
            one = parts[key]
            own = None if one.is_accepted is None else WHOLE if one.is_accepted else NOTHING
            below = None if one.whole else weighted((parts[k].weight, share(k)) for k in one.below)
            found[key] = own if below is None else below
        return found[key]

    return {key: share(key) for key in parts}


def weighted(parts: Iterable[tuple[Decimal | None, Fraction | None]]) -> Fraction | None:
    """The share of a whole, 0…1, from (weight, share) of its parts.

    A part without a share counts nowhere. Parts without a weight count alike: as much as the mean
    of those that have one. None without any part that counts.
    """
    told = [(weight, share) for weight, share in parts if share is not None]
    known = [int(weight * 100) for weight, _ in told if weight is not None]
    # In whole numbers, so that thousands of parts take a moment: weights times how many there are.
    many, usual = (len(known), sum(known)) if known else (1, 1)
    whole, done, rest = 0, 0, NOTHING
    for weight, share in told:
        size = usual if weight is None else int(weight * 100) * many
        whole += size
        if share is WHOLE:
            done += size
        elif share is not NOTHING:
            rest += size * share
    return (done + rest) / whole if whole else None
