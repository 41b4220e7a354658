"""Two are paired towards a goal; progress is noted in order; what it led to counts for 三培养."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.branches.cultivation.rules import Kind
from linghang.branches.cultivation.services import CannotEnter
from linghang.branches.models import Cultivated, Pairing
from linghang.branches.pairing import services
from linghang.branches.pairing.rules import (
    State,
    reasons_not_to_note,
    reasons_not_to_pair,
    state,
)
from linghang.branches.pairing.services import CannotPair
from linghang.foundation.trail.models import Entry
from linghang.org.merging import pointing
from linghang.org.models import Appointment, Person
from tests import kept
from tests.branches import factories
from tests.branches.factories import BRANCH
from tests.meetings import branch

TODAY = date(2025, 12, 31)
SINCE, DUE = date(2025, 3, 3), date(2026, 3, 3)


@pytest.mark.one_engine
def test_a_pairing_is_late_from_the_day_after_its_term_and_ends_in_one_of_two_ways() -> None:
    """S19: progress on the routes; due today is not late."""

    def on(day: date, **given: Any) -> State:
        return state(due=DUE, on=day, **{"ended": None, "achieved": False, **given})

    assert on(DUE) is State.GOING
    assert on(date(2026, 3, 4)) is State.LATE
    assert on(TODAY, ended=TODAY, achieved=True) is State.ACHIEVED
    assert on(TODAY, ended=TODAY) is State.ENDED


@pytest.mark.one_engine
def test_nobody_grows_themself_and_progress_goes_forward() -> None:
    said = reasons_not_to_pair(
        person="M01", mentor="M01", since=date(2026, 1, 1), due=date(2026, 1, 1), today=TODAY
    )
    assert len(said) == 3

    def noted(day: date, ended: date | None = None) -> list[str]:
        before = [date(2025, 6, 1)]
        return reasons_not_to_note(since=SINCE, noted=before, ended=ended, day=day, today=TODAY)

    assert noted(date(2025, 6, 1)) == []
    assert noted(date(2025, 5, 31)) == ["日期早于上一次进展（2025-06-01）"]
    assert noted(date(2026, 1, 1)) == ["日期应在开始结对以后、今天以前"]
    assert noted(TODAY, ended=TODAY) == ["结对已经结束"]


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    return kept.once("branch that transfers", factories.made)


def deed() -> dict[str, Any]:
    return {**branch.deed(), "today": TODAY}


def paired(person: str = "M01", mentor: str = "M02", **more: Any) -> Pairing:
    given = {"kind": Kind.PROFESSIONAL, "goal": "亚专科骨干", "since": SINCE, "due_on": DUE}
    return services.pair(unit=BRANCH, person=person, mentor=mentor, **{**given, **more, **deed()})


def test_what_a_pairing_led_to_is_an_event_and_nothing_is_noted_after(
    held: dict[str, Appointment],
) -> None:
    """§1.6.8: a dated event on a person."""
    row = paired()
    with pytest.raises(CannotPair, match="同类的结对还在进行"):
        paired()
    paired(kind=Kind.MANAGER)
    services.note(pairing_id=row.pk, day=date(2025, 9, 1), says="独立完成带教", **deed())
    with pytest.raises(CannotEnter, match="依据"):
        services.achieve(pairing_id=row.pk, day=TODAY, became="骨干", document="", **deed())

    row = services.achieve(
        pairing_id=row.pk, day=TODAY, became="亚专科带头人", document="任命", **deed()
    )

    assert (row.state(TODAY), row.event) == (State.ACHIEVED, Cultivated.objects.get())
    with pytest.raises(CannotPair, match="已经结束"):
        services.end(pairing_id=row.pk, day=TODAY, reason="调离", **deed())
    actions = Entry.objects.filter(action__startswith="branches.pairing")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "branches.pairing.begun",
        "branches.pairing.begun",
        "branches.pairing.progressed",
        "branches.pairing.achieved",
    ]


def test_who_was_registered_twice_is_grown_once_and_never_by_themself(
    held: dict[str, Appointment],
) -> None:
    stays = paired("M01", "M02")
    goes = paired("M03", "M04")
    own = paired("M05", "M03")
    survivor, duplicate = (Person.objects.get(code=code) for code in ("M01", "M03"))

    pointing.repoint_all(duplicate=duplicate, survivor=survivor)

    for row in (stays, goes, own):
        row.refresh_from_db()
    assert (goes.person_id, bool(goes.ended_on), stays.ended_on) == ("M01", True, None)
    assert own.mentor_id == "M01"
