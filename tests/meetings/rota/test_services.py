"""The rota as it is kept: set beforehand, kept by a meeting's speakers, moved, called off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.foundation import clock
from linghang.foundation.trail.models import Entry
from linghang.meetings import trail_actions
from linghang.meetings.lessons import services as teaching
from linghang.meetings.lessons.services import Talk
from linghang.meetings.models import Form, PlannedLesson
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Record
from linghang.meetings.rota import queries, reminding, services
from linghang.meetings.rota.providers import rota_due
from linghang.meetings.rota.rules import State
from linghang.meetings.rota.services import Asked, CannotPlanLesson
from linghang.notices.models import Notice
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from tests.meetings.branch import BRANCH, deed

pytestmark = pytest.mark.usefixtures("branch")
SET_ON, DAY, LATER = date(2025, 5, 1), date(2025, 5, 10), date(2025, 5, 24)


def by(today: date = SET_ON) -> dict[str, Any]:
    return {**deed(), "today": today}


def asked(**other: Any) -> Asked:
    return Asked(**{"unit": BRANCH, "speaker": "M03", "day": DAY, "topic": "党纪学习", **other})


def planned(kept_by: str = BRANCH, **other: Any) -> PlannedLesson:
    return services.plan(kept_by=kept_by, asked=asked(**other), **by())


def state(row: PlannedLesson, today: date) -> State:
    return queries.of_one(row.pk, today).state


def teach(day: date, speaker: str, form: Form | None = None) -> Form:
    if form is None:
        kept = recording.hold(
            unit=BRANCH, kinds=["party_lesson"], day=day, record=Record(), **by(day)
        )
        form = Form.objects.get(meeting=kept.meeting)
    teaching.keep(form_id=form.pk, talks=[Talk(speaker, "党纪学习")], **by(day))
    return form


def test_a_line_is_kept_by_the_speakers_of_a_meeting_on_whatever_day_and_open_when_taken_back() -> (
    None
):
    """A fact is typed once: the rota reads the meeting's record."""
    row = planned()
    before = state(row, DAY), state(row, LATER)
    form = teach(LATER, "M03")
    moved = queries.of_one(row.pk, LATER)
    teach(LATER, "M04", form)

    assert before == (State.OPEN, State.LATE)
    assert (moved.state, moved.given and moved.given.meeting) == (State.MOVED, form.meeting_id)
    assert state(row, LATER) is State.LATE
    assert Entry.objects.filter(action=trail_actions.LESSON_KEPT, subject_id=str(row.pk)).exists()


def test_what_was_planned_for_the_day_is_offered_to_who_writes_down_the_speakers() -> None:
    far, near = planned(day=date(2025, 5, 30), speaker="M05"), planned()
    planned(day=date(2025, 9, 1), speaker="M06")
    kept = recording.hold(
        unit=BRANCH, kinds=["party_lesson"], day=DAY, record=Record(), **by(LATER)
    )
    form = Form.objects.select_related("meeting").get(meeting=kept.meeting)

    assert queries.waiting(form, LATER) == [near, far]
    teach(DAY, "M03", form)
    assert queries.waiting(form, LATER) == [far]


def test_a_line_tells_everything_that_is_wrong_and_what_was_given_is_not_changed() -> None:
    row = planned()
    with pytest.raises(
        CannotPlanLesson, match="没有写题目；没有这样的讲课地点；主讲人那天不在本院"
    ):
        planned(topic=" ", place="moon", speaker="nobody")
    with pytest.raises(CannotPlanLesson, match="此人当日已排了同一种党课"):
        planned()
    with pytest.raises(CannotPlanLesson, match="不上党课.*计划日期已经过去"):
        planned(unit="PC", kept_by="PC", day=date(2025, 4, 1))
    with pytest.raises(CannotPlanLesson, match="只安排自己的党课"):
        planned(kept_by="PB1G1", speaker="M04")

    changed = services.change(plan_id=row.pk, asked=asked(day=LATER), **by())
    teach(LATER, "M03")

    assert changed.day == LATER
    with pytest.raises(CannotPlanLesson, match="已于2025-05-24讲过"):
        services.change(plan_id=row.pk, asked=asked(), **by(LATER))
    with pytest.raises(CannotPlanLesson, match="没有写取消原因；已于2025-05-24讲过"):
        services.call_off(plan_id=row.pk, reason=" ", **by(LATER))


def test_what_is_called_off_keeps_its_reason_and_makes_room_for_another() -> None:
    row = planned(kept_by="PC")
    services.call_off(plan_id=row.pk, reason="外出开会", **by())

    assert state(row, LATER) is State.OFF
    with pytest.raises(CannotPlanLesson, match="计划已经取消"):
        services.change(plan_id=row.pk, asked=asked(), **by())
    assert planned().pk != row.pk


def test_the_speaker_is_reminded_once_and_anew_on_a_new_day_and_the_branch_of_what_went_by() -> (
    None
):
    """lesson.remind_days: before the day the speaker, after it whose rota it is."""
    row = planned(speaker="P5")
    rights = rights_of(
        Appointment.objects.get(post="branch_secretary", person__code="P5").pk, SET_ON
    )

    counts = [reminding.remind(now=clock.now(), today=SET_ON) for _ in range(2)]
    soon = [one.section for one in rota_due(rights, SET_ON)]
    late = [one.title for one in rota_due(rights, LATER)]
    services.change(plan_id=row.pk, asked=asked(speaker="P5", day=date(2025, 5, 12)), **by())
    anew = reminding.remind(now=clock.now(), today=SET_ON)

    assert (counts, anew) == ([1, 0], 1)
    assert "2025" in Notice.objects.filter(kind="lesson_soon").first().title  # type: ignore[union-attr]
    assert soon == ["soon"]
    assert late == ["党课计划有1次过期未讲，请登记主讲人、改期或取消"]
