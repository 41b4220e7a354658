"""Who counts as 流动党员, and when the branch has to be in touch with them again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from linghang.procedures.terms.rules import add_months


def reasons_not_to_register(since: date, back: date, *, least: int) -> list[str]:
    """Why an absence is none of 流动党员: shorter than so many months."""
    if back <= since:
        return ["预计返回日期应在外出日期之后"]
    if back < add_months(since, least):
        return [f"外出不满{least}个月，不登记为流动党员"]
    return []


def contact_due(since: date, contacts: Iterable[date], *, every: int) -> date:
    """The day by which the branch should be in touch again: so many months after the last time."""
    return add_months(max([since, *contacts]), every)
