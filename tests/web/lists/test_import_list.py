"""Lists through one that is real: the imports, filtered, sorted, paged, taken away, kept."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from linghang.foundation.desk.models import SavedFilter
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.trail.models import Entry
from linghang.web.imports import pages
from linghang.web.imports.faces import Place
from linghang.web.lists import Listing
from tests.web_hospital import Hospital

URL = "/cases/import/"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEWEST = datetime(2025, 6, 30, 23, 30, tzinfo=SHANGHAI)
EXPORTED = "desk.list.exported"


@pytest.fixture
def batches(empty_hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """45 batches, one a day back from 30 June 2025 half past eleven at night; 20 on a page."""
    shape = pages.listing
    monkeypatch.setattr(pages, "listing", lambda place: replace(shape(place), per_page=20))
    return [
        Batch.objects.create(
            kind="front_sheet",
            state=State.REFUSED if number % 3 else State.DISCARDED,
            person=empty_hospital.appointments["records"].person.code,
            files=[{"name": f"<{number}>.csv", "bytes": number}],
            received_at=NEWEST - timedelta(days=number),
        )
        for number in range(45)
    ]


@pytest.fixture
def records(empty_hospital: Hospital) -> Client:
    """The browser of the records office."""
    return empty_hospital.client("records")


def text(client: Client, query: str = "") -> str:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(page: str) -> int:
    return page.count("<tr data-row>")


def test_a_page_holds_so_many_rows_and_says_how_many_there_are(
    records: Client, batches: list[Batch]
) -> None:
    first, last = text(records), text(records, "?page=3")

    assert (rows(first), rows(last)) == (20, 5)
    assert "第1–20批，共45批" in first
    assert "第41–45批，共45批" in last
    assert 'rel="next"' in first
    assert 'rel="next"' not in last


def test_what_a_row_holds_is_escaped_and_persons_stand_by_name(
    records: Client, batches: list[Batch], empty_hospital: Hospital
) -> None:
    page = text(records)

    assert "&lt;0&gt;.csv" in page
    assert "<0>.csv" not in page
    name = empty_hospital.appointments["records"].person.name
    assert f'<td data-label="导入人" class="nowrap">{name}</td>' in page


def test_conditions_narrow_are_told_and_can_be_taken_away(
    records: Client, batches: list[Batch]
) -> None:
    page = text(records, "?state=discarded&received_from=2025-06-30&received_to=2025-06-30")

    assert rows(page) == 1
    assert "状态：已放弃" in page
    assert "收到：2025年6月30日起，2025年6月30日止" in page
    assert 'href="?received_from=2025-06-30&amp;received_to=2025-06-30"' in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?state=nonsense", "没有这一选项"),
        ("?received_from=2025-13-45", "日期请写成"),
        ("?received_from=2025-06-02&received_to=2025-06-01", "开始日期晚于结束日期"),
    ],
)
def test_a_wrong_condition_is_told_beside_its_field_and_left_out(
    records: Client, batches: list[Batch], query: str, says: str
) -> None:
    page = text(records, query)

    assert says in page
    assert "共45批" in page


@pytest.mark.parametrize(
    "query",
    [
        "?sort=person__password",
        "?sort=%00",
        "?page=-1",
        "?page=99999999999",
        "?person=%00'\"--",
        "?state=" + "x" * 5000,
    ],
)
def test_no_address_breaks_a_list(records: Client, batches: list[Batch], query: str) -> None:
    assert records.get(URL + query).status_code == 200


def test_a_head_sorts_and_then_the_other_way_round(records: Client, batches: list[Batch]) -> None:
    up = text(records, "?sort=received")

    assert up.index("&lt;44&gt;") < up.index("&lt;43&gt;")
    assert 'aria-sort="ascending"' in up
    assert 'href="?"' in up  # the next click is the list's own order again


def test_a_list_without_rows_says_what_to_do(records: Client, batches: list[Batch]) -> None:
    narrowed = text(records, "?person=没有这个人")
    Batch.objects.all().delete()
    empty = text(records)

    assert "没有符合条件的导入记录" in narrowed
    assert "去掉全部条件" in narrowed
    assert "还没有导入过" in empty


def test_a_script_gets_only_the_list(records: Client, batches: list[Batch]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "list-cases-batches"}
    piece = records.get(f"{URL}?state=discarded", headers=headers).content.decode()

    assert piece.lstrip().startswith("<section")
    assert rows(piece) == 15


def test_an_export_holds_what_the_list_shows_marked_and_in_the_trail(
    records: Client, batches: list[Batch], empty_hospital: Hospital
) -> None:
    answer = records.get(f"{URL}?state=discarded&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    person = empty_hospital.appointments["records"].person.name
    assert f"{person}以病案科科长职务" in lines[0][0]
    assert "共15批；条件：状态：已放弃" in lines[0][0]
    assert lines[1][:3] == ["批次", "状态", "文件"]
    assert len(lines) == 2 + 15
    entry = Entry.objects.get(action=EXPORTED)
    assert entry.facts == {"title": "导入记录", "rows": 15, "format": "csv"}
    assert entry.personal["conditions"]["value"] == "状态：已放弃"


def test_more_than_a_file_may_hold_is_refused_and_leaves_no_trail(
    records: Client, batches: list[Batch], monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = pages.listing

    def few(place: Place) -> Listing:
        return replace(shape(place), most_exported=44)

    monkeypatch.setattr(pages, "listing", few)

    answer = records.get(f"{URL}?format=csv")

    assert answer.status_code == 422
    assert "共45批，一次最多导出44批" in answer.content.decode()
    assert not Entry.objects.filter(action=EXPORTED).exists()


def test_conditions_are_kept_under_a_name_for_oneself_alone(
    records: Client, batches: list[Batch], empty_hospital: Hospital
) -> None:
    kept = {
        "listing": "cases.batches",
        "name": "拒收的",
        "conditions": "state=refused",
        "next": URL,
    }
    answer = records.post("/desk/filters/", kept, follow=True)

    assert rows(answer.content.decode()) == 20
    assert '<a href="?state=refused">拒收的</a>' in text(records)
    own = SavedFilter.objects.get()
    president = empty_hospital.client("president")
    assert president.post(f"/desk/filters/{own.pk}/drop/").status_code == 404
    assert records.post(f"/desk/filters/{own.pk}/drop/", {"next": URL}).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1"])
def test_keeping_conditions_leads_to_no_other_site(records: Client, elsewhere: str) -> None:
    kept = {"listing": "x", "name": "a", "conditions": "b=1", "next": elsewhere}

    assert records.post("/desk/filters/", kept)["Location"] == "/?b=1"
