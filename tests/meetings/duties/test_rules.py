"""What a body owes, and what is missing before it is too late."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.parameters.kinds import Recurrence
from linghang.foundation.period import Period
from linghang.meetings.duties.rules import (
    Body,
    Duty,
    Frequency,
    Held,
    Sitting,
    State,
    duties,
    periods,
    standing,
)

MONTHLY = Frequency("committee", Recurrence.MONTH)
QUARTERLY = Frequency("members", Recurrence.QUARTER)
BOTH = frozenset({"committee", "members"})
BRANCH = Body(unit="B01", kinds=BOTH, since=date(2020, 1, 1))
YEAR = Period.year(2025)


def of(found: list[Duty], kind: str) -> list[State]:
    return [one.state for one in found if one.kind == kind]


def test_a_branch_owes_a_committee_each_month_and_its_members_each_quarter() -> None:
    """§1.3: by the end of the year twelve and four."""
    found = duties([BRANCH], [MONTHLY, QUARTERLY], [], span=YEAR, today=date(2025, 12, 31))

    assert (len(of(found, "committee")), len(of(found, "members"))) == (12, 4)


def test_what_is_missing_is_shown_before_the_deadline() -> None:
    """§1.3.1: the running month is open with its last day, the former one is missing."""
    held = [Held("B01", "committee", date(2025, 1, 20))]
    found = duties([BRANCH], [MONTHLY], held, span=YEAR, today=date(2025, 3, 24))

    assert of(found, "committee") == [State.DONE, State.MISSING, State.OPEN]
    assert (found[-1].due, found[-1].short, found[-1].days_left(date(2025, 3, 24))) == (
        date(2025, 3, 31),
        1,
        7,
    )


def test_a_quarter_is_open_until_its_last_day() -> None:
    for day, state in ((date(2025, 3, 31), State.OPEN), (date(2025, 4, 1), State.MISSING)):
        found = duties([BRANCH], [QUARTERLY], [], span=Period.quarter(2025, 1), today=day)
        assert of(found, "members") == [state]


def test_a_missing_month_with_a_reason_is_told_apart() -> None:
    """§1.3.1: 一般 means a warning with a reason, no error."""
    found = duties(
        [BRANCH],
        [MONTHLY],
        [],
        span=Period.month(2025, 2),
        today=date(2025, 3, 5),
        excused=frozenset({("B01", "committee", date(2025, 2, 1))}),
    )

    assert of(found, "committee") == [State.EXCUSED]


def test_two_meetings_in_a_month_do_not_make_up_for_the_next() -> None:
    held = [Held("B01", "committee", date(2025, 1, day)) for day in (5, 25)]
    found = duties([BRANCH], [MONTHLY], held, span=YEAR, today=date(2025, 3, 1))

    assert of(found, "committee") == [State.DONE, State.MISSING, State.OPEN]


def test_a_branch_without_the_body_owes_none_of_its_meetings() -> None:
    """§1.1.5: fewer than seven members, no committee."""
    small = Body(unit="B02", kinds=frozenset({"members"}), since=date(2020, 1, 1))

    found = duties([small], [MONTHLY, QUARTERLY], [], span=YEAR, today=date(2025, 6, 30))

    assert {one.kind for one in found} == {"members"}


def test_a_branch_owes_only_periods_through_which_it_stood() -> None:
    young = Body(unit="B03", kinds=BOTH, since=date(2025, 2, 10), until=date(2025, 5, 15))

    found = duties([young], [MONTHLY], [], span=YEAR, today=date(2025, 12, 31))

    assert [one.period.start.month for one in found] == [3, 4]


def test_what_was_held_elsewhere_or_is_still_to_come_does_not_count() -> None:
    held = [
        Held("B99", "committee", date(2025, 3, 2)),
        Held("B01", "members", date(2025, 3, 2)),
        Held("B01", "committee", date(2025, 3, 30)),
    ]
    found = duties([BRANCH], [MONTHLY], held, span=Period.month(2025, 3), today=date(2025, 3, 10))

    assert [(one.held, one.state) for one in found] == [(0, State.OPEN)]


def test_periods_are_those_of_the_calendar() -> None:
    assert [one.start.month for one in periods(YEAR, Recurrence.HALF_YEAR)] == [1, 7]
    assert [one.start.month for one in periods(YEAR, Recurrence.QUARTER)] == [1, 4, 7, 10]


@given(
    st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=40),
    st.dates(date(2025, 1, 1), date(2026, 2, 1)),
    st.sampled_from(Recurrence),
    st.integers(1, 3),
)
def test_a_duty_is_done_just_when_enough_were_held_in_its_days(
    days: list[date], today: date, every: Recurrence, at_least: int
) -> None:
    found = duties(
        [BRANCH],
        [Frequency("committee", every, at_least)],
        [Held("B01", "committee", day) for day in days],
        span=YEAR,
        today=today,
    )

    for one in found:
        held = sum(day in one.period and day <= today for day in days)
        assert one.held == held
        assert (one.state is State.DONE) == (held >= at_least)
        assert (one.state is State.MISSING) == (held < at_least and today >= one.period.end)
        assert one.period.start <= today


def test_a_body_stands_through_a_change_of_people_and_not_through_a_gap() -> None:
    """§1.2.3: a re-election ends no duty; three sat before and after, whoever they are."""
    new = date(2025, 12, 15)
    before = [Sitting(name, date(2024, 1, 1), new) for name in "甲乙丙"]
    seamless = [*before, *(Sitting(name, new, None) for name in "丁戊甲")]
    late = [*before, *(Sitting(name, date(2026, 2, 1), None) for name in "丁戊己")]

    assert standing(seamless, 3) == [(date(2024, 1, 1), None)]
    assert standing(late, 3) == [(date(2024, 1, 1), new), (date(2026, 2, 1), None)]
    assert standing(before, 4) == []


def test_two_posts_of_one_person_are_one_seat() -> None:
    """§1.1.5: three persons, not three posts; leaving one of two posts leaves the seat."""
    since, end = date(2024, 1, 1), date(2025, 6, 1)
    two = [Sitting("甲", since, None), Sitting("甲", since, end), Sitting("乙", since, None)]

    assert standing(two, 3) == []
    assert standing([*two, Sitting("丙", since, None)], 3) == [(since, None)]
