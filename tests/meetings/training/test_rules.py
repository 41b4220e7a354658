"""Hours of training: who took part, who is short, which new secretary is late."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linghang.meetings.training.rules import Coverage, Event, coverage, hours, trained

SINCE = {"A": date(2020, 1, 1), "B": date(2025, 6, 1)}
TODAY = date(2025, 12, 31)


def event(day: date, *named: str, everybody: bool = False, length: str = "8") -> Event:
    return Event(day=day, hours=Decimal(length), everybody=everybody, named=frozenset(named))


def test_hours_add_up_over_named_lists_and_everybody_but_those_away() -> None:
    """§1.9.2: hours per person and year."""
    found = hours(
        [
            event(date(2025, 3, 1), "A", "X"),
            event(date(2025, 5, 1), everybody=True),
            event(date(2025, 9, 1), "A", everybody=True, length="4.5"),
        ],
        SINCE,
    )

    assert found == {"A": Decimal("16"), "B": Decimal("4.5")}


def test_a_secretary_owes_56_hours_and_a_member_32() -> None:
    """§1.9.2: central rule 56 h for secretaries, 32 h for members; cfg."""
    secretary = trained("A", Decimal(40), owed=56, today=TODAY)
    member = trained("B", Decimal("32.0"), owed=32, today=TODAY)

    assert (secretary.short, member.short) == (16, 0)


def test_a_new_secretary_is_trained_within_half_a_year() -> None:
    """§1.9.2: new secretaries are trained within half a year."""
    until = date(2025, 12, 1)

    def late(first: date | None, today: date = TODAY) -> bool:
        return trained("A", Decimal(0), owed=56, new_until=until, first=first, today=today).is_late

    assert late(None)
    assert late(date(2025, 12, 2))
    assert not late(date(2025, 12, 1))
    assert not late(None, today=until)
    assert not trained("B", Decimal(0), owed=32, today=TODAY).is_late


@given(
    st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.sets(st.sampled_from("ABX"))),
        max_size=8,
    ),
    st.booleans(),
)
def test_the_hours_are_those_of_the_events_that_each_took_part_in(
    drawn: list[tuple[date, set[str]]], everybody: bool
) -> None:
    events = [event(day, *named, everybody=everybody) for day, named in drawn]
    events += [event(day, *named) for day, named in drawn]

    found = hours(events, SINCE)

    for person, since in SINCE.items():
        assert found.get(person, 0) == sum(one.hours for one in events if one.had(person, since))


def test_coverage_counts_who_took_part_and_who_has_the_hours_and_of_nobody_is_no_rate() -> None:
    """S23: coverage is to be complete; half a course reaches somebody and is not enough."""
    had = {"A": Decimal(32), "B": Decimal(8), "C": Decimal(0), "D": Decimal(40)}
    group = [trained(one, hours, owed=32, today=TODAY) for one, hours in had.items()]

    found = coverage(group)
    assert found == Coverage(people=4, reached=3, met=2)
    assert (found.share, found.met_share) == (0.75, 0.5)
    assert coverage([]).share is None
