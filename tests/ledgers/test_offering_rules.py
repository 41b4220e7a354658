"""Whose years are full, which months are missing, when to tell of an end; what catalogs may ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.expiring.rules import AFTERWARDS, Stage, stage
from linghang.ledgers.offering import rules

DAYS = st.dates(date(1925, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("full_since", "day"),
    [
        (date(1975, 7, 1), date(2025, 7, 1)),
        (date(1975, 6, 30), date(2025, 7, 1)),
        (date(1975, 7, 2), date(2026, 7, 1)),
        (date(1976, 2, 29), date(2026, 7, 1)),
    ],
)
def test_the_medal_falls_on_the_first_of_july_on_which_fifty_years_are_full(
    full_since: date, day: date
) -> None:
    """§1.11.2: 党龄 counts, from the end of probation, up to 1 July."""
    assert rules.medal_day(full_since, 50) == day


@given(DAYS)
def test_nobody_waits_longer_than_a_year_for_the_medal_day(full_since: date) -> None:
    day = rules.medal_day(full_since, 50)
    assert (day.month, day.day) == (7, 1)
    full = full_since.replace(year=full_since.year + 50, day=min(full_since.day, 28))
    assert timedelta(-3) <= day - full <= timedelta(366)


def test_on_the_first_of_july_the_day_is_today() -> None:
    assert rules.next_medal_day(date(2026, 7, 1)) == date(2026, 7, 1)
    assert rules.next_medal_day(date(2026, 7, 2)) == date(2027, 7, 1)


def test_a_month_is_missing_only_when_it_is_over() -> None:
    """§4.11.1: one lecture a month."""
    held = [date(2026, 1, 31), date(2026, 3, 1), date(2025, 2, 1)]
    assert list(rules.missing_months(held, date(2026, 4, 30))) == [date(2026, 2, 1)]
    assert list(rules.missing_months([], date(2026, 1, 31))) == []


def test_a_share_of_nothing_is_no_share() -> None:
    assert (rules.share(1, 3), rules.share(0, 0)) == ("33.3%", "—")


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), Stage.SOON),
        (date(2026, 6, 30), Stage.SOON),
        (date(2026, 7, 1), Stage.OVER),
        (date(2026, 7, 7), Stage.OVER),
        (date(2026, 7, 8), None),
    ],
)
def test_an_end_is_told_before_it_and_in_the_week_after(today: date, told: Stage | None) -> None:
    assert timedelta(7) == AFTERWARDS
    assert stage(date(2026, 6, 30), today=today, days=60) is told


def test_what_is_said_in_a_talk_is_sealed_and_who_was_talked_with_is_known_to_few() -> None:
    """§9.6.1: what was said is nobody's but the discipline office's, and can't be asked for."""
    talks, notes = catalog.catalog()["integrity_talks"], catalog.catalog()["integrity_talk_notes"]
    assert (talks.secrecy, notes.secrecy) == (Secrecy.FEW, Secrecy.SEALED)
    posts = {post for ledger in (talks, notes) for seat in ledger.seats for post in seat.posts}
    assert posts == {"discipline_officer", "discipline_office_director", "discipline_secretary"}
    assert not {one.code for one in talks.fields} & {"content", "statement", "promise"}


def test_whoever_gives_blood_is_counted_and_not_listed() -> None:
    """§7.3.4: voluntary, no ranking of persons."""
    events = catalog.catalog()["culture_events"]
    assert not [one for one in events.fields if one.kind is Kind.PERSON]
    assert events.by_code["donors"].kind is Kind.INTEGER


def test_amounts_given_on_visits_are_known_to_the_office_alone() -> None:
    """§1.11.3."""
    visits = catalog.catalog()["care_visits"]
    posts = {post for seat in visits.seats for post in seat.posts}
    assert visits.secrecy is Secrecy.FEW
    assert posts == {"party_office_clerk", "party_office_director", "party_secretary"}


def test_work_among_the_people_is_entered_once_and_seen_from_two_sides() -> None:
    """§7.2.4: one entry with tags; the parts have no fields and no entries of their own."""
    parts = [catalog.catalog()[code] for code in ("law_outreach", "civility_practice")]
    assert {one.part_of for one in parts} == {"outreach"}
    assert not any(one.fields or one.enter for one in parts)
