"""Waiting grows, nights are quiet, and workdays decide when something goes up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.workdays import catalog as years
from linghang.foundation.workdays import rules as workdays
from linghang.foundation.workdays.rules import YearNotLoaded
from linghang.notices import rules
from linghang.notices.definitions import Channel
from linghang.notices.rules import ZONE, Unanswered
from tests.notices.factories import kind

CALENDAR = workdays.calendar_of(loaded.item.schedule for loaded in years.catalog().items.values())
NIGHT = time(21), time(7, 30)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=ZONE)


@given(st.integers(1, 60))
def test_waiting_never_shrinks_and_ends_at_an_hour(failures: int) -> None:
    assert rules.wait_after(failures) <= rules.wait_after(failures + 1) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(3, 20, 59), local(3, 20, 59)),
        (local(3, 21), local(4, 7, 30)),
        (local(3, 23, 30), local(4, 7, 30)),
        (local(4, 0, 10), local(4, 7, 30)),
        (local(4, 7, 29), local(4, 7, 30)),
        (local(4, 7, 30), local(4, 7, 30)),
    ],
)
def test_the_night_waits_for_the_morning(at: datetime, until: datetime) -> None:
    assert rules.quiet_until(at, *NIGHT) == until
    assert rules.is_quiet(at, *NIGHT) is (at != until)


def test_quiet_hours_inside_a_day_end_the_same_day() -> None:
    assert rules.quiet_until(local(3, 12, 30), time(12), time(14)) == local(3, 14)
    assert rules.quiet_until(local(3, 14), time(12), time(14)) == local(3, 14)


def test_equal_ends_mean_no_quiet_hours() -> None:
    assert not rules.is_quiet(local(3, 0), time(), time())


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.times(),
    st.times(),
)
def test_what_is_put_off_is_put_off_to_a_time_that_is_not_quiet(
    at: datetime, start: time, end: time
) -> None:
    until = rules.quiet_until(at, start, end)

    assert timedelta() <= until - at <= timedelta(days=1)
    assert not rules.is_quiet(until, start, end)


def unanswered(**facts: Any) -> Unanswered:
    default: dict[str, Any] = {
        "created_on": date(2025, 9, 29),
        "is_read": False,
        "is_confirmed": False,
        "is_escalated": False,
    }
    return Unanswered(**{**default, **facts})


def escalates(today: date, *, confirm: bool = True, **facts: Any) -> bool:
    declared = kind(must_confirm=confirm, escalate_after_workdays=2)
    return rules.is_to_escalate(declared, unanswered(**facts), today=today, calendar=CALENDAR)


def test_holidays_do_not_count() -> None:
    first = [day for day in range(1, 12) if escalates(date(2025, 10, day))]

    # Sent on Monday 29 September: Tuesday is the first workday, 9 October the second.
    assert not escalates(date(2025, 9, 30))
    assert first == [9, 10, 11]


def test_what_was_answered_or_escalated_stays() -> None:
    today = date(2025, 10, 20)

    assert escalates(today, is_read=True)
    assert not escalates(today, is_read=True, is_confirmed=True)
    assert not escalates(today, is_escalated=True)
    assert not escalates(today, confirm=False, is_read=True)
    assert escalates(today, confirm=False)


def test_a_kind_without_a_term_never_escalates() -> None:
    assert not rules.is_to_escalate(
        kind(), unanswered(), today=date(2025, 10, 20), calendar=CALENDAR
    )


def test_a_year_that_is_not_loaded_is_not_guessed() -> None:
    with pytest.raises(YearNotLoaded):
        escalates(date(2027, 1, 4), created_on=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("channel", "value", "is_good"),
    [
        (Channel.MAIL, "zhang.san@hospital.cn", True),
        (Channel.MAIL, "zhang@intranet", True),
        (Channel.MAIL, "张三@hospital.cn", False),
        (Channel.MAIL, "a@b.cn\nBcc: c@d.cn", False),
        (Channel.MAIL, "a@b.cn, c@d.cn", False),
        (Channel.MAIL, "", False),
        (Channel.WECOM, "ZhangSan01", True),
        (Channel.WECOM, "@all", False),
        (Channel.DINGTALK, "张三", False),
        (Channel.INBOX, "x", False),
    ],
)
def test_addresses_are_checked(channel: Channel, value: str, is_good: bool) -> None:
    assert (rules.complaint_of(channel, value) == "") is is_good


def test_a_sentence_tells_dates_lists_and_gaps() -> None:
    facts = {"on": date(2025, 6, 3), "who": ["甲", "乙"], "none": None, "count": 0}

    assert rules.render("{on}{who}{none}{count}", facts) == "2025年6月3日甲、乙—0"
    with pytest.raises(ValueError, match="'missing'"):
        rules.render("{missing}", facts)
