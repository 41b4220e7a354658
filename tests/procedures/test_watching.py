"""Who is told that a step is due, once, and that the notice goes when the step is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from linghang.procedures import queries, scheduled, watching
from linghang.procedures.days import Day
from linghang.procedures.holders import holders
from linghang.procedures.models import Proceeding
from linghang.procedures.reading import Reading
from tests.procedures.conftest import LOAN
from tests.procedures.test_services import AT, TODAY, act, asked

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.usefixtures("loan")


def told() -> list[tuple[str, str, bool]]:
    rows = Notice.objects.filter(kind__startswith="procedure_step").order_by("pk")
    return [(row.kind, row.person.code, row.settled_at is not None) for row in rows]


def test_those_whose_turn_it_is_are_told_once_before_and_once_after_the_day(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    act(proceeding, "check", hospital["records"])
    tomorrow = TODAY + timedelta(days=1)

    for _ in range(2):
        watching.remind(now=AT + timedelta(days=1), today=tomorrow)
    assert told() == [("procedure_step_due_soon", "P1", False)]

    late = datetime(2025, 6, 11, 1, tzinfo=UTC)
    for _ in range(2):
        watching.remind(now=late, today=late.date())
    assert told()[1:] == [("procedure_step_overdue", "P1", False)]

    act(proceeding, "approve", hospital["president"], today=late.date())
    assert all(settled for _, _, settled in told())
    assert Entry.objects.filter(action="procedures.step.done").latest("pk").facts["late"] is True
    again = Proceeding.objects.whole().get(pk=proceeding.pk)
    reading = Reading(again, Day(late.date()), late.date())
    rights = rights_of(hospital["president"].pk, late.date())
    late_ones = [one.step.key for one in queries.lines(reading, rights) if one.was_late]
    assert late_ones == ["approve"], "allowed, and to be seen"
    assert tomorrow < late.date()


def test_the_morning_job_goes_by_the_hospitals_day_not_by_the_machines(
    hospital: dict[str, Appointment], settings: SettingsWrapper
) -> None:
    """A home whose day stands still has no step overdue because the machine ran on."""
    act(asked(hospital), "check", hospital["records"])
    settings.DEMO, settings.DEMO_TODAY = True, str(TODAY)

    scheduled.remind(AT + timedelta(days=300))

    assert told() == [("procedure_step_due_soon", "P1", False)]


def test_a_term_that_asks_for_it_is_told_of_months_ahead_and_again_in_the_last_week(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    ahead = LOAN.replace("most: 5, unit: workdays", "most: 90, unit: days, remind: 30")
    declare(ahead)
    act(asked(hospital), "check", hospital["records"])

    def on(days: int) -> int:
        day = TODAY + timedelta(days=days)
        watching.remind(now=datetime.combine(day, time(1), UTC), today=day)
        return len(told())

    assert [on(days) for days in (59, 60, 61, 82, 83, 84)] == [0, 1, 1, 1, 2, 2]
    assert {kind for kind, _, _ in told()} == {"procedure_step_due_soon"}


def test_a_step_without_a_term_reminds_nobody(hospital: dict[str, Appointment]) -> None:
    asked(hospital)

    watching.remind(now=AT, today=TODAY)

    assert told() == []


def test_holders_leave_out_who_is_kept_from_the_step(hospital: dict[str, Appointment]) -> None:
    proceeding = asked(hospital)
    reading = Reading(proceeding, Day(TODAY), TODAY)

    found = holders(reading, reading.definition.by_key["check"])

    assert {held.person for held in found} == {"P2", "P4"}, "not the asker's own department"


def test_what_is_kept_of_a_step_is_written_anew_when_a_parameter_moves_its_days(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    act(proceeding, "check", hospital["records"])
    right = list(proceeding.turns.values_list("due", "out"))
    proceeding.turns.update(due=None, out=[])

    watching.remind(now=AT, today=TODAY)

    assert list(proceeding.turns.values_list("due", "out")) == right
    (mine,) = queries.mine(rights_of(hospital["president"].pk, TODAY), TODAY)
    assert (mine.due, mine.from_day) == (right[0][0], TODAY + timedelta(days=1))
