"""200 entries cost as many queries as 2; far pages and searches that are cut are right."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation.search import services as search
from linghang.ledgers import catalog
from linghang.ledgers.counting.rules import Row
from linghang.ledgers.facts.rules import Named
from linghang.ledgers.models import Entry, Touch
from linghang.ledgers.tallies import services as tallies
from linghang.web.ledgers import columns
from linghang.web.lists import sources
from tests.ledgers.counting import some_ledger
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
LIST = "/ledgers/outreach/"
MOST = 26  # queries of any page of a ledger
PAGES = (
    "/ledgers/",
    LIST,
    f"{LIST}?sort=-f_served",
    f"{LIST}?sort=number",
    f"{LIST}?f_kind=clinic",
    f"{LIST}?f_place=东湖",
    f"{LIST}?f_volunteers=M1",
    f"{LIST}?f_serves=law",
    f"{LIST}?unit=PB1",
    f"{LIST}?period=last_year&f_served_from=20",
    f"{LIST}?q=东湖",
    f"{LIST}?format=csv",
    f"{LIST}print/",
    f"{LIST}booklet/",
    f"{LIST}figures/?year=2025",
    f"{LIST}figures/?year=2025&by=unit",
    f"{LIST}figures/?year=2025&by=month",
    f"{LIST}figures/volunteers/?period=2025",
)


def enter(numbers: range) -> None:
    """Clinics and lectures of 2025 that each name some people and one tag."""
    loaded, chance = catalog.catalog().items["outreach"], random.Random(3)
    said = [
        Row(
            key=number,
            day=date(2025, 1, 1) + timedelta(days=number),
            until=None,
            unit="PB1",
            facts={
                "kind": ("clinic", "lecture")[number % 2],
                "setting": "community",
                "place": f"东湖社区{number % 7}",
                "volunteers": (Named("M1"), Named(chance.choice(("M2", "M3"))), Named("", "外甲")),
                "served": 30 + number,
                "serves": ("law",),
            },
        )
        for number in numbers
    ]
    entries = [some_ledger.entry(loaded.item, one, loaded.hash) for one in said]
    some_ledger.save(loaded.item, entries, said)
    search.rebuild(kinds=["ledgers"])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    content: Any = answer.getvalue()
    return str(content.decode())


def rows(client: Client, url: str) -> list[str]:
    """The entries on a page of the list, in their order, and how many it says there are."""
    page = text(client, url)
    return re.findall(r'href="/ledgers/outreach/(\d+)/"|共(\d+)场', page)


def counted(client: Client) -> dict[str, int]:
    found = {}
    for url in PAGES:
        with CaptureQueriesContext(connection) as queries:
            text(client, url)
        found[url] = len(queries)
    return found


def test_pages_cost_as_many_queries_for_2_entries_as_for_200(house: Hospital) -> None:
    client = house.client("party_office")
    enter(range(2))
    counted(client)  # what is read once in a process is read now
    few = counted(client)

    enter(range(2, 200))

    assert Entry.objects.filter(ledger="outreach").count() == 200
    many = counted(client)
    assert many == few
    assert max(few.values()) <= MOST, few


def test_months_that_are_counted_cost_fewer_and_say_the_same(
    house: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = house.client("party_office"), f"{LIST}figures/?year=2025&by=month&format=csv"
    enter(range(60))
    before = text(client, url).splitlines()[1:]
    monkeypatch.setattr(tallies, "FEWEST", 1)

    assert tallies.renew() == 3
    assert text(client, url).splitlines()[1:] == before

    served = catalog.catalog()["outreach"].places["served"]
    Entry.objects.filter(ledger="outreach", day=date(2025, 2, 3)).update(**{served: 1})
    assert Touch.objects.get().since == date(2025, 2, 1)
    assert text(client, url).splitlines()[1:] != before


def test_a_far_page_holds_what_the_whole_list_has_there(
    house: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(range(200))
    client = house.client("party_office")
    for query in ("", "&sort=f_served", "&f_serves=law&sort=-number"):
        near = [rows(client, f"{LIST}?page={page}{query}") for page in (2, 4, 9)]
        monkeypatch.setattr(sources, "DEEP", 1)
        far = [rows(client, f"{LIST}?page={page}{query}") for page in (2, 4, 9)]
        monkeypatch.undo()
        assert far == near
        assert len(near[0]) > 50


def test_a_search_that_is_cut_says_so(house: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(range(12))
    client = house.client("party_office")
    assert "请再加一个词" not in text(client, f"{LIST}?q=东湖社区")

    monkeypatch.setattr(columns, "MOST_FOUND", 5)

    assert "请再加一个词" in text(client, f"{LIST}?q=东湖社区")
    assert "请再加一个词" in text(client, f"{LIST}?q=东湖社区&format=csv")
