"""The rule parameters of dues as the rules want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from linghang.dues.rules import Payer, Rates
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Brackets, Value

ALERTS = ("dues.arrears_first", "dues.arrears_second", "dues.arrears_third")
EXIT = "dues.arrears_exit_months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds on a day. alerts: months in a row at which the secretary is told.

    exit: months in a row at which to look into it. back_pay: months that back-pay reaches.
    large: from how many 分 an extra payment goes to the central Organisation Department.
    """

    rates: Rates
    payer: Payer
    alerts: tuple[int, ...]
    exit: int
    back_pay: int
    large: int


def terms(on: date) -> Terms:
    """The terms of the day, in one query. Raises ValueError for a payer that is neither branch."""
    found = parameters.in_force(on)
    return Terms(
        rates=_rates(found),
        payer=Payer(str(found["dues.transfer_month"])),
        alerts=tuple(cast(int, found[code]) for code in ALERTS),
        exit=cast(int, found[EXIT]),
        back_pay=cast(int, found["dues.back_pay_months"]),
        large=cast(int, found["dues.extra_to_centre"]),
    )


def by_month(months: list[date]) -> dict[date, Rates]:
    """Month → the rates in force on its first day, in two queries for each year.

    More only for a year within which they changed.
    """
    years = {
        year: terms(date(year, 1, 1)).rates for year in sorted({month.year for month in months})
    }
    changed = {month: years[month.year] for month in months}
    for year in years:
        last = terms(date(year, 12, 31)).rates
        if last != years[year]:
            changed |= {one: terms(one).rates for one in months if one.year == year}
    return changed


def _rates(found: object) -> Rates:
    values = cast("dict[str, Value]", found)
    return Rates(
        in_post=cast(Brackets, values["dues.brackets"]),
        retired=cast(Brackets, values["dues.retired"]),
        flat=cast(int, values["dues.flat"]),
    )
