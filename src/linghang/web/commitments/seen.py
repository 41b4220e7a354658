"""A commitment as its page needs it: what it says, and what the acting post may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linghang.commitments import reach
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment
from linghang.commitments.spells.rules import Standing
from linghang.commitments.targets import rules as targets
from linghang.web.commitments.lines import Line, lines
from linghang.web.commitments.reached import Plan, one
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A commitment as its page needs it. may_...: as reach answers for the acting post; bring:
    files, also those that a target's figure rests on."""

    plan: Plan
    row: Commitment
    line: Line
    may_report: bool
    may_extend: bool
    may_review: bool
    may_observe: bool
    may_bring: bool

    @property
    def today(self) -> date:
        """The day on which it is looked at."""
        return self.plan.request.today


def seen_of(plan: Plan, row: Commitment) -> Seen:
    """What the acting post may do with it is asked once."""
    rights = plan.request.rights
    is_task = row.role == Role.TASK.value
    aim = targets.target(row.target)
    is_observed = aim is not None and not aim.source and row.begun_on is not None
    is_observed = is_observed and row.standing != Standing.VOIDED.value
    reports = (is_task or is_observed) and bool(reach.may_report(row, rights, plan.day))
    return Seen(
        plan=plan,
        row=row,
        line=lines(plan, [row], reports=True)[0],
        may_report=is_task and reports,
        may_observe=is_observed and (reports or plan.leads),
        may_bring=reports,
        may_extend=is_task and bool(reach.may_extend(row, rights, plan.day)),
        may_review=is_task and bool(reach.may_review(row, rights, plan.day)),
    )


def seen_at(request: Request, pk: int) -> Seen:
    """The same of a commitment that the post sees; else 404."""
    return seen_of(*one(request, pk))
