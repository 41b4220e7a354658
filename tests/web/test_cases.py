"""Lists of discharges and single ones: masked, filtered, within the reader's range."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.web_hospital import Hospital, sheets

Page = Callable[[str, str], str]
JUNE = "?period=2025-06"


def total(client: object, query: str) -> int:
    return client.get(f"/cases/{query}").context["list"].pages.total  # type: ignore[attr-defined]


def test_a_list_holds_just_the_cases_of_the_readers_range(hospital: Hospital) -> None:
    totals = {
        post: total(hospital.client(post), JUNE)
        for post in ("president", "cardiology_head", "orthopaedics_head", "team_leader")
    }

    assert totals == {
        "president": 26,
        "cardiology_head": 14,
        "orthopaedics_head": 11,
        "team_leader": 12,
    }


def test_a_list_is_named_after_what_the_reader_sees(page: Page) -> None:
    """A department's list must not call itself the hospital's."""
    heads = {
        post: page(post, f"/cases/{JUNE}").split('id="main"')[1][:4_000]
        for post in ("president", "cardiology_head")
    }

    assert "全院 ·" in heads["president"]
    assert "全院 ·" not in heads["cardiology_head"]


def test_filters_narrow_the_list(hospital: Hospital) -> None:
    client = hospital.client("president")

    assert total(client, f"{JUNE}&department=ORTH") == 11
    assert total(client, f"{JUNE}&team=CARD-B") == 2
    assert total(client, f"{JUNE}&department=none") == 1
    assert total(client, f"{JUNE}&campus=EAST&department=CARD") == 14
    assert total(client, "?period=2025-05") == 0


def test_the_steps_of_an_indicator_lead_to_just_their_cases(hospital: Hospital) -> None:
    hospital.bring_in(sheets(first=601, count=3, B34C="5"), name="死亡.csv")
    client = hospital.client("president")
    step = f"{JUNE}&indicator=readmission_31_days&step="

    assert total(client, f"{step}all") == 29
    assert total(client, f"{step}excluded") == 3
    assert total(client, f"{step}denominator") == 26
    assert total(client, f"{step}numerator") == 0


def test_no_page_shows_a_record_number_or_an_identity_number(hospital: Hospital) -> None:
    client = hospital.client("president")
    case = hospital.cases["CARD-A"]

    for url in (f"/cases/{JUNE}", f"/cases/{case.case_key}/"):
        text = client.get(url).content.decode()
        assert "ID0000" not in text
        assert "000001" not in text.replace("990000000000001", "")
        assert case.code in text


def test_a_list_shows_ages_only_in_bands(page: Page) -> None:
    text = page("president", f"/cases/{JUNE}")

    assert "60–64岁" in text
    assert ">60<" not in text


def test_one_case_tells_where_it_came_from_and_how_it_counts(hospital: Hospital) -> None:
    case = hospital.cases["CARD-A"]

    text = hospital.client("records").get(f"/cases/{case.case_key}/").content.decode()

    assert "病案首页.csv" in text
    assert f"/cases/import/{hospital.batch.pk}/" in text
    assert "冠状动脉粥样硬化性心脏病" in text
    assert "计入分子（出院者占用总床日数，计8床日）" in text
    assert "12,345.67元" in text


def test_other_stays_outside_the_readers_range_stay_hidden(hospital: Hospital) -> None:
    elsewhere = {"B17": "骨科一病区", "B23C": "990000000000003"}
    hospital.bring_in(
        [
            *sheets(first=701, count=1, A20="ID-SAME"),
            *sheets(first=702, count=1, A20="ID-SAME", **elsewhere),
        ],
        name="同一人.csv",
    )
    president = hospital.client("president")
    listed = president.get(f"/cases/{JUNE}").content.decode()
    keys = [
        key
        for key in re.findall(r'href="/cases/([0-9a-f]{32})/\?month=2025-06" data-row-link', listed)
        if len(president.get(f"/cases/{key}/").context["others"]) == 1
    ]

    head = hospital.client("orthopaedics_head")
    answers = {key: head.get(f"/cases/{key}/") for key in keys}

    assert len(keys) == 2
    assert sorted(answer.status_code for answer in answers.values()) == [200, 404]
    seen = next(answer for answer in answers.values() if answer.status_code == 200)
    assert seen.context["others"] == []


def test_a_page_beyond_the_last_says_that_nothing_is_there(page: Page) -> None:
    assert "这一页没有内容" in page("president", f"/cases/{JUNE}&page=99")


def test_a_period_without_discharges_says_so(page: Page) -> None:
    assert "没有符合条件的病例" in page("president", "/cases/?period=2025-05")


def test_a_list_is_ordered_by_its_heads(hospital: Hospital) -> None:
    client = hospital.client("president")

    def days(query: str) -> list[str]:
        listed = client.get(f"/cases/{JUNE}{query}").content.decode()
        return re.findall(r'data-label="出院" class="nowrap">([0-9-]+)<', listed)

    assert days("") == sorted(days(""), reverse=True)
    assert days("&sort=discharged") == sorted(days(""))
    assert len(set(days(""))) > 1


def test_single_cases_leave_in_no_file(hospital: Hospital) -> None:
    client = hospital.client("president")

    assert "format=csv" not in client.get(f"/cases/{JUNE}").content.decode()
    assert client.get(f"/cases/{JUNE}&format=csv").status_code == 403


def test_any_page_number_is_survived(page: Page) -> None:
    for number in ("0", "-1", "x", "9" * 40, "１"):
        assert "病例查询" in page("president", f"/cases/{JUNE}&page={number}")


def test_pages_of_a_party_unit_lead_to_no_case(page: Page) -> None:
    for post in ("president", "branch_secretary"):
        text = page(post, "/org/units/PB1/")
        main = text.split("<main", 1)[1]
        assert "/cases/" not in main
        assert "/overview/?period" not in main


def test_a_departments_page_leads_to_its_figures(page: Page) -> None:
    assert "department=CARD" in page("cardiology_head", "/org/units/CARD/")
