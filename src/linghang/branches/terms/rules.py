"""When a committee's term ends, how it stands, how many were renewed in time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.foundation.period import Period, day_label
from linghang.procedures.terms.rules import add_months


class State(StrEnum):
    """How the running term of a committee stands."""

    UNKNOWN = "unknown"
    RUNNING = "running"
    SOON = "soon"
    POSTPONED = "postponed"
    OVERDUE = "overdue"


STATE_NAMES: dict[State, str] = {
    State.UNKNOWN: "没有登记届期",
    State.RUNNING: "任期内",
    State.SOON: "即将届满",
    State.POSTPONED: "经批准延期",
    State.OVERDUE: "逾期未换届",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A committee's term. due: the day on which it ends, as postponed. ended: None while it runs.

    normal: the day on which it would have ended.
    """

    unit: str
    began: date
    normal: date
    postponed: date | None = None
    ended: date | None = None

    @property
    def due(self) -> date:
        return self.postponed or self.normal


def ends(began: date, years: int) -> date:
    """The day on which a term of so many years is over."""
    return add_months(began, years * 12)


def state(term: Term | None, *, on: date, remind: int) -> State:
    """How it stands. remind: months before its end from which it is prepared."""
    if term is None:
        return State.UNKNOWN
    if on >= term.due:
        return State.OVERDUE
    if term.postponed and on >= term.normal:
        return State.POSTPONED
    return State.SOON if on >= add_months(term.due, -remind) else State.RUNNING


def reasons_not_to_postpone(term: Term, to: date, *, most: int) -> list[str]:
    """Why the end can't be put off to that day: by the rules for `most` months at the longest."""
    reasons = []
    if term.ended:
        reasons.append("这一届已经结束")
    if to <= term.normal:
        reasons.append(f"延期后的日期应在届满日期（{day_label(term.normal)}）之后")
    last = add_months(term.normal, most)
    if to > last:
        reasons.append(f"延期一般不超过{most}个月，最迟到{day_label(last)}")
    return reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """按期换届率 with its two parts. due: terms that ended or should have; in_time: of these."""

    in_time: tuple[Term, ...]
    due: tuple[Term, ...]


def renewed(terms: Iterable[Term], year: Period, today: date) -> Renewed:
    """The terms that were to be renewed in the year, and those renewed on or before their day.

    Those overdue since earlier years and still open count as due, not as in time.
    """
    concerned: Sequence[Term] = [one for one in terms if _concerns(one, year, today)]
    in_time = tuple(one for one in concerned if one.ended and one.ended <= one.due)
    return Renewed(in_time=in_time, due=tuple(concerned))


def _concerns(one: Term, year: Period, today: date) -> bool:
    if one.ended:
        return one.ended in year
    return one.due <= today and one.due < year.end
