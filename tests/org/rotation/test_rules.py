"""How long a key post is held (handbook §4.5.3)."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.org.rotation.rules import Spell, State, held_since, later, state_of

SINCE = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 2, 29), State.STAYS),
        (date(2024, 3, 1), State.SOON),
        (date(2026, 2, 28), State.SOON),
        (date(2026, 3, 1), State.OVER),
    ],
)
def test_a_holder_of_a_key_post_is_told_of_after_three_and_is_over_after_five_years(
    on: date, state: State
) -> None:
    """§4.5.3: rotation of staff in key posts every 3–5 years (cfg) → alert."""
    assert state_of(SINCE, on=on, remind=3, most=5) is state


def test_a_new_appointment_without_a_gap_begins_no_new_stay() -> None:
    two = [Spell(date(2023, 3, 1)), Spell(SINCE, date(2023, 3, 1))]
    assert held_since(two) == SINCE
    within = [Spell(SINCE, date(2024, 1, 1)), Spell(date(2022, 1, 1), date(2022, 6, 1))]
    assert held_since([*within, Spell(date(2024, 1, 1))]) == SINCE


def test_a_gap_begins_a_new_stay_and_what_has_ended_is_none() -> None:
    assert held_since([Spell(SINCE, date(2022, 1, 1)), Spell(date(2023, 1, 1))]) == date(2023, 1, 1)
    assert held_since([Spell(SINCE, date(2022, 1, 1))]) is None
    assert held_since([]) is None


def test_a_year_after_the_twenty_ninth_of_february_is_the_twenty_eighth() -> None:
    assert later(date(2024, 2, 29), 3) == date(2027, 2, 28)
