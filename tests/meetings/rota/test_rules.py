"""Which planned lessons were given: none twice, none lost, whatever day they moved to."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linghang.meetings.rota.rules import Given, Planned, State, kept, state

DAY = date(2025, 5, 10)
_WHO = st.tuples(
    st.sampled_from("AB"), st.sampled_from("VW"), st.sampled_from(("special", "micro"))
)
_DAYS = st.dates(date(2024, 11, 1), date(2025, 3, 1))
_ROWS = st.lists(st.tuples(_WHO, _DAYS), max_size=8)


def line(key: int, day: date, speaker: str = "V", unit: str = "A") -> Planned:
    return Planned(key, unit, speaker, "special", day)


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


def test_another_speaker_branch_or_year_keeps_no_line() -> None:
    others = [
        lesson(1, DAY, speaker="W"),
        lesson(2, DAY, unit="B"),
        lesson(3, DAY.replace(year=2024)),
    ]

    assert kept([line(1, DAY)], others) == {}


@given(_ROWS, _ROWS)
def test_every_lesson_keeps_one_line_at_most_and_as_many_as_can_be_are_kept(
    planned: list[tuple[tuple[str, str, str], date]],
    taught: list[tuple[tuple[str, str, str], date]],
) -> None:
    lines = [Planned(key, *who, day) for key, (who, day) in enumerate(planned)]
    lessons = [Given(key, *who, day, meeting=key) for key, (who, day) in enumerate(taught)]

    found = kept(lines, lessons)

    by_key = {one.key: one for one in lines}
    assert len({one.key for one in found.values()}) == len(found)
    for key, one in found.items():
        own = by_key[key]
        assert (own.unit, own.speaker, own.kind) == (one.unit, one.speaker, one.kind)
        assert own.day.year == one.day.year
    groups = {(who, day.year) for who, day in planned}
    most = sum(
        min(
            sum((who, day.year) == group for who, day in planned),
            sum((who, day.year) == group for who, day in taught),
        )
        for group in groups
    )
    assert len(found) == most
    assert kept(lines[::-1], lessons[::-1]) == found
