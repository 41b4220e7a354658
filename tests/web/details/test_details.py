"""A page about one thing: facts, what belongs to it, and its history in sentences."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.trail import services as trail
from linghang.org.acting.queries import acting
from linghang.org.trail_actions import UNIT_RENAMED
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Listing, Mark
from tests.web_hospital import TODAY, Hospital

MEMBERS = Listing(
    code="tests.members",
    title="组员",
    counted="人",
    columns=(Column("name", "姓名"), Column("since", "自", value="since")),
    link=lambda row: f"/people/{row['name']}/",
)


@pytest.fixture
def shown(empty_hospital: Hospital) -> object:
    """Answers a page about a thing as the president sees it; the arguments go through."""
    held = empty_hospital.appointments["president"]

    def answer(**given: object) -> str:
        request = RequestFactory().get("/thing/")
        request.session, request.user = {}, held.person.account
        request._messages = FallbackStorage(request)
        request.htmx, request.today, request.resolver_match = False, TODAY, None
        found = acting(held.person.pk, TODAY)
        request.tenures = tuple(one.tenure for one in found)
        request.rights = found[0].rights
        page = details.page(request, title="<骨科>", **given)
        assert page.status_code == 200
        return page.content.decode()

    return answer


def test_facts_are_escaped_and_an_empty_one_says_so(shown) -> None:  # type: ignore[no-untyped-def]
    text = shown(
        facts=[Facts("基本", [("编码", "O<1>"), ("院区", None), ("设立", date(2020, 1, 2))])],
        marks=[Mark("在用", "done")],
        ways=[Way("改名", "/rename/", icon="pencil")],
        above=[("示范医院", "/org/units/H/"), ("不可打开", "")],
    )

    assert "&lt;骨科&gt;" in text
    assert "<dd>O&lt;1&gt;</dd>" in text
    assert "<dt>院区</dt><dd>—</dd>" in text
    assert "<dd>2020-01-02</dd>" in text
    assert '<a class="button" href="/rename/">' in text
    assert "<li>不可打开</li>" in text
    assert "经过" not in text


def test_related_rows_are_a_table_or_a_sentence(shown) -> None:  # type: ignore[no-untyped-def]
    rows = [{"name": "张<三>", "since": date(2025, 1, 1)}]
    full = shown(related=[Related(listing=MEMBERS, rows=rows, all="/members/")])
    empty = shown(related=[Related(listing=MEMBERS, rows=[], says="没有组员。")])

    assert "张&lt;三&gt;" in full
    assert 'href="/members/"' in full
    assert "没有组员。" in empty


def test_history_is_told_newest_first_in_as_many_queries_for_one_as_for_many(  # type: ignore[no-untyped-def]
    shown, empty_hospital: Hospital
) -> None:
    counts = []
    for number in range(12):
        with transaction.atomic():
            trail.leave(
                at=clock.now(),
                actor=empty_hospital.actor("records"),
                action=UNIT_RENAMED,
                subject=("org.unit", "7"),
                facts={"former": f"名{number}", "code": "X", "name": "新", "active_from": "某日"},
            )
        if number in (0, 11):
            with CaptureQueriesContext(connection) as captured:
                text = shown(history=("org.unit", "7"))
            counts.append(len(captured))

    assert counts[0] == counts[1]
    person = empty_hospital.appointments["records"].person.name
    assert f"{person}把“名11”（X）更名为“新”" in text
    assert text.index("名11") < text.index("名0”")
    assert "还没有留痕" in shown(history=("org.unit", "8"))
