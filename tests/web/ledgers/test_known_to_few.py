"""Talks of the discipline office: not a word of them on any page of anybody else (§9.6.1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from linghang.foundation.search import services as search
from linghang.ledgers.models import Entry
from linghang.procedures.models import Proceeding
from tests.ledgers.hospital import hand_in, verify, wrote
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
SECRET, SAID = "某处节前提醒事由", "谈话里说的要紧话"
DAY = date(2025, 3, 5)
PAGES = (
    *("/", "/ledgers/", "/ledgers/waiting/", "/ledgers/burden/", "/proceedings/", "/procedures/"),
    *(
        "/trail/",
        "/trail/?format=csv",
        "/notices/",
        "/notices/ledger/",
        "/people/M1/",
        "/units/DC/",
    ),
    *(
        f"/ledgers/{code}/{deed}"
        for code in ("integrity_talks", "integrity_talk_notes")
        for deed in (
            *("", "new/", "print/", "booklet/", "figures/", "grid/", "offered/"),
            *("about/", "twins/", "twins/apart/"),
        )
    ),
)
OTHERS = (
    *("president", "party_secretary", "party_office", "branch_secretary"),
    *("system_administrator", "audit_administrator"),
)


@pytest.fixture
def talked(house: Hospital) -> Entry:
    """A talk that is verified, with what was said in it."""
    office, secretary = house.appointments["discipline"], house.appointments["discipline_secretary"]
    facts = {"kind": "提醒", "ground": "节假日前", "talkers": "Q6", "persons": "M1"}
    talk = wrote(office, "integrity_talks", "DC", DAY, title=SECRET, **facts)
    verify(secretary, *hand_in(office, talk))
    note = {"talk": "YT-2025-00001", "content": SAID}
    said = wrote(office, "integrity_talk_notes", "DC", DAY, title=SECRET, **note)
    verify(secretary, *hand_in(office, said))
    search.rebuild(kinds=["ledgers"])
    return talk


def test_nobody_else_reads_of_a_talk_on_any_page(house: Hospital, talked: Entry) -> None:
    own = house.client("discipline").get("/ledgers/integrity_talks/").content.decode()
    assert SECRET in own
    way = [f"/proceedings/{one.pk}/" for one in Proceeding.objects.all()]
    way += [f"/ledgers/entries/{talked.pk}/", f"/ledgers/filings/{talked.filing_id}/"]
    for post in OTHERS:
        client = house.client(post)
        for url in (*PAGES, *way):
            answer = client.get(url, follow=False)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            words = body.decode("utf-8", "replace")
            for known in (SECRET, SAID, "YT-2025-00001"):
                assert known not in words, (post, url, known)
            if url in way or "/integrity_talk" in url:
                assert answer.status_code in (404, 403), (post, url, answer.status_code)


def test_search_finds_nothing_of_it(house: Hospital, talked: Entry) -> None:
    for post in OTHERS:
        client = house.client(post)
        for words in (SECRET, SAID, "YT-2025-00001"):
            found = client.post("/search/", {"q": words}).content.decode()
            assert "没有找到" in found, (post, words)
            assert f"/ledgers/entries/{talked.pk}/" not in found, post
            assert "/ledgers/integrity_talk" not in found, post


@pytest.mark.usefixtures("talked")
def test_the_database_holds_what_was_said_encrypted_alone(capsys) -> None:
    call_command("dumpdata", "ledgers", "procedures", "notices", "trail", "search", verbosity=0)
    dumped = capsys.readouterr().out
    assert "integrity_talk_notes" in dumped
    assert SAID not in dumped
    with connection.cursor() as cursor:
        cursor.execute("select title, facts from ledgers_sealedfacts")
        rows = [
            str(bytes(cell) if isinstance(cell, memoryview) else cell)
            for row in cursor
            for cell in row
        ]
    assert len(rows) == 2
    assert not [cell for cell in rows if SAID in cell or SECRET in cell]
    held = list(Entry.objects.filter(ledger="integrity_talk_notes").values_list("title", "facts"))
    assert held == [("（内容加密）", {})]
