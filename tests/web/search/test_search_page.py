"""The search as a post sees it: only its own range, and nothing typed in any address."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.search import services
from linghang.org.models import Appointment, Membership, Person, Unit
from tests.web_hospital import TODAY, Hospital


@pytest.fixture
def indexed(hospital: Hospital) -> Hospital:
    """The small hospital, found by whoever may."""
    services.rebuild()
    return hospital


def found(hospital: Hospital, post: str, text: str, url: str = "/search/") -> str:
    answer = hospital.client(post).post(url, {"q": text})
    assert answer.status_code == 200
    text = answer.content.decode().replace("<mark>", "").replace("</mark>", "")
    return text.partition('id="results"')[2].partition("</main>")[0] if url == "/search/" else text


@pytest.mark.parametrize("url", ["/search/", "/search/suggest/"])
def test_units_are_found_within_ones_range(indexed: Hospital, url: str) -> None:
    everything = found(indexed, "hr_director", "内科", url)
    own = found(indexed, "cardiology_head", "内科", url)
    other = found(indexed, "orthopaedics_head", "内科", url)

    assert 'href="/org/units/CARD/"' in everything
    assert 'href="/org/units/PB1/"' in everything
    assert 'href="/org/units/CARD/"' in own
    assert "内科第一党支部" not in own
    assert "/org/units/CARD" not in other


def test_people_are_found_by_name_post_and_number_within_ones_range(indexed: Hospital) -> None:
    assert "医师甲" in found(indexed, "hr_director", "医师")
    assert "医师甲" in found(indexed, "cardiology_head", "ysj")
    assert "医师甲" in found(indexed, "cardiology_head", "d1")
    assert "医师丙" not in found(indexed, "cardiology_head", "医师")
    assert "职工P3" in found(indexed, "cardiology_head", "心血管内科主任")
    # The head's Party post lies outside the department.
    assert "支部" not in found(indexed, "cardiology_head", "职工P3")
    assert "内科第一党支部书记" in found(indexed, "party_secretary", "职工P3")
    assert "医师" not in found(indexed, "branch_secretary", "医师甲").split("没有找到")[0]


def test_who_left_the_range_is_not_found_though_the_index_still_holds_them(
    indexed: Hospital,
) -> None:
    Membership.objects.filter(person__code="D1").update(active_to=date(2025, 1, 1))
    Appointment.objects.filter(person__code="D1").update(active_to=date(2025, 1, 1))

    assert "href=" not in found(indexed, "cardiology_head", "医师甲")


def test_a_change_is_found_at_once(indexed: Hospital) -> None:
    unit = Unit.objects.get(code="CARD")
    unit.name = "心脏中心"
    unit.save()
    person = Person.objects.get(code="D1")
    person.name = "欧阳重"
    person.save()

    assert "/org/units/CARD/" in found(indexed, "hr_director", "心脏")
    assert "欧阳重" in found(indexed, "hr_director", "oyc")
    assert "欧阳重" in found(indexed, "hr_director", "oyz")
    assert "医师甲" not in found(indexed, "hr_director", "医师")


def test_indicators_reports_pages_and_help_are_found_by_who_may_open_them(
    indexed: Hospital,
) -> None:
    assert "/indicators/average_length_of_stay/" in found(indexed, "president", "住院日")
    assert "/indicators/" not in found(indexed, "branch_secretary", "住院日")
    assert 'href="/cases/import/"' in found(indexed, "records", "首页导入")
    assert "/help/" in found(indexed, "branch_secretary", "检索")


def test_parameters_are_found_by_who_may_read_them(indexed: Hospital) -> None:
    url = 'href="/rules/parameters/login.lock_minutes/"'

    assert url in found(indexed, "security_administrator", "账号锁定")
    assert url in found(indexed, "security_administrator", "lock_minutes")
    assert "/rules/parameters/" not in found(indexed, "team_leader", "锁定时长")


def test_a_parameter_is_found_by_the_paper_of_an_approved_change(indexed: Hospital) -> None:
    change = ParameterChange.objects.create(
        code="login.lock_minutes",
        value=20,
        active_from=TODAY,
        document="示院发〔2025〕12号",
        reason="从严",
        drafted_by="P10",
        drafted_at=clock.now(),
    )
    assert "/rules/parameters/login" not in found(indexed, "security_administrator", "示院发")

    change.state, change.approved_by, change.decided_at = State.APPROVED, "P1", clock.now()
    change.save()

    assert "/rules/parameters/login" in found(indexed, "security_administrator", "示院发")


@pytest.mark.parametrize("text", ["", "   ", "%", "'", "\0", "《》", "x" * 3000])
def test_nothing_sensible_finds_nothing_and_breaks_nothing(indexed: Hospital, text: str) -> None:
    page = found(indexed, "records", text)

    assert "<h2 id=" not in page


def test_what_is_typed_is_no_part_of_an_address(indexed: Hospital) -> None:
    client = indexed.client("records")

    assert client.get("/search/?q=医师甲").content.decode().count("医师甲") == 0
    page = client.get("/search/").content.decode()
    assert page.count('method="get"') == 0


def test_what_is_found_is_escaped(indexed: Hospital) -> None:
    unit = Unit.objects.get(code="CARD")
    unit.name = "心血<script>管"
    unit.save()

    text = indexed.client("hr_director").post("/search/", {"q": "心血"}).content.decode()

    assert "<script>管" not in text


def test_a_search_costs_the_same_for_few_and_for_many(indexed: Hospital) -> None:
    client = indexed.client("hr_director")
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            Person.objects.create(
                code=f"X{number}", name=f"王小{number}", active_from=date(2020, 1, 1)
            )
        with CaptureQueriesContext(connection) as captured:
            client.post("/search/", {"q": "王小"})
        counts.append(len(captured))

    # With fewer than a page of names the index is asked a second time for texts.
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_a_chooser_offers_only_people_in_range(indexed: Hospital) -> None:
    own = indexed.client("cardiology_head").post("/choose/people/", {"q": "医师"}).json()
    everybody = indexed.client("hr_director").post("/choose/people/", {"q": "ys"}).json()

    assert set(own) == {"医师甲（D1）", "医师乙（D2）"}
    assert len(everybody) == 3
