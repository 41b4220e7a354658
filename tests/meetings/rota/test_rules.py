"""Which planned lessons were given: none twice, none lost, whatever day they moved to."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linghang.meetings.rota.rules import NEAR, Given, Planned, State, kept, state

DAY = date(2025, 5, 10)
_WHO = st.tuples(
    st.sampled_from("AB"), st.sampled_from("VW"), st.sampled_from(("special", "micro"))
)
_DAYS = st.dates(date(2024, 11, 1), date(2025, 3, 1))
_ROWS = st.lists(st.tuples(_WHO, _DAYS), max_size=8)


def line(key: int, day: date, speaker: str = "V", unit: str = "A") -> Planned:
    return Planned(key, unit, speaker, "special", day, set_on=date(2025, 1, 1))


def lesson(key: int, day: date, speaker: str = "V", unit: str = "A") -> Given:
    return Given(key, unit, speaker, "special", day, meeting=key)


def test_a_lesson_on_another_day_keeps_its_line_and_one_taken_back_opens_it_again() -> None:
    moved = DAY + timedelta(days=14)

    found = kept([line(1, DAY)], [lesson(7, moved)])

    assert found[1].day == moved
    assert kept([line(1, DAY)], []) == {}
    assert state(DAY, moved, is_off=False, today=moved) is State.MOVED
    assert state(DAY, DAY, is_off=False, today=moved) is State.HELD
    assert state(DAY, None, is_off=False, today=DAY) is State.OPEN
    assert state(DAY, None, is_off=False, today=moved) is State.LATE
    assert state(DAY, None, is_off=True, today=moved) is State.OFF


def test_a_missed_line_does_not_take_the_lesson_of_a_later_one() -> None:
    june = date(2025, 6, 20)

    found = kept([line(1, date(2025, 3, 1)), line(2, june)], [lesson(7, june)])

    assert found.keys() == {2}


def test_a_lesson_of_before_the_plan_or_of_another_month_does_not_keep_it() -> None:
    before = Planned(1, "A", "V", "special", DAY, set_on=DAY - timedelta(days=3))

    assert kept([before], [lesson(7, DAY - timedelta(days=4))]) == {}
    assert kept([before], [lesson(7, DAY - timedelta(days=3))]).keys() == {1}
    assert kept([before], [lesson(7, DAY + timedelta(days=NEAR + 1))]) == {}


def test_another_speaker_branch_or_year_keeps_no_line() -> None:
    others = [
        lesson(1, DAY, speaker="W"),
        lesson(2, DAY, unit="B"),
        lesson(3, DAY.replace(year=2024)),
    ]

    assert kept([line(1, DAY)], others) == {}


@given(_ROWS, _ROWS)
def test_every_lesson_keeps_one_line_at_most_and_none_that_fits_is_left_over(
    planned: list[tuple[tuple[str, str, str], date]],
    taught: list[tuple[tuple[str, str, str], date]],
) -> None:
    set_on = date(2024, 12, 20)
    lines = [Planned(key, *who, day, set_on) for key, (who, day) in enumerate(planned)]
    lessons = [Given(key, *who, day, meeting=key) for key, (who, day) in enumerate(taught)]

    def fits(line: Planned, lesson: Given) -> bool:
        return (
            (line.unit, line.speaker, line.kind) == (lesson.unit, lesson.speaker, lesson.kind)
            and line.day.year == lesson.day.year
            and set_on <= lesson.day
            and abs((line.day - lesson.day).days) <= NEAR
        )

    found = kept(lines, lessons)

    taken = {one.key for one in found.values()}
    assert len(taken) == len(found)
    assert all(fits(lines[key], one) for key, one in found.items())
    free = [one for one in lessons if one.key not in taken]
    waiting = [one for one in lines if one.key not in found]
    assert not any(fits(line, lesson) for line in waiting for lesson in free)
    assert kept(lines[::-1], lessons[::-1]) == found
