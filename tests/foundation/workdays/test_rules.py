"""Workdays counted by hand, and what must hold for every day and every number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.workdays import catalog, rules
from linghang.foundation.workdays.definitions import Rest, Schedule
from linghang.foundation.workdays.rules import YearNotLoaded

ITEMS = [loaded.item for loaded in catalog.catalog().items.values()]
CALENDAR = rules.calendar_of(item.schedule for item in ITEMS)
DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))
NUMBERS = st.integers(-200, 200)


def workdays(year: int, month: int) -> int:
    first = date(year, month, 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return CALENDAR.between(first - DAY, last)


# Each month counted with a finger on a printed calendar.
@pytest.mark.parametrize(
    ("year", "month", "counted"),
    [
        (2023, 4, 20),  # 20 weekdays; -1 清明 +1 23日
        (2024, 2, 18),  # 21 weekdays; -5 (12…16) +2 (4, 18)
        (2024, 5, 21),  # 23 weekdays; -3 (1…3) +1 (11)
        (2025, 1, 19),  # 23 weekdays; -1 元旦 -4 (28…31) +1 (26)
        (2025, 2, 19),  # 20 weekdays; -2 (3, 4) +1 (8)
        (2025, 6, 20),  # 21 weekdays; -1 (2)
        (2025, 9, 23),  # 22 weekdays; +1 (28)
        (2025, 10, 18),  # 23 weekdays; -6 (1…3, 6…8) +1 (11)
        (2025, 11, 20),  # 20 weekdays
        (2026, 1, 21),  # 22 weekdays; -2 (1, 2) +1 (4)
        (2026, 2, 16),  # 20 weekdays; -6 (16…20, 23) +2 (14, 28)
        (2026, 10, 18),  # 22 weekdays; -5 (1, 2, 5…7) +1 (10)
    ],
)
def test_months_have_the_workdays_that_we_counted(year: int, month: int, counted: int) -> None:
    assert workdays(year, month) == counted


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),
        (date(2025, 10, 12), False),
        (date(2025, 9, 28), True),
        (date(2026, 2, 28), True),
        (date(2026, 1, 4), True),
        (date(2023, 1, 2), False),
        (date(2024, 2, 9), True),
    ],
)
def test_single_days_are_as_the_notices_say(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_a_year_has_its_weekdays_without_the_statutory_days(item: catalog.HolidayYear) -> None:
    assert rules.faults(item.schedule) == []
    assert rules.doubts(item.schedule) == []


def test_whole_years_have_the_known_number_of_workdays() -> None:
    counted = {
        year: CALENDAR.between(date(year, 1, 1) - DAY * (year != 2023), date(year, 12, 31))
        for year in (2024, 2025, 2026)
    }

    assert counted == {2024: 251, 2025: 248, 2026: 248}


def test_a_term_of_five_workdays_skips_the_holiday() -> None:
    assert CALENDAR.add(date(2025, 9, 29), 4) == date(2025, 10, 11)
    assert CALENDAR.add(date(2025, 9, 29), 5) == date(2025, 10, 13)
    assert CALENDAR.add(date(2025, 6, 3), 1) == date(2025, 6, 4)
    assert CALENDAR.add(date(2025, 6, 3), 0) == date(2025, 6, 3)


def test_the_last_workday_before_the_holiday() -> None:
    assert CALENDAR.last_workday_before(date(2025, 10, 8)) == date(2025, 9, 30)
    assert CALENDAR.last_workday_before(date(2025, 10, 9)) == date(2025, 9, 30)
    assert CALENDAR.on_or_after(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.on_or_after(date(2025, 10, 9)) == date(2025, 10, 9)


def test_a_year_that_is_not_loaded_is_named_with_the_way_out() -> None:
    with pytest.raises(YearNotLoaded, match="2027年的放假和调休安排还没有载入") as refused:
        CALENDAR.add(date(2026, 12, 30), 5)
    assert refused.value.year == 2027
    assert "linghang workdays load" in str(refused.value)
    with pytest.raises(YearNotLoaded):
        CALENDAR.is_workday(date(2022, 12, 31))


@given(DAYS, NUMBERS)
def test_between_undoes_add(day: date, n: int) -> None:
    assert CALENDAR.between(day, CALENDAR.add(day, n)) == n


@given(DAYS, NUMBERS.filter(bool))
def test_a_term_ends_on_a_workday(day: date, n: int) -> None:
    assert CALENDAR.is_workday(CALENDAR.add(day, n))


@given(DAYS, st.integers(1, 100), st.integers(1, 100))
def test_terms_add_up(day: date, first: int, second: int) -> None:
    assert CALENDAR.add(CALENDAR.add(day, first), second) == CALENDAR.add(day, first + second)


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(one: date, two: date, three: date) -> None:
    start, middle, end = sorted((one, two, three))

    whole = CALENDAR.between(start, end)

    assert whole == CALENDAR.between(start, middle) + CALENDAR.between(middle, end)
    assert 0 <= whole <= (end - start).days


def schedule(**facts: object) -> Schedule:
    """2025 as it is, with some facts changed."""
    own = next(item for item in ITEMS if item.year == 2025).schedule
    return own.model_copy(update=facts)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"works": (date(2025, 10, 1),)}, "2025-10-01既放假又上班"),
        ({"works": (date(2025, 3, 3),)}, "2025-03-03不是周末"),
        ({"works": (date(2026, 3, 1),)}, "2026-03-01不在2025年"),
        (
            {"rests": (Rest(name="元旦", first=date(2025, 1, 1), last=date(2025, 1, 1)),)},
            "没有写春节、清明、劳动、端午、中秋、国庆的安排",
        ),
    ],
)
def test_an_impossible_schedule_is_told(facts: dict[str, object], says: str) -> None:
    assert any(says in fault for fault in rules.faults(schedule(**facts)))


def test_a_missing_make_up_day_is_doubted() -> None:
    (doubt,) = rules.doubts(schedule(works=(date(2025, 1, 26),)))

    assert "全年工作日为244天" in doubt
    assert "应为248天" in doubt


def test_a_later_notice_may_change_the_december_before() -> None:
    later = schedule(
        year=2026,
        rests=(Rest(name="元旦", first=date(2025, 12, 31), last=date(2026, 1, 2)),),
        works=(),
    )
    calendar = rules.calendar_of([later, schedule()])

    assert not calendar.is_workday(date(2025, 12, 31))
    assert calendar.name_of(date(2025, 12, 31)) == "元旦"
