"""Problems by cause over any period, from the trees of their programmes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from linghang.commitments.causes import rules
from linghang.commitments.causes.rules import Found, Line
from linghang.commitments.definitions import Causes, Level, ProgrammeKind, Role
from linghang.commitments.models import Commitment, CommitmentQuerySet
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.commitments.writing.rules import WIDTH
from linghang.foundation.period import Period


def lines(
    kind: ProgrammeKind, within: CommitmentQuerySet, period: Period | None = None
) -> list[Line]:
    """A line for each kind of cause of the problems, the most frequent first.

    period: of those that happened in it, None for all. within: what the post sees. Empty where
    the kind has no causes. One query.
    """
    if kind.causes is None:
        return []
    rows = within.filter(programme__kind=kind.code).exclude(standing=Standing.VOIDED.value)
    told = list(rows.order_by("programme", "path"))
    problems = [row for row in told if row.role == Role.FINDING.value]
    chosen = [row for row in problems if _is_of(row, kind.causes, period)]
    below: defaultdict[tuple[int, str], list[Commitment]] = defaultdict(list)
    for row in told:
        for end in range(WIDTH, len(row.path), WIDTH):
            below[row.programme_id, row.path[:end]].append(row)
    found = [
        _found(problem, cause, below[cause.programme_id, cause.path], kind.causes, kind)
        for problem in chosen
        for cause in below[problem.programme_id, problem.path]
        if cause.level == kind.causes.level
    ]
    return rules.by_cause(found)


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
    return Found(
        problem=problem.pk,
        cause=_name(kind.by_level[declared.level], declared.by, cause),
        happened_on=_day(problem, declared),
        paid=int(problem.facts.get(declared.paid) or 0),
        measures=len(tasks),
        closed=len(closed),
        closed_on=max(row.since for row in closed) if is_settled else None,
    )


def _name(level: Level, code: str, row: Commitment) -> str:
    chosen = row.facts.get(code)
    names = {option.code: option.name for option in level.by_code[code].options}
    return names.get(str(chosen), str(chosen or ""))
