"""Rates on the pages of a ledger: beside the year before, by unit and month, with both parts."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from re import findall

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.ledgers import catalog
from linghang.ledgers.counting.rules import Row
from linghang.ledgers.facts.rules import Named
from tests.ledgers.counting import some_ledger
from tests.web.counted.test_figures import cells, text

pytestmark = pytest.mark.one_engine
PLACE = "/ledgers/training_tours/figures/"


def tours(tests, *, start=date(2025, 1, 10), unit="CARD", first=1):
    """A stop for each (tested, passed before, passed after); None: nobody was tested."""
    loaded = catalog.catalog().items["training_tours"]
    facts = {"tour": "急救巡回", "site": Named("", "青禾县人民医院"), "kind": "technique"}
    said = []
    for n, (tested, before, after) in enumerate(tests):
        told = {"trainees": 40, "tested": tested, "passed_before": before, "passed_after": after}
        day = start + timedelta(days=n % 20)
        said.append(Row(key=first + n, day=day, until=None, unit=unit, facts={**facts, **told}))
    made = [some_ledger.entry(loaded.item, one, loaded.hash) for one in said]
    some_ledger.save(loaded.item, made, said)


@pytest.fixture
def client(empty_hospital):
    return empty_hospital.client("president")


def line_of(page, name):
    return next(line for line in cells(page) if line[0] == name)


def test_a_rate_is_told_with_its_parts_beside_the_year_before(client):
    tours([(10, 2, 9), (30, 18, 30), (None, None, None)])
    tours([(20, 10, 15)], start=date(2024, 3, 1), first=50)

    page = text(client, PLACE, period="2025")

    assert line_of(page, "训后合格率")[:5] == [
        "训后合格率",
        "97.5",
        "%",
        "75.0",
        "提高22.5个百分点",
    ]
    assert line_of(page, "训前合格率")[1:5] == ["50.0", "%", "50.0", "持平"]
    assert "训后合格39人次÷参加测试40人次" in line_of(page, "训后合格率")[-1]


def test_it_opens_to_the_entries_above_and_below_the_line(client):
    tours([(10, 2, 9), (30, 18, 30), (None, None, None)])
    page = text(client, PLACE, period="2025")
    (way,) = findall(rf'href="({PLACE}pass_rate_after/\?period=2025)"', page)

    above = text(client, unescape(way))
    below = text(client, unescape(way), period="2025", part="denominator")

    assert "97.5%＝训后合格39人次÷参加测试40人次" in above
    assert [line[-1] for line in cells(above)] == ["30", "9"]
    assert [line[-1] for line in cells(below)] == ["30", "10"]
    assert client.get(f"{PLACE}no_rate/").status_code == 404


def test_units_and_months_have_their_own_and_none_where_nobody_was_tested(client):
    tours([(10, 2, 9)])
    tours([(30, 18, 30)], unit="ORTH1", first=10)
    tours([(None, None, None)], start=date(2025, 2, 1), first=20)

    units = text(client, PLACE, period="2025", by="unit", level="department")
    months = text(client, PLACE, period="2025Q1", by="month", figure="pass_rate_after")

    assert sorted(line[-1] for line in cells(units)) == ["100.0", "90.0"]
    assert [line[-1] for line in cells(months)] == ["97.5", "—", "—"]
    assert findall(r'data-value="([^"]*)"', months) == ["97.5", "", ""]
    ways = findall(rf'href="({PLACE}pass_rate_after/\?[^"]+unit=[^"]+)"', units)
    told = [text(client, unescape(way)) for way in ways]
    assert sorted("100.0%＝" in one for one in told) == [False, True]
    assert "90.0%＝训后合格9人次÷参加测试10人次" in "".join(told)


def test_a_file_of_it_holds_numbers_and_nothing_for_no_rate(client):
    tours([(10, 2, 9)])

    answer = client.get(PLACE, {"period": "2025", "format": "csv"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    rate = next(line for line in lines if line.startswith("训后合格率"))
    assert rate.split(",")[1:4] == ["90.0", "%", ""]


def test_two_entries_and_two_hundred_cost_the_same(client):
    asked = ({"by": "figure"}, {"by": "unit", "level": "department"}, {"by": "month"})

    def cost():
        found = []
        places = [(PLACE, one) for one in asked]
        for place, query in [*places, (f"{PLACE}pass_rate_after/", {})]:
            with CaptureQueriesContext(connection) as seen:
                text(client, place, period="2025", **query)
            found.append(len(seen))
        return found

    tours([(10, 2, 9)] * 2)
    few = cost()
    tours([(10, 2, 9)] * 198, unit="CARD1", first=100)

    assert cost() == few
    assert max(few) <= 20, few
