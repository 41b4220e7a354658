"""The first page and one's deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from linghang.foundation import clock
from linghang.foundation.desk.models import Draft, Feed
from linghang.notices import duties
from linghang.notices.duties import Duty
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Person
from linghang.org.rules import Rights
from linghang.web.workbench.lines import groups
from tests.web_hospital import TODAY, Hospital, sheets


@pytest.fixture
def owed(monkeypatch: pytest.MonkeyPatch) -> list[Duty]:
    """Duties of the president; nobody else has any."""
    found: list[Duty] = []

    def provider(rights: Rights, today: date) -> Iterator[Duty]:
        if rights.post.code == "president":
            yield from found

    monkeypatch.setattr(duties, "_providers", {"tests": provider})
    return found


def duty(section: str = "owe", *, days: int | None = None, **given: object) -> Duty:
    due = None if days is None else TODAY + timedelta(days=days)
    facts = {"title": "交办<事项>", "why": "会议交办", "subject": ("tests.thing", "1")}
    return Duty(section=section, due=due, **{**facts, **given})  # type: ignore[arg-type]


def page(hospital: Hospital, post: str = "president") -> str:
    answer = hospital.client(post).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_to_do_is_said_and_what_would_stand_there(
    empty_hospital: Hospital, owed: list[Duty]
) -> None:
    text = page(empty_hospital)

    assert "没有要您办的事" in text
    assert "没有等您决定的事" in text
    assert "没有未读通知" in text


@pytest.mark.parametrize(
    ("days", "says", "tone"),
    [
        (-2, "已逾期2天", "failed"),
        (0, "今天到期", "warning"),
        (3, "还有3天", "warning"),
        (4, "2026年1月4日前", ""),
        (None, "", ""),
    ],
)
def test_a_day_is_told_by_how_near_it_is(days: int | None, says: str, tone: str) -> None:
    (line,) = groups([duty(days=days)], TODAY)[0].lines

    assert (line.due_says, line.tone) == (says, tone)


def test_duties_stand_with_their_ground_in_the_section_they_belong_to(
    empty_hospital: Hospital, owed: list[Duty]
) -> None:
    owed += [duty(days=-1), duty("waits", title="参数改动"), duty("watch", title="指标变化")]

    text = page(empty_hospital)

    assert "交办&lt;事项&gt;" in text
    assert "会议交办" in text
    assert "1件已逾期" in text
    assert text.index("参数改动") > text.index("等我决定的")
    assert "指标变化" in text
    assert "参数改动" not in page(empty_hospital, "records")


def test_the_first_page_costs_the_same_for_two_things_and_for_twenty(
    hospital: Hospital,
) -> None:
    client, person = hospital.client("records"), hospital.appointments["records"].person
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            Notice.objects.create(
                kind="cases.committed",
                person=person,
                title=f"通知{number}",
                body="正文",
                subject_type="cases.batch",
                subject_id="1",
                sender="P1",
                created_at=clock.now(),
                must_confirm=True,
            )
            hospital.stage(sheets(first=500 + number, count=1), name=f"{number}.csv")
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert counts[1] <= 21


def test_a_batch_that_waits_leads_to_its_page(hospital: Hospital) -> None:
    batch = hospital.stage(sheets(first=401, count=1))

    assert f'href="/cases/import/{batch.pk}/"' in page(hospital, "records")
    assert f'href="/cases/import/{batch.pk}/"' not in page(hospital)


def test_an_unfinished_form_is_found_again(empty_hospital: Hospital, owed: list[Duty]) -> None:
    client = empty_hospital.client("president")
    where = {
        "form": "org.unit.new",
        "form-title": "设立单位",
        "form-address": "/org/units/new/?a=1",
    }
    client.post("/desk/drafts/", where)
    client.post("/desk/drafts/", {**where, "form": "x", "form-address": "https://example.org/"})

    text = client.get("/").content.decode()

    assert '<a href="/org/units/new/?a=1">设立单位</a>' in text
    assert "example.org" not in text
    assert Draft.objects.count() == 2


def test_leaders_go_on_to_the_figures_and_others_are_not_offered_them(
    hospital: Hospital, owed: list[Duty]
) -> None:
    assert "看运行总览" in page(hospital)
    assert "看运行总览" not in page(hospital, "branch_secretary")


def events(content: bytes) -> list[tuple[str, date]]:
    found = Calendar.from_ical(content).walk("VEVENT")
    return [(str(one["summary"]), one["dtstart"].dt) for one in found]


def test_ones_deadlines_come_as_a_calendar(empty_hospital: Hospital, owed: list[Duty]) -> None:
    owed += [duty(days=5), duty("soon", title="没有日期"), duty(days=5)]

    answer = empty_hospital.client("president").get("/deadlines.ics")

    assert answer["Content-Type"].startswith("text/calendar")
    assert events(answer.content) == [("交办<事项>", date(2026, 1, 5))]


def secret(hospital: Hospital, client: object) -> str:
    """The address that is shown once."""
    client.post("/deadlines/make/")
    text = client.get("/deadlines/").content.decode()
    assert "只显示这一次" in text
    address = text.split("<code>")[1].split("</code>")[0]
    return address.partition("testserver")[2]


def test_a_feed_tells_days_and_kinds_and_nothing_else(
    empty_hospital: Hospital, owed: list[Duty]
) -> None:
    owed += [duty(days=5, title="张三的任职到期", why="张三")]
    client = empty_hospital.client("president")
    address = secret(empty_hospital, client)

    content = empty_hospital.client().get(address).content

    assert events(content) == [("领航 · 我要办的", date(2026, 1, 5))]
    assert "张三" not in content.decode()
    assert "只显示这一次" not in client.get("/deadlines/").content.decode()
    assert not Feed.objects.filter(digest__contains=address[11:-4]).exists()


def test_a_feed_ends_when_it_is_revoked_renewed_or_its_owner_leaves(
    empty_hospital: Hospital, owed: list[Duty]
) -> None:
    client, nobody = empty_hospital.client("president"), empty_hospital.client()
    first = secret(empty_hospital, client)
    second = secret(empty_hospital, client)
    assert (nobody.get(first).status_code, nobody.get(second).status_code) == (404, 200)

    client.post("/deadlines/end/")
    assert nobody.get(second).status_code == 404

    third = secret(empty_hospital, client)
    Appointment.objects.filter(person__code="P1").update(active_to=TODAY)
    Person.objects.filter(code="P1").update(active_to=TODAY)
    assert nobody.get(third).status_code == 404
