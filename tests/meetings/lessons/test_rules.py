"""党课: by who taught in which post at that time; what is owed of a year, and when it is met."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period
from linghang.meetings.lessons import rules
from linghang.meetings.lessons.rules import (
    Held,
    LessonKind,
    Owing,
    State,
    Taught,
    by_role,
    speakers,
    times_owed,
)

SPECIAL, MICRO = LessonKind.SPECIAL, LessonKind.MICRO
DAY = date(2025, 6, 1)
YEAR = Period.year(2025)
HALF = Period(date(2025, 1, 1), date(2025, 7, 2))  # up to 1 July
DAYS = st.dates(date(2024, 6, 1), date(2026, 6, 1))


def taught(speaker: str, post: str, kind: LessonKind = SPECIAL, day: date = DAY) -> Taught:
    return Taught(speaker, post, kind, is_owed=kind is SPECIAL, day=day)


def owing(*given: Taught, times: int = 1, due: date = HALF.last_day) -> Owing:
    return Owing(duty="d", person="V", post="vice_president", times=times, due=due, given=given)


def test_lessons_count_by_the_post_of_the_speaker_at_that_time() -> None:
    """§1.11.8: 党课 needs speaker + role at that time."""
    lessons = [
        taught("A", "branch_secretary"),
        taught("A", "", MICRO),
        taught("B", "branch_secretary", MICRO),
    ]

    found = {(one.person, one.post): (one.special, one.micro) for one in speakers(lessons, [])}
    assert found == {
        ("A", "branch_secretary"): (1, 0),
        ("A", ""): (0, 1),
        ("B", "branch_secretary"): (0, 1),
    }
    assert by_role(lessons, ["branch_secretary", "party_secretary"]) == 2


def test_who_owes_stands_first_with_how_many_duties_were_met() -> None:
    """§1.3.2: leading cadres give lessons regularly; a micro lesson does not meet the duty."""
    lesson = taught("V", "branch_secretary")

    before = speakers([taught("V", "vice_president", MICRO)], [owing(), owing(lesson)])[0]
    after = speakers([lesson], [owing(lesson)])[0]

    assert (before.owed, before.met, before.short, before.micro) == (2, 1, 1, 1)
    assert (after.post, after.special, after.short) == ("vice_president", 1, 0)


def test_a_lesson_counts_where_the_duty_says_and_of_an_owed_kind_alone() -> None:
    """S22: own branch, village, contact point, each by itself."""
    village = Taught("V", "", SPECIAL, is_owed=True, day=DAY, where=frozenset({"village"}))
    micro = Taught("V", "", MICRO, is_owed=False, day=DAY, where=frozenset({"village"}))
    other = Taught("W", "", SPECIAL, is_owed=True, day=DAY, where=frozenset({"village"}))
    lessons = [village, micro, other]

    def count(*where: str, year: int = 2025) -> int:
        return len(rules.given(lessons, person="V", where=where, year=year))

    assert (count(), count("village"), count("own_branch")) == (1, 1, 0)
    assert count("own_branch", "village") == 1
    assert count(year=2024) == 0


def test_due_today_is_still_open_and_given_later_is_late_and_no_more_missing() -> None:
    """S22: deadline 1 July, and who is missing."""
    in_time, later = taught("V", "", day=HALF.last_day), taught("V", "", day=HALF.end)

    assert owing().state(HALF.last_day) is State.OPEN
    assert owing().state(HALF.end) is State.MISSING
    assert owing(in_time).state(HALF.end) is State.DONE
    assert owing(later).state(HALF.end) is State.LATE
    assert owing(in_time, times=2).state(HALF.end) is State.MISSING


def test_who_came_in_mid_year_owes_by_the_months_left_and_nothing_with_too_few() -> None:
    """§1.3.2 fixes no rule for newcomers; lesson.newcomer_months does."""

    def owed(since: date, times: int = 1, span: Period = HALF) -> int:
        return times_owed(times, since=since, span=span, newcomers=3)

    assert owed(date(2020, 5, 1)) == owed(date(2025, 1, 1)) == 1
    assert owed(date(2025, 4, 2)) == 1  # three months to 1 July
    assert owed(date(2025, 4, 3)) == 0
    assert owed(date(2025, 7, 1), times=4, span=YEAR) == 2
    assert owed(date(2025, 9, 1), times=4, span=YEAR) == 1
    assert owed(date(2025, 11, 1), times=4, span=YEAR) == 0


@given(DAYS, DAYS, st.integers(0, 12), st.integers(0, 12))
def test_nobody_owes_more_for_coming_later_nor_more_than_the_whole(
    one: date, other: date, times: int, newcomers: int
) -> None:
    first, last = sorted((one, other))

    early = times_owed(times, since=first, span=YEAR, newcomers=newcomers)
    late = times_owed(times, since=last, span=YEAR, newcomers=newcomers)

    assert 0 <= late <= early <= times


@given(st.lists(DAYS, min_size=2, max_size=6, unique=True), st.booleans())
def test_a_new_appointment_on_the_day_the_former_ends_is_no_new_coming(
    cuts: list[date], backwards: bool
) -> None:
    days = sorted(cuts)
    parts = [
        Held("V", f"p{number}", since, until)
        for number, (since, until) in enumerate(zip(days, [*days[1:], None], strict=True))
    ]
    broken = [one for one in parts if one.until != days[-1]]

    asked = parts[::-1] if backwards else parts
    assert rules.since(asked, days[-1]) == days[0]
    assert rules.since(asked, days[0] - timedelta(days=1)) is None
    assert rules.since(broken, days[-1]) == days[-1]
