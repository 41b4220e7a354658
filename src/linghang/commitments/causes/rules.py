"""Problems by cause: how many, what was done, what happened again afterwards. Pure.

Source: 《医疗纠纷预防和处理条例》第九条至第二十二条；《医疗机构投诉管理办法》：分析原因、改进工作。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One cause of one problem. paid: of the whole problem, in 分. measures: under the cause;
    closed: of them; closed_on: the day on which the last of them was, None while any is not."""

    problem: int
    cause: str
    happened_on: date | None = None
    paid: int = 0
    measures: int = 0
    closed: int = 0
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A kind of cause. problems: how many have it, each once; a problem with two causes stands in
    two lines, its money too. again: those that happened after all that was to be done about an
    earlier one of the same kind had been closed."""

    cause: str
    problems: int
    paid: int
    measures: int
    closed: int
    again: int


def by_cause(found: Iterable[Found]) -> list[Line]:
    """A line for each kind of cause, the most frequent first."""
    grouped: defaultdict[str, list[Found]] = defaultdict(list)
    for one in found:
        grouped[one.cause].append(one)
    lines = [_line(cause, each) for cause, each in grouped.items()]
    return sorted(lines, key=lambda line: (-line.problems, line.cause))


def _line(cause: str, found: Sequence[Found]) -> Line:
    money = {one.problem: one.paid for one in found}
    settled = [one.closed_on for one in found if one.closed_on is not None]
    first = min(settled, default=None)
    again = {
        one.problem
        for one in found
        if first is not None and one.happened_on is not None and one.happened_on > first
    }
    return Line(
        cause=cause,
        problems=len(money),
        paid=sum(money.values()),
        measures=sum(one.measures for one in found),
        closed=sum(one.closed for one in found),
        again=len(again),
    )
