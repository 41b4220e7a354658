"""Pure rules of indicators: parts to value, what is final, what is too small to judge."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from linghang.foundation.period import Period
from linghang.foundation.quantity import rounded


def evaluate(
    numerator: Decimal | None,
    denominator: Decimal | None,
    *,
    counted_only: bool,
    scale: Decimal,
    decimals: int,
) -> Decimal | None:
    """The value from its parts, rounded once; None when nothing was counted.

    counted_only: the indicator is its numerator. A denominator of 0 has no value, never 0.
    """
    if numerator is None:
        return None
    if counted_only:
        return rounded(numerator * scale, decimals)
    if not denominator:
        return None
    return rounded(numerator * scale / denominator, decimals)


def is_provisional(period: Period, *, data_through: date | None, days: int) -> bool:
    """Whether the period holds days whose cases may still change their figure.

    data_through: the last day of the data. days: how long a case stays open, e.g. 31.
    """
    if not days or data_through is None:
        return False
    return period.last_day > data_through - timedelta(days=days)


def is_complete(period: Period, *, data_through: date | None) -> bool:
    """Whether the data reach the last day of the period."""
    return data_through is not None and period.last_day <= data_through


def is_small(denominator: Decimal | None, *, minimum: int) -> bool:
    """Whether a rate stands on too few cases to be judged."""
    return denominator is not None and denominator < minimum


def months_to_recount(
    *, discharge_days: frozenset[date], admission_days: frozenset[date], look_back: int
) -> set[str]:
    """The months (`2025-06`) whose cells a change touches.

    A row that came, went or moved changes its own month and, by its admission, what an earlier
    stay of the same person up to `look_back` days before counts.
    """
    months = {f"{day:%Y-%m}" for day in discharge_days}
    for day in admission_days:
        first = day - timedelta(days=look_back)
        months |= {f"{month.start:%Y-%m}" for month in Period(first, day + timedelta(1)).months()}
    return months
