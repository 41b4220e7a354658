"""One figure as indicators ask for it: whole, or in parts by month or by department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from linghang.foundation.period import Period
from linghang.ledgers.counting import conditions, lines, rules, tallied
from linghang.ledgers.counting.adding import WHOLE, ByMonth, Question, Total, Totals
from linghang.ledgers.counting.definitions import Span
from linghang.ledgers.counting.lines import Basis, Level, Lines
from linghang.ledgers.counting.queries import tells_others, units_of
from linghang.ledgers.definitions import Secrecy

By = Literal["", "month", "department"]


def parts(
    code: str,
    figure: str,
    *,
    period: Period,
    by: By = "",
    department: str = "",
    as_of: date | None = None,
) -> Mapping[str | None, Decimal]:
    """Line → number in the figure's unit; the whole under None.

    Months are told by their code, all of the period's; departments as units below the top stood
    on each entry's day. department: of this one alone. Of a ledger that only some may know of
    there are no parts, and the whole of ended years alone (see tells_others). Raises KeyError.
    """
    ledger, declared = conditions.holder(code)
    one = declared.figures_by_code[figure]
    question = Question(
        ledger=ledger, declared=declared, figures=(one,), period=period, as_of=as_of
    )
    departments = _departments(question) if by == "department" or department else Lines()
    if department:
        question = replace(question, line=(departments, department))
    if ledger.secrecy is not Secrecy.OPEN and (by or department or not _tells(question)):
        return {}
    found = _found(question, by, departments)
    return {line: rules.in_unit(ledger, one, total.number) for line, total in found.items()}


def _tells(question: Question) -> bool:
    """Whether the year of the whole ledger is told to those who do not read it."""
    every = replace(question, figures=question.declared.figures)
    return tells_others(question, tallied.added(every).get(WHOLE, {}))


def _departments(question: Question) -> Lines:
    return lines.read(
        units_of(question),
        level=Level.DEPARTMENT,
        basis=Basis.THEN,
        period=question.period,
        today=question.period.last_day,
    )


def _found(question: Question, by: By, departments: Lines) -> dict[str | None, Total]:
    (one,) = question.figures
    if by == "department":
        found = tallied.added(question, departments)
        return {line: totals[one.code] for line, totals in found.items() if _has(totals)}
    if by == "month":
        months = [month.code for month in question.period.months()]
        totals = _by_month(question)
        return {month: totals.get(month, {}).get(one.code, Total()) for month in months}
    return {None: tallied.added(question).get(WHOLE, {}).get(one.code, Total())}


def _has(totals: Mapping[str, Total]) -> bool:
    return any(total.entries for total in totals.values())


def _by_month(question: Question) -> Totals:
    if question.figures[0].span is Span.HAPPENED:
        return tallied.added(question, ByMonth())
    return {
        month.code: tallied.added(replace(question, period=month)).get(WHOLE, {})
        for month in question.period.months()
    }
