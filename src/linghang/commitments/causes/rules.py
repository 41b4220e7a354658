"""Problems by cause: how many, what was done, what happened again afterwards. Pure.

Source: 《医疗纠纷预防和处理条例》第九条至第二十二条；《医疗机构投诉管理办法》：分析原因、改进工作。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

NOT_SAID = "~"  # no code of an option


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One cause of one problem. code: of the kind of cause, called `cause`. paid: of the whole
    problem, in 分. measures: under the cause; closed: of them; closed_on: the day on which the last
    of them was, None while any is not."""

    problem: int
    cause: str
    code: str = ""
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
    code: str
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
        code=found[0].code,
        problems=len(money),
        paid=sum(money.values()),
        measures=sum(one.measures for one in found),
        closed=sum(one.closed for one in found),
        again=len(again),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """A problem with its causes. paid: in 分. values: what it says in the field by which problems
    are told apart, NOT_SAID alone where it says nothing."""

    problem: int
    causes: frozenset[str]
    paid: int = 0
    values: tuple[str, ...] = (NOT_SAID,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The problems that say the same. by_cause: cause → how many have it, NOT_SAID: of how many
    no cause is entered. A problem counts once in `problems` and in `paid`, and once at each of its
    causes, so that causes may add up to more."""

    value: str
    problems: int
    paid: int
    by_cause: Mapping[str, int]


def split(problems: Iterable[Analysed]) -> list[Part]:
    """A part for each value, the most frequent first, what is not said last; a problem that says
    two things stands in two parts."""
    grouped: defaultdict[str, list[Analysed]] = defaultdict(list)
    for one in problems:
        for value in one.values:
            grouped[value].append(one)
    parts = [part(value, each) for value, each in grouped.items()]
    return sorted(parts, key=lambda one: (one.value == NOT_SAID, -one.problems, one.value))


def part(value: str, problems: Sequence[Analysed]) -> Part:
    """These problems as one part."""
    causes = Counter(cause for one in problems for cause in (one.causes or {NOT_SAID}))
    return Part(
        value=value,
        problems=len(problems),
        paid=sum(one.paid for one in problems),
        by_cause=dict(causes),
    )
