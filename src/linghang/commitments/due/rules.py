"""Days due that follow from another day, periods of reports, lights. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from linghang.commitments.definitions import Rhythm
from linghang.foundation.period import Period
from linghang.procedures.definitions import UNIT_NAMES, Unit
from linghang.procedures.terms.rules import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """开业后三年内: so long after an anchor, a day of the programme that may not be known yet."""

    anchor: str
    n: int
    unit: Unit = Unit.DAYS

    def told(self) -> dict[str, object]:
        """As it is kept (JSON)."""
        return {"anchor": self.anchor, "n": self.n, "unit": self.unit.value}

    def says(self, name: str) -> str:
        """开业之日起3年内. name: of the anchor."""
        return f"{name}之日起{self.n}{UNIT_NAMES[self.unit]}内"


def rule(told: Mapping[str, object]) -> DueRule | None:
    """The rule as it was kept; None for none."""
    if not told:
        return None
    return DueRule(
        anchor=str(told["anchor"]), n=int(str(told["n"])), unit=Unit(str(told.get("unit", "days")))
    )


def resolve(one: DueRule, days: Mapping[str, date]) -> date | None:
    """The last day in time; None as long as the anchor's day is not known. No workdays here."""
    anchor = days.get(one.anchor)
    if anchor is None:
        return None
    if one.unit is Unit.MONTHS or one.unit is Unit.YEARS:
        return add_months(anchor, one.n * (12 if one.unit is Unit.YEARS else 1))
    return anchor + timedelta(days=one.n)


def period_of(rhythm: Rhythm, day: date) -> str:
    """The period that a report of the day is for: 2025-06, 2025Q2, 2025-W23; "" without rhythm."""
    if rhythm is Rhythm.MONTHLY:
        return f"{day:%Y-%m}"
    if rhythm is Rhythm.QUARTERLY:
        return f"{day.year}Q{(day.month + 2) // 3}"
    if rhythm is Rhythm.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return ""


def period_says(code: str) -> str:
    """A period of reports as an office writes it: 2025年6月, 2025年第二季度, 2025年第23周."""
    year, _, week = code.partition("-W")
    return f"{year}年第{int(week)}周" if week else Period.parse(code).label


def ended_before(rhythm: Rhythm, day: date) -> date | None:
    """The last day of the last whole period before the day; None without rhythm."""
    if rhythm is Rhythm.WEEKLY:
        return day - timedelta(days=day.isoweekday())
    if rhythm is Rhythm.MONTHLY:
        return day.replace(day=1) - timedelta(days=1)
    if rhythm is Rhythm.QUARTERLY:
        return Period.quarter(day.year, (day.month + 2) // 3).start - timedelta(days=1)
    return None


def is_report_missing(rhythm: Rhythm, *, since: date, reported: date | None, today: date) -> bool:
    """Whether the last whole period has no report. since: the day from which reports are owed.

    A period in which it began owes none.
    """
    last = ended_before(rhythm, today)
    if last is None or since > last:
        return False
    first = _first_of(rhythm, last)
    if since > first:
        return False
    return reported is None or reported < first


def _first_of(rhythm: Rhythm, last: date) -> date:
    if rhythm is Rhythm.WEEKLY:
        return last - timedelta(days=6)
    if rhythm is Rhythm.MONTHLY:
        return last.replace(day=1)
    return Period.quarter(last.year, (last.month + 2) // 3).start


class Light(StrEnum):
    """红黄绿."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = ""


LIGHT_NAMES: dict[Light, str] = {
    Light.GREEN: "正常",
    Light.AMBER: "临期",
    Light.RED: "逾期",
    Light.NONE: "",
}


def light(
    *,
    is_under_way: bool,
    due: date | None,
    since: date,
    percent: int | None,
    today: date,
    days: int,
    behind: int | None,
) -> Light:
    """Red after the day due; amber so many days before it, or when progress lags behind the time.

    Due today is not overdue. percent: as reported, 0…100. behind: points, None for never.
    What is not under way shows none; what has no day is green.
    """
    if not is_under_way:
        return Light.NONE
    if due is None:
        return Light.GREEN
    if due < today:
        return Light.RED
    if (due - today).days <= days:
        return Light.AMBER
    if behind is not None and percent is not None and due > since:
        share = 100 * (today - since).days / (due - since).days
        if percent < share - behind:
            return Light.AMBER
    return Light.GREEN
