"""When a job is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.schedule import rules

NIGHT = datetime(2025, 6, 2, 16, 10, tzinfo=UTC)  # ten past midnight on 3 June in China


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NIGHT, NIGHT),
        (NIGHT + timedelta(microseconds=1), NIGHT),
        (NIGHT + timedelta(hours=23, minutes=59), NIGHT),
        (NIGHT - timedelta(microseconds=1), NIGHT - timedelta(days=1)),
    ],
)
def test_a_daily_job_is_due_at_chinese_time(now: datetime, due: datetime) -> None:
    assert rules.latest_due("10 0 * * *", now) == due


def test_sunday_is_sunday_in_china() -> None:
    friday = datetime(2025, 6, 6, 12, tzinfo=UTC)

    assert rules.latest_due("0 4 * * 0", friday) == datetime(2025, 5, 31, 20, tzinfo=UTC)


@given(st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_every_minute_means_the_minute_that_has_begun(later: timedelta) -> None:
    now = NIGHT + later

    due = rules.latest_due("* * * * *", now)

    assert due <= now < due + timedelta(minutes=1)
    assert due.second == due.microsecond == 0


@pytest.mark.parametrize("text", ["", "* * * *", "* * * * * *", "61 * * * *", "daily", "@daily"])
def test_only_five_fields_are_an_expression(text: str) -> None:
    assert not rules.is_cron(text)
