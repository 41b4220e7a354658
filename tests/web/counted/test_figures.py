"""Figures as pages: each opens to just its entries, whatever there is it costs as many queries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.ledgers import catalog
from linghang.ledgers.counting.rules import Row
from tests.ledgers.counting import some_ledger

pytestmark = pytest.mark.one_engine
PLACE = "/ledgers/outreach/figures/"


def clinics(count, *, start=date(2025, 1, 10), unit="PB1", first=1):
    ledger = catalog.catalog()["outreach"]
    facts = {"kind": "clinic", "setting": "community", "place": "东湖社区", "served": 100}
    said = [
        Row(
            key=first + n,
            day=start + timedelta(days=n),
            until=None,
            unit=unit,
            facts={**facts, "served_estimated": n == 0},
        )
        for n in range(count)
    ]
    hash = catalog.catalog().items["outreach"].hash
    some_ledger.save(ledger, [some_ledger.entry(ledger, one, hash) for one in said], said)


def text(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == 200, (url, query, answer.status_code)
    return answer.content.decode()


def cells(page):
    """Rows of the list as texts of their cells."""
    rows = re.findall(r"<tr.*?</tr>", page.split("data-rows>")[1].split("</tbody>")[0], re.S)
    return [
        [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S)]
        for row in rows
    ]


def test_a_figure_stands_beside_the_year_before_and_opens_to_its_entries(empty_hospital):
    clinics(3)
    clinics(2, start=date(2024, 3, 1), unit="CARD", first=10)
    client = empty_hospital.client("president")

    page = text(client, PLACE, period="2025")

    assert "2025年1—12月" in page
    (first, *_) = cells(page)
    assert first[:5] == ["义诊", "3", "场", "2", "增加50.0%"]
    served = next(line for line in cells(page) if line[0] == "服务群众")
    assert served[1:3] == ["300", "人次"]
    assert served[-2:] == ["300人次", "其中估计数占33.3%"]
    (way,) = re.findall(r'href="(/ledgers/outreach/figures/clinics/\?period=2025)"', page)
    assert len(cells(text(client, unescape(way)))) == 3


def test_by_unit_and_by_month_each_number_opens_to_as_many_entries(empty_hospital):
    clinics(3)
    clinics(2, start=date(2025, 3, 1), unit="CARD1", first=10)
    client = empty_hospital.client("president")

    units = text(client, PLACE, period="2025", by="unit")
    wards = text(client, PLACE, period="2025", by="unit", level="department", basis="now")
    months = text(client, PLACE, period="2025Q1", by="month")

    assert [line[:2] for line in cells(units)] == [
        ["心血管内科一病区", "2"],
        ["内科第一党支部", "3"],
    ]
    assert [line[0] for line in cells(wards)] == ["心血管内科", "内科第一党支部"]
    assert [line[:2] for line in cells(months)] == [
        ["2025年1月", "3"],
        ["2025年2月", "0"],
        ["2025年3月", "2"],
    ]
    for page, wanted in ((wards, [2, 3]), (months, [3, 0, 2])):
        body = page.split("data-rows>")[1]
        ways = re.findall(r'href="(/ledgers/outreach/figures/clinics/\?[^"]+)"', body)
        opened = [text(client, unescape(way)) for way in ways]
        assert [len(cells(one)) if "data-rows" in one else 0 for one in opened] == wanted


def test_a_file_of_the_figures_holds_numbers(empty_hospital):
    clinics(2)
    client = empty_hospital.client("president")

    answer = client.get(PLACE, {"period": "2025", "format": "csv"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[2].split(",")[:4] == ["义诊", "2", "场", "0"]


def test_what_is_wrong_in_an_address_is_told_and_the_year_is_shown(empty_hospital):
    client = empty_hospital.client("president")

    assert "看不懂期间" in text(client, PLACE, period="去年")
    assert "日期请写成" in text(client, PLACE, as_of="昨天")


def test_two_entries_and_fifty_cost_the_same(empty_hospital):
    client = empty_hospital.client("president")
    asked = [
        {"period": "2025"},
        {"period": "2025", "by": "unit", "level": "department"},
        {"period": "2025", "by": "month"},
        {"period": "2025", "as_of": "2025-12-01"},
    ]

    def cost():
        found = []
        for place, query in [*((PLACE, one) for one in asked), (f"{PLACE}served/", asked[0])]:
            with CaptureQueriesContext(connection) as seen:
                text(client, place, **query)
            found.append(len(seen))
        return found

    clinics(2)
    few = cost()
    clinics(47, unit="CARD1", first=100)

    assert cost() == few
    assert max(few) <= 20, few


def test_twins_stand_beside_one_another(empty_hospital):
    clinics(3)
    clinics(1, first=20)

    page = text(empty_hospital.client("president"), "/ledgers/outreach/twins/")

    assert [line[0] for line in cells(page)] == ["YZ-1", "YZ-20"]


def test_the_burden_of_a_post_is_told(empty_hospital):
    page = text(empty_hospital.client("branch_secretary"), "/ledgers/burden/", mine="1")

    line = next(line for line in cells(page) if line[2] == "义诊与志愿服务")
    # Twice a quarter, six required inputs each.
    assert line[3:] == ["0.67", "6", "1", "4.0"]
