"""What the leading bodies decided in a year, in numbers that open; few know of some items."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from linghang.foundation import clock
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.org.models import Appointment, Person, Unit
from tests.small_hospital import FROM
from tests.web_hospital import TODAY, Hospital

URL = "/commitments/decided/"
CEILING = 13
NOTHING = ["0"] * 5  # handed on, and what became of it
ITEMS = (
    {"kind": "major_matter", "verdict": "passed", "title": "数据中心"},
    {"kind": "major_matter", "verdict": "failed", "favour": 2, "against": 4},
    {"kind": "administration", "verdict": "deferred", "deferred": "论证不全"},
    {"kind": "cadre_matter", "verdict": "passed", "title": "某人的任职"},
    {"kind": "first_topic", "verdict": ""},
)


def meet(unit: str, kind: str, day: date, *items: dict[str, object]) -> None:
    meeting = Meeting.objects.create(
        unit_id=unit, kind=kind, day=day, state="held", saved_at=clock.now()
    )
    form = Form.objects.create(meeting=meeting, kind=kind)
    votes = {"entitled": 7, "present": 6}
    for number, one in enumerate(items, 1):
        told = {"title": f"议题{number}", **one, **(votes if "favour" in one else {})}
        AgendaItem.objects.create(form=form, number=number, **told)


@pytest.fixture
def met(empty_hospital: Hospital) -> Hospital:
    meet("PC", "committee_meeting", date(2025, 3, 5), *ITEMS)
    meet("PC", "committee_meeting", date(2024, 3, 5), ITEMS[0])
    meet("H", "president_meeting", TODAY, ITEMS[2])
    return empty_hospital


def told(hospital: Hospital, post: str, url: str = URL) -> str:
    answer = hospital.client(post).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def cells(page: str) -> list[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<t[dh].*?</t[dh]>", body)]


def test_each_body_is_counted_and_each_number_opens(met: Hospital) -> None:
    page = told(met, "party_secretary")

    assert cells(page) == ["党委会", "1", "4", "3", "2", "1", "0", "1", *NOTHING]
    assert "院长办公会" not in page  # the Party secretary reads the Party's meetings
    assert cells(told(met, "president"))[:3] == ["院长办公会", "1", "1"]
    for figure, titles in {
        "items": ["数据中心", "议题2", "议题3", "某人的任职"],
        "major": ["数据中心", "议题2", "某人的任职"],
        "passed": ["数据中心", "某人的任职"],
        "deferred": ["议题3"],
        "rejected": ["议题2"],
    }.items():
        rows = told(met, "party_secretary", f"{URL}committee_meeting/{figure}/?year=2025")
        assert cells(rows)[::4] == titles, figure
    assert "没有" in told(met, "party_secretary", f"{URL}committee_meeting/rejected/?year=2024")


def test_many_items_cost_no_more_queries_than_few(
    met: Hospital, django_assert_max_num_queries: Any
) -> None:
    client = met.client("party_secretary")
    client.get(URL)
    form = Form.objects.get(meeting__day=date(2025, 3, 5))
    for number in range(10, 40):
        AgendaItem.objects.create(form=form, number=number, title="其他", verdict="passed")

    with django_assert_max_num_queries(CEILING):
        client.get(f"{URL}?year=2025")


def test_items_that_few_may_know_of_are_counted_and_not_named(met: Hospital) -> None:
    met.appointments["clerk"] = Appointment.objects.create(
        person=Person.objects.get(code="P4"),
        post="party_office_clerk",
        unit=Unit.objects.get(code="PC"),
        active_from=FROM,
    )
    rows = told(met, "clerk", f"{URL}committee_meeting/items/?year=2025")

    assert cells(told(met, "clerk"))[2] == "4"
    assert "某人的任职" not in rows
    assert "另有1项在知悉范围内" in rows


def test_a_file_has_the_numbers_alone(met: Hospital) -> None:
    answer = met.client("party_secretary").get(f"{URL}?format=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[-1] == "党委会,1,4,3,2,1,0,1,0,0,0,0,0"
