"""待登记名单 as a page: for whoever enters, one click begins an entry with all that is known."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.org.models import Membership, PartyRecord, Person, Unit
from tests.ledgers.hospital import FROM
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
MEDALS = "/ledgers/fifty_years/offered/"


def members(*codes: str) -> None:
    for code in codes:
        PartyRecord.objects.create(
            person_id=code,
            admitted_on=date(1970, 1, 1),
            full_since=date(1971, 1, 1),
            document="入党志愿书",
        )


def test_a_row_leads_to_a_form_that_knows_what_is_known(house: Hospital) -> None:
    members("M1")
    clerk = house.client("party_clerk")
    assert MEDALS in clerk.get("/ledgers/fifty_years/").content.decode()

    page = clerk.get(MEDALS).content.decode()
    way = re.search(r'href="(/ledgers/fifty_years/new/\?offered=[0-9a-f]{16})"', page)

    assert "党龄自1971年1月1日起算" in page
    assert way is not None
    form = clerk.get(way[1]).content.decode()
    for word in ("职工M1（M1）", "1971-01-01", "2021-07-01", "内科第一党支部（PB1）"):
        assert word in form, word
    assert "职工M1（M1）" not in clerk.get(f"{way[1][:-4]}0000").content.decode()


def test_only_whoever_enters_sees_what_is_offered(house: Hospital) -> None:
    members("M1")
    for post in ("president", "discipline", "branch_secretary", "system_administrator"):
        assert house.client(post).get(MEDALS).status_code == 404, post
    director = house.client("party_office").get(MEDALS).content.decode()
    assert "党龄自1971年1月1日起算" in director
    assert "?offered=" not in director
    for code in ("outreach", "integrity_talks", "no_such"):
        assert house.client("party_clerk").get(f"/ledgers/{code}/offered/").status_code == 404
    empty = house.client("branch_secretary").get("/ledgers/brands/offered/?q=没有这个词")
    assert empty.status_code == 200


def test_a_list_of_many_asks_no_more_than_one_of_two(house: Hospital) -> None:
    clerk = house.client("party_clerk")
    members("M1", "M2")
    clerk.get(MEDALS)
    with CaptureQueriesContext(
        connection,
    ) as few:
        clerk.get(MEDALS)
    branch = Unit.objects.get(code="PB1")
    people = Person.objects.bulk_create(
        Person(code=f"V{n}", name=f"老党员{n}", active_from=FROM) for n in range(40)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=branch, line="party", active_from=FROM) for one in people
    )
    members(*(one.code for one in people))
    with CaptureQueriesContext(connection) as many:
        page = clerk.get(MEDALS).content.decode()
    assert "老党员39" in page
    assert len(many) == len(few)
