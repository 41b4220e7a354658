"""Rules of indicators: parts, rounding, what is final, what a change touches."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period
from linghang.indicators import rules

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def share(above, below):
    return rules.evaluate(
        Decimal(above), Decimal(below), counted_only=False, scale=Decimal(100), decimals=2
    )


def test_no_cases_is_not_a_rate_of_zero():
    assert share(0, 0) is None
    assert rules.evaluate(None, None, counted_only=True, scale=Decimal(1), decimals=0) is None


def test_a_half_is_rounded_up():
    assert share(1, 800) == Decimal("0.13")


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=2, max_size=6))
def test_a_hospital_figure_adds_parts_and_lies_between_its_campuses(campuses):
    parts = [
        rules.evaluate(Decimal(a), Decimal(b), counted_only=False, scale=Decimal(1), decimals=6)
        for a, b in campuses
    ]
    above, below = (Decimal(sum(column)) for column in zip(*campuses, strict=True))

    whole = rules.evaluate(above, below, counted_only=False, scale=Decimal(1), decimals=6)

    assert min(parts) <= whole <= max(parts)


@given(DAYS)
def test_the_last_31_days_of_the_data_are_provisional(through):
    last_final = through - timedelta(days=31)
    final = Period(last_final, last_final + timedelta(1))
    open_ = Period(last_final + timedelta(1), last_final + timedelta(2))

    assert not rules.is_provisional(final, data_through=through, days=31)
    assert rules.is_provisional(open_, data_through=through, days=31)
    assert not rules.is_provisional(open_, data_through=through, days=0)


@given(st.frozensets(DAYS, max_size=5), st.frozensets(DAYS, max_size=5))
def test_a_change_touches_its_month_and_the_months_before_its_admission(discharged, admitted):
    months = rules.months_to_recount(
        discharge_days=discharged, admission_days=admitted, look_back=31
    )

    for day in discharged:
        assert f"{day:%Y-%m}" in months
    for day in admitted:
        for back in (0, 1, 15, 31):
            assert f"{day - timedelta(days=back):%Y-%m}" in months
