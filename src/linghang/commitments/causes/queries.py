"""Problems by cause over any period, from the trees of their programmes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from linghang.commitments.causes import rules
from linghang.commitments.causes.rules import NOT_SAID, Analysed, Found, Line
from linghang.commitments.definitions import Causes, Level, ProgrammeKind, Role
from linghang.commitments.models import Commitment, CommitmentQuerySet
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.commitments.writing.rules import WIDTH
from linghang.foundation.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem with each of its causes."""

    row: Commitment
    found: tuple[Found, ...]

    def values(self, code: str) -> tuple[str, ...]:
        """What it says in a field, NOT_SAID where it says nothing."""
        return _words(self.row.facts.get(code))

    def analysed(self, declared: Causes, by: str = "") -> Analysed:
        """As the rules know it. by: the field of the problem by which it is told apart."""
        return Analysed(
            problem=self.row.pk,
            causes=frozenset(one.code for one in self.found),
            paid=_paid(self.row, declared),
            values=self.values(by) if by else (NOT_SAID,),
        )


def problems(
    kind: ProgrammeKind, within: CommitmentQuerySet, period: Period | None = None
) -> list[Problem]:
    """Each problem of the kind, in the order of the tree.

    period: of those that happened in it, None for all. within: what the post sees. Empty where
    the kind has no causes. One query.
    """
    if kind.causes is None:
        return []
    rows = within.filter(programme__kind=kind.code).exclude(standing=Standing.VOIDED.value)
    told = list(rows.order_by("programme", "path"))
    chosen = [row for row in told if row.role == Role.FINDING.value]
    below: defaultdict[tuple[int, str], list[Commitment]] = defaultdict(list)
    for row in told:
        for end in range(WIDTH, len(row.path), WIDTH):
            below[row.programme_id, row.path[:end]].append(row)
    return [
        Problem(
            row=problem,
            found=tuple(
                _found(problem, cause, below[cause.programme_id, cause.path], kind.causes, kind)
                for cause in below[problem.programme_id, problem.path]
                if cause.level == kind.causes.level
            ),
        )
        for problem in chosen
        if _is_of(problem, kind.causes, period)
    ]


def lines(
    kind: ProgrammeKind, within: CommitmentQuerySet, period: Period | None = None
) -> list[Line]:
    """A line for each kind of cause of the problems, the most frequent first; see problems()."""
    found = problems(kind, within, period)
    return rules.by_cause(one for problem in found for one in problem.found)


def behind(
    found: Iterable[Problem], *, cause: str = "", by: str = "", value: str = ""
) -> Sequence[int]:
    """The problems (pk) of a cell. cause: its code, NOT_SAID: without any; value: said in the field
    `by`; "" for all."""

    def is_of(one: Problem) -> bool:
        causes = {each.code for each in one.found} or {NOT_SAID}
        return (not cause or cause in causes) and (not value or value in one.values(by))

    return [one.row.pk for one in found if is_of(one)]


def _words(said: Any) -> tuple[str, ...]:
    many = said if isinstance(said, list) else [said]
    return tuple(f"{one}" for one in many if one not in (None, "")) or (NOT_SAID,)


def _paid(row: Commitment, declared: Causes) -> int:
    return int(row.facts.get(declared.paid) or 0)


def _day(row: Commitment, declared: Causes) -> date | None:
    word = row.facts.get(declared.happened)
    return date.fromisoformat(word) if word else None


def _is_of(row: Commitment, declared: Causes, period: Period | None) -> bool:
    if period is None:
        return True
    day = _day(row, declared)
    return day is not None and period.start <= day < period.end


def _found(
    problem: Commitment,
    cause: Commitment,
    below: list[Commitment],
    declared: Causes,
    kind: ProgrammeKind,
) -> Found:
    tasks = [row for row in below if row.role == Role.TASK.value]
    closed = [row for row in tasks if Standing(row.standing) in ACCEPTED]
    is_settled = bool(tasks) and len(closed) == len(tasks)
    code = str(cause.facts.get(declared.by) or "")
    return Found(
        problem=problem.pk,
        cause=_name(kind.by_level[declared.level], declared.by, code),
        code=code,
        happened_on=_day(problem, declared),
        paid=_paid(problem, declared),
        measures=len(tasks),
        closed=len(closed),
        closed_on=max(row.since for row in closed) if is_settled else None,
    )


def _name(level: Level, field: str, code: str) -> str:
    names = {option.code: option.name for option in level.by_code[field].options}
    return names.get(code, code)
