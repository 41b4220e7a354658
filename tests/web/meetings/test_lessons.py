"""Lessons on their pages: the rota, what is owed, figures that open, and who sees what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.meetings.lessons import services as teaching
from linghang.meetings.lessons.services import Talk
from linghang.meetings.models import Form, Lesson, PlannedLesson
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Record
from linghang.org.models import Membership, Person, Unit
from tests.meetings import branch
from tests.web_hospital import TODAY, Hospital

ROTA, OWED, GIVEN = "/meetings/lessons/rota/", "/meetings/lessons/owed/", "/meetings/lessons/given/"


@pytest.fixture
def office(hospital: Hospital) -> Client:
    return hospital.client("party_secretary")


def taught(hospital: Hospital, *talks: Talk, day: date = date(2025, 11, 7)) -> Form:
    by: dict[str, Any] = {"actor": hospital.actor("branch_secretary"), "at": clock.now()}
    kept_record = recording.hold(
        unit="PB1", kinds=["party_lesson"], day=day, record=Record(), today=TODAY, **by
    )
    form = Form.objects.get(meeting=kept_record.meeting)
    if talks:
        teaching.keep(form_id=form.pk, talks=talks, today=TODAY, **by)
    return form


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_lesson_walks_from_the_rota_to_the_meeting_and_is_typed_once(
    hospital: Hospital, secretary: Client
) -> None:
    assert "还没有排党课计划" in read(secretary, ROTA)
    given = {"speaker": "M03", "day": "2025-12-31", "topic": "党纪学习", "kind": "special"}
    made = secretary.post("/meetings/units/PB1/lessons/plan/", given)
    row = PlannedLesson.objects.get()
    here = f"{ROTA}{row.pk}/"
    late = secretary.post("/meetings/units/PB1/lessons/plan/", {**given, "day": "2025-12-01"})
    moved = secretary.post(f"{here}change/", {**given, "day": "2026-01-05"})
    back = secretary.post(f"{here}change/", given)
    assert (made.status_code, made["Location"]) == (302, here)
    assert (late.status_code, moved.status_code, back.status_code) == (422, 302, 302)
    assert "计划日期已经过去" in late.content.decode()
    assert "待讲" in read(secretary, here)

    PlannedLesson.objects.update(set_on=date(2025, 12, 1))
    form = taught(hospital, day=date(2025, 12, 30))
    asked = read(secretary, f"/meetings/forms/{form.pk}/speakers/")
    assert "已按党课计划填好" in asked
    assert 'value="党纪学习"' in asked
    told = {"speaker1": "M03", "topic1": "党纪学习", "kind1": "special", "place1": "village"}
    assert secretary.post(f"/meetings/forms/{form.pk}/speakers/", told).status_code == 302

    assert "党纪学习" in read(secretary, f"{ROTA}?state=moved")
    assert "党纪学习" not in read(secretary, f"{ROTA}?state=open")
    assert "挂钩帮扶村" in read(secretary, f"/meetings/{form.meeting_id}/")
    assert secretary.post(f"{here}call-off/", {"reason": "出差"}).status_code == 422


def test_a_leader_may_be_named_by_the_branch_and_sees_it_at_home(
    hospital: Hospital, secretary: Client, office: Client
) -> None:
    """Leaders come to branches from outside; others elsewhere are not offered."""
    given = {"day": "2025-12-31", "topic": "形势与任务", "kind": "special"}
    address = "/meetings/units/PB1/lessons/plan/"

    stranger = secretary.post(address, {**given, "speaker": "P8"})
    leader = secretary.post(address, {**given, "speaker": "P6"})

    assert (stranger.status_code, leader.status_code) == (422, 302)
    own = read(office, "/meetings/mine/")
    assert "排给我的党课" in own
    assert "形势与任务" in own
    assert "我应讲的党课" in own


def test_figures_open_to_the_lessons_and_duties_that_they_count(
    hospital: Hospital, office: Client
) -> None:
    leader, unit = Person.objects.get(code="P6"), Unit.objects.get(code="PB1")
    Membership.objects.create(person=leader, unit=unit, line="party", active_from=branch.FROM)
    taught(hospital, Talk("P6", "形势与任务"), Talk("P5", "支部故事"))

    page = read(office, "/meetings/lessons/")
    assert "role=secretaries" in page
    assert "还差1项" in page  # the lesson came late; that outside is missing
    lessons = read(office, f"{GIVEN}?year=2025&speaker=P6&kind=special")
    assert "形势与任务" in lessons
    assert "所在党支部" in lessons
    assert "支部故事" not in lessons
    assert "支部故事" in read(office, f"{GIVEN}?role=secretaries")
    owed = read(office, f"{OWED}?state=late")
    assert "“七一”前到所在党支部讲党课</td>" in owed
    assert "党委书记每年讲党课</td>" not in owed
    file = office.get(f"{OWED}?format=csv")
    assert file.status_code == 200


def test_a_branch_sees_its_own_and_the_office_all_but_changes_nothing_of_it(
    hospital: Hospital, secretary: Client, office: Client
) -> None:
    row = PlannedLesson.objects.create(
        unit_id="PB1",
        kept_by_id="PC",
        speaker_id="P6",
        day=TODAY,
        kind="special",
        topic="形势",
        set_on=TODAY,
    )
    taught(hospital, Talk("P5", "支部故事"))

    assert "形势" in read(secretary, ROTA)
    assert secretary.get(f"{ROTA}{row.pk}/change/").status_code == 403
    assert "党委书记每年讲党课</td>" not in read(secretary, OWED)
    assert "党支部书记每年讲党课</td>" in read(secretary, OWED)
    assert "党委书记每年讲党课</td>" in read(office, OWED)
    assert office.get("/meetings/units/PB1/lessons/plan/").status_code == 403


def test_pages_take_as_many_queries_for_many_rows_as_for_two(
    hospital: Hospital, office: Client
) -> None:
    form = taught(hospital, Talk("P5", "支部故事"), Talk("M01", "党史"))

    def asked() -> list[int]:
        found = []
        for address in (ROTA, OWED, GIVEN, "/meetings/lessons/", "/meetings/mine/"):
            office.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert office.get(address).status_code == 200
            found.append(len(queries))
        return found

    def plan(first: int, last: int) -> None:
        PlannedLesson.objects.bulk_create(
            PlannedLesson(
                unit_id="PB1",
                kept_by_id="PB1",
                speaker_id=branch.MEMBERS[n % 30],
                day=date(2025, 1 + n // 30, 5),
                kind="special",
                topic=f"题目{n}",
                set_on=date(2025, 1, 1),
            )
            for n in range(first, last)
        )

    plan(0, 2)
    few = asked()
    plan(2, 40)
    Lesson.objects.bulk_create(
        Lesson(form=form, number=5 + n, speaker_id=one, kind="special", topic="党史")
        for n, one in enumerate(branch.MEMBERS[1:25])
    )

    assert asked() == few
    assert max(few) <= 21
