"""The check-up notices a sealer that stands still and a clock that runs behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linghang.foundation.doctor import Level
from linghang.foundation.trail import health, services
from tests.foundation import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("waited", "level"),
    [
        (timedelta(minutes=2), Level.FINE),
        (timedelta(minutes=11), Level.WARN),
        (timedelta(hours=25), Level.BAD),
    ],
)
def test_waiting_entries_are_told_by_their_age(waited: timedelta, level: Level) -> None:
    factories.entry()

    (finding,) = health.sealing(factories.AT + waited)

    assert finding.level is level


def test_sealed_entries_wait_for_nothing() -> None:
    factories.entry()
    services.seal(now=factories.AT)

    (finding,) = health.sealing(factories.AT + timedelta(days=9))

    assert finding.level is Level.FINE


@pytest.mark.parametrize(
    ("behind", "level"), [(timedelta(minutes=4), Level.FINE), (timedelta(hours=1), Level.BAD)]
)
def test_a_clock_behind_the_newest_entry_is_wrong(behind: timedelta, level: Level) -> None:
    factories.entry()

    (finding,) = health.clock(factories.AT - behind)

    assert finding.level is level


def test_an_empty_trail_says_nothing_about_the_clock() -> None:
    (finding,) = health.clock(factories.AT)

    assert finding.level is Level.FINE
