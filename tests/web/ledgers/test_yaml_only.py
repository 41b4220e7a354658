"""A ledger that is nothing but YAML in the hospital's own folder works on every page.

What it says when it is typed, imported and exported is asked in test_pages.py and tests/ledgers.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from linghang.cli import ledgers_reference
from linghang.foundation import clock
from linghang.foundation.search import services as search
from linghang.ledgers import catalog
from linghang.ledgers.counting import queries
from linghang.ledgers.entering.services import Written
from linghang.ledgers.models import Entry
from linghang.org.accounts import services as accounts
from tests.ledgers import hospital
from tests.web_hospital import Hospital

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("every_kind")]
URL = "/ledgers/everything/"
ALL_YEAR = "?period=2025"
# The first three may read what cardiology enters.
POSTS = (
    "cardiology_head",
    "nurse",
    "party_office",
    "orthopaedics_head",
    "president",
    "system_administrator",
)
FACTS: dict[str, Any] = {
    "topic": "急救",
    "story": "分三组轮流练习心肺复苏",
    "people_count": "30",
    "hours": "1.5",
    "cost": "1200.5",
    "pass_rate": "95.5%",
    "approved_on": "2025-03-01",
    "month": "2025-03",
    "outside": "是",
    "grade": "省级",
    "purposes": "教学、科研",
    "leader": "M1",
    "attendees": "M1、外院李四",
    "partner": "市红十字会",
    "units": "CARD、ORTH",
    "post": "department_head",
    "phone": "13800001234",
    "email": "a@example.cn",
    "based_on": "YZ-2025-00001",
    "address": "市民广场",
}
# Each field that can be filtered: what finds the first entry, and what finds none.
FILTERS = {
    "topic": ("f_topic=急", "f_topic=护"),
    "people_count": ("f_people_count_from=30", "f_people_count_from=31"),
    "hours": ("f_hours_from=1.5&f_hours_to=1.5", "f_hours_to=1.4"),
    "cost": ("f_cost_to=1200.50", "f_cost_from=1200.51"),
    "pass_rate": ("f_pass_rate_from=95.5", "f_pass_rate_to=95.4"),
    "approved_on": ("f_approved_on_to=2025-03-01", "f_approved_on_from=2025-03-02"),
    "month": ("f_month_from=2025-03-01&f_month_to=2025-03-31", "f_month_from=2025-04-01"),
    "outside": ("f_outside=1", "f_outside=0&f_topic=急"),
    "grade": ("f_grade=provincial", "f_grade=city"),
    "purposes": ("f_purposes=research", "f_purposes=publicity"),
    "leader": ("f_leader=职工M1", "f_leader=M2&f_topic=急"),
    "attendees": ("f_attendees=李四", "f_attendees=王五"),
    "partner": ("f_partner=红十字", "f_partner=青联"),
    "units": ("f_units=骨科", "f_units=党委办公室"),
    "based_on": ("f_based_on=YZ-2025-00001", "f_based_on=YZ-2025-00002"),
}


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def entries(house: Hospital) -> list[Entry]:
    """One of cardiology with every fact, in force; one of orthopaedics, handed in only."""
    held = house.appointments
    chief, other = held["cardiology_head"], held["orthopaedics_head"]
    made = []
    for post, unit, title, facts in (
        (chief, "CARD", "心肺复苏培训", FACTS),
        (other, "ORTH", "外固定培训", {"topic": "护理", "grade": "市级", "leader": "M2"}),
    ):
        written = Written(title=title, unit=unit, day=date(2025, 3, 5), fields=facts)
        made.append(hospital.write(post, written, "everything"))
    (filing,) = hospital.hand_in(chief, made[0])
    hospital.hand_in(other, made[1])
    hospital.verify(held["party_office"], filing)
    return list(Entry.objects.order_by("pk"))


def test_each_figure_opens_to_the_entries_that_it_counts(
    house: Hospital, entries: list[Entry]
) -> None:
    chief = house.client("cardiology_head")
    page = text(chief, f"{URL}figures/{ALL_YEAR}")
    told = {
        one.figure.code: (one.text, one.entries)
        for one in queries.figures("everything", period=queries.Period.year(2025), known=True)
    }

    assert told["entries"] == ("1条", 1)
    assert told["cost"] == ("1200.50元", 1)
    assert told["attended"] == ("2人次", 1)
    assert told["partners"] == ("1家", 1)
    for figure in catalog.catalog()["everything"].figures:
        assert f"{URL}figures/{figure.code}/" in page
        opened = chief.get(f"{URL}figures/{figure.code}/{ALL_YEAR}").context["list"].rows
        assert ("心肺复苏培训" in opened) == bool(told[figure.code][1]), figure.code
        assert "外固定培训" not in opened
    assert "心血管内科" in text(chief, f"{URL}figures/{ALL_YEAR}&by=unit")
    assert "2025年3月" in text(chief, f"{URL}figures/{ALL_YEAR}&by=month")


def test_the_seats_of_the_file_say_who_may_do_what(house: Hospital, entries: list[Entry]) -> None:
    theirs = f"{URL}{entries[0].pk}/"
    readable = {URL, theirs, f"{URL}about/", f"{URL}figures/", f"{URL}twins/", f"{URL}print/"}
    entering = {f"{URL}new/", f"{URL}grid/", f"{URL}sheet/", f"{theirs}correct/", f"{theirs}void/"}
    overseeing = {f"{URL}closing/", f"{theirs}correct/", f"{theirs}void/", f"{URL}sheet/"}
    of_others = readable - {theirs}
    open_to = {
        "cardiology_head": readable | entering,
        "nurse": readable | entering,
        "orthopaedics_head": of_others | {f"{URL}new/", f"{URL}grid/", f"{URL}sheet/"},
        "party_office": readable | overseeing,
        "president": set(),
        "party_clerk": set(),
        "system_administrator": set(),
        "audit_administrator": set(),
    }

    for post, opens in open_to.items():
        client = house.client(post)
        for url in sorted(readable | entering | overseeing):
            assert client.get(url).status_code == (200 if url in opens else 404), (post, url)
        assert ("全类型台账" in text(client, "/ledgers/")) == bool(opens), post
    assert client.post(f"{URL}new/", {"title": "甲"}).status_code == 404


def test_it_is_found_by_who_may_read_it_and_personal_facts_are_not_indexed(
    house: Hospital, entries: list[Entry]
) -> None:
    search.rebuild(kinds=["ledgers"])

    def found(post: str, words: str) -> bool:
        answer = house.client(post).post("/search/", {"q": words})
        assert answer.status_code == 200
        return "QL-2025-00001" in answer.content.decode()

    assert [post for post in POSTS if found(post, "心肺复苏")] == list(POSTS[:3])
    assert not found("cardiology_head", "13800001234")
    assert (
        f"{entries[0].pk}/"
        in house.client("nurse").get(f"/ledgers/entries/{entries[0].pk}/")["Location"]
    )


def test_every_field_that_can_be_filtered_finds_and_leaves_out(
    house: Hospital, entries: list[Entry]
) -> None:
    declared = {one.code for one in catalog.catalog()["everything"].fields if one.filter}
    office = house.client("party_office")

    assert declared == set(FILTERS)
    for code, (hit, miss) in FILTERS.items():
        assert "心肺复苏培训" in office.get(f"{URL}?{hit}").context["list"].rows, code
        assert "心肺复苏培训" not in text(office, f"{URL}?{miss}"), code


def test_the_list_leaves_as_a_file_for_a_reason_and_masked(
    house: Hospital, entries: list[Entry]
) -> None:
    chief = house.client("cardiology_head")
    url = f"{URL}?format=csv"
    assert "理由" in text(chief, url)

    file = b"".join(chief.post(url, {"reason": "核对培训人数用"}).streaming_content).decode(
        "utf-8-sig"
    )

    head, *rows = [line.split(",") for line in file.splitlines() if "," in line][:2]
    assert {"编号", "事项名称", "人数（人）", "联系电话", "用途"} <= set(head)
    assert len(rows) == 1
    assert "138****1234" in rows[0]
    assert "13800001234" not in file
    assert "外固定培训" not in file


def test_machines_read_it_as_people_do(house: Hospital, entries: list[Entry]) -> None:
    def read(post: str, path: str) -> tuple[int, Any]:
        held = house.appointments[post]
        token = accounts.issue_token(
            appointment_id=held.pk,
            name="统计",
            days=30,
            today=clock.today(),
            actor=hospital.actor(held),
            at=clock.now(),
        )
        answer = Client().get(f"/api/{path}", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    status, told = read("cardiology_head", "ledgers/everything/entries")
    assert (status, told["total"]) == (200, 1)
    said = told["items"][0]["facts"]
    assert (said["cost"], said["grade"], said["phone"]) == ("1,200.50", "省级", "138****1234")
    known = {one["code"]: one for one in read("nurse", "ledgers")[1]}
    kinds = {field["kind"] for field in known["everything"]["fields"]}
    assert {"money", "record", "id_card", "choices", "file"} <= kinds
    assert read("orthopaedics_head", f"ledgers/everything/entries/{entries[0].pk}")[0] == 404
    assert read("president", "ledgers/everything/entries")[0] == 404


def test_a_record_that_a_field_names_is_a_way_to_it(house: Hospital, entries: list[Entry]) -> None:
    chief, url = house.client("cardiology_head"), f"{URL}{entries[0].pk}/"
    assert "YZ-2025-00001" in text(chief, url)
    assert "YZ-2025-00001 " not in text(chief, url)

    clinic = hospital.in_force(house.appointments)

    assert f'<a href="/ledgers/outreach/{clinic.pk}/">YZ-2025-00001 学雷锋健康义诊</a>' in text(
        chief, url
    )


def test_its_page_and_the_reference_explain_it(house: Hospital) -> None:
    chief = house.client("cardiology_head")
    page = text(chief, f"{URL}about/")
    ledger = catalog.catalog()["everything"]
    reference = "\n".join(ledgers_reference.ledgers_page())

    assert f'href="{URL}about/"' in text(chief, URL)
    for words in (
        *(one.name for one in ledger.fields),
        *(one.name for one in ledger.figures),
        *(one.says for one in ledger.checks),
        "“院外举办”为是时才填，并且必填",
        "国家级、省级、市级",
        "开始日期、主题、承办部门",
        "科主任、护士长、支部书记（本单位）",
        "党办主任（全院）",
    ):
        assert words in page, words
    assert "## 全类型台账 `everything`" in reference
    assert re.search(r"\| address \| 院外地点 \| 文字 \| 条件成立时 \|", reference)
    guide = text(chief, f"/help/{quote('自己写一本台账')}/")
    assert "waste_handover" in guide
