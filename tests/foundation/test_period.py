"""Periods: spans, names, neighbours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period, WrongPeriod

MONTHS = st.builds(Period.month, st.integers(1990, 2090), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2025-06", date(2025, 6, 1), date(2025, 7, 1), "2025年6月"),
        ("2025Q2", date(2025, 4, 1), date(2025, 7, 1), "2025年第二季度"),
        ("2025", date(2025, 1, 1), date(2026, 1, 1), "2025年"),
        ("2025-01..2025-06", date(2025, 1, 1), date(2025, 7, 1), "2025年1至6月"),
        ("2024-12..2025-02", date(2024, 12, 1), date(2025, 3, 1), "2024年12月至2025年2月"),
    ],
)
def test_a_text_names_its_days_and_its_label(text, start, end, label):
    period = Period.parse(text)

    assert (period.start, period.end, period.label) == (start, end, label)
    assert Period.parse(period.code) == period


@pytest.mark.parametrize("text", ["", "2025-13", "六月", "2025-06-01", "2025Q5", "2025..2024"])
def test_a_text_that_names_no_period_is_refused_with_the_ways_to_write_it(text):
    with pytest.raises(WrongPeriod, match="2025Q2"):
        Period.parse(text)


@given(MONTHS)
def test_the_month_before_next_month_is_this_month(period):
    following = Period(period.end, Period(period.end, period.end.replace(day=2)).end)
    assert next(following.months()).previous() == period


@given(MONTHS)
def test_a_year_before_keeps_the_month(period):
    assert period.year_before().start.month == period.start.month
    assert period.year_before().start.year == period.start.year - 1


def test_a_leap_day_has_a_year_before():
    assert Period(date(2024, 2, 29), date(2024, 3, 1)).year_before().start == date(2023, 2, 28)


def test_a_span_of_days_is_named_by_its_days():
    assert Period(date(2025, 6, 3), date(2025, 6, 10)).label == "2025年6月3日至2025年6月9日"


def test_a_period_has_at_least_one_day():
    with pytest.raises(ValueError, match="at least one day"):
        Period(date(2025, 6, 3), date(2025, 6, 3))


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2025", "2025年1—12月"),
        ("2025Q1", "2025年1—3月"),
        ("2025-01..2025-06", "2025年1—6月"),
        ("2025-06", "2025年6月"),
        ("2024-12..2025-02", "2024年12月至2025年2月"),
    ],
)
def test_summaries_write_the_months_of_a_period(code: str, label: str) -> None:
    assert Period.parse(code).span_label == label
