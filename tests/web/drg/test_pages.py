"""Pages on DRG groups: counts that open to their cases, groups, trials, the group of a case."""

from __future__ import annotations

import re

from tests.cases.grouping.factories import own_weights, set_parameter
from tests.web_hospital import Hospital, sheets

JUNE = "?period=2025-06"


def text(hospital: Hospital, url: str, post: str = "president") -> str:
    answer = hospital.client(post).get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_count_of_the_overview_opens_to_so_many_cases(hospital: Hospital) -> None:
    hospital.bring_in(sheets(first=801, count=2, C03C="XYZ"), name="无编码.csv")
    client = hospital.client("president")
    page = client.get(f"/drg/{JUNE}").content.decode()

    links = re.findall(r'href="(/drg/cases/\?[^"]+)"[^>]*>([\d,]+)<', page)
    counts = [
        (client.get(url.replace("&amp;", "&")).context["list"].pages.total, int(shown))
        for url, shown in links
    ]

    assert len(counts) > 5
    assert all(opened == shown > 0 for opened, shown in counts)
    assert "主要诊断的编码不在编码表中" in page


def test_a_head_of_department_sees_only_their_own(hospital: Hospital) -> None:
    client = hospital.client("orthopaedics_head")

    totals = {client.get(f"/drg/{JUNE}").context["total"].cases}
    totals.add(client.get(f"/drg/cases/{JUNE}").context["list"].pages.total)

    assert totals == {11}


def test_an_edition_that_is_not_in_force_is_marked_as_a_trial(hospital: Hospital) -> None:
    case = hospital.cases["CARD-A"]

    for url in (
        *(f"/drg/{page}{JUNE}" for page in ("", "cases/", "groups/")),
        f"/cases/{case.case_key}/",
        "/drg/trial/?dx=I25.103&sex=1&age=60",
    ):
        assert "试算（旧版）" in text(hospital, url), url


def test_a_case_without_weight_says_so_and_has_no_number(hospital: Hospital) -> None:
    before = text(hospital, f"/drg/groups/{JUNE}")
    own_weights({"FR45": "0.8321"})

    after = text(hospital, f"/drg/groups/{JUNE}")

    assert "无权重" in before
    assert "0.8321" not in before
    assert "0.8321" in after
    assert "病例组合指数" in text(hospital, f"/drg/{JUNE}")


def test_a_reference_table_tells_that_it_is_second_hand(hospital: Hospital) -> None:
    set_parameter("drg.weights", "harbin_2023")

    page = text(hospital, f"/drg/{JUNE}")

    assert "转录而来，未见原文，仅供参考" in page
    assert "不是同一版" in page


def test_a_parameter_that_names_no_edition_is_told_on_the_page(hospital: Hospital) -> None:
    set_parameter("drg.edition", "no_such")

    answer = hospital.client("president").get(f"/drg/{JUNE}")

    assert answer.status_code == 422
    assert "no_such" in answer.content.decode()


def test_the_page_of_a_case_tells_its_group_and_why(hospital: Hospital) -> None:
    page = text(hospital, f"/cases/{hospital.cases['CARD-A'].case_key}/")

    assert "FR45" in page
    assert "分到哪一类、哪一组" in page


def test_a_trial_groups_and_explains_what_was_pasted(hospital: Hospital) -> None:
    page = text(hospital, "/drg/trial/?dx=I25.103|I10.x00&px=36.0700x004&sex=1&age=60&stay=8")

    assert "FM19" in page
    assert "并发症与合并症" in page


def test_a_trial_under_another_edition_uses_that_edition(hospital: Hospital) -> None:
    page = text(hospital, "/drg/trial/?dx=I25.103&px=36.0700x004&sex=1&age=60&edition=guangxi_2022")

    assert "FM15" in page


def test_codes_are_found_by_words_initials_and_code_and_put_in(hospital: Hospital) -> None:
    for words in ("冠状动脉粥样硬化性心脏病", "gzdmzyyhxxzb", "I25.103"):
        page = text(hospital, f"/drg/trial/?q={words}&sex=1&age=60")
        assert "I25.103</code>" in page, words

    (url, *_) = re.findall(r'<a href="(/drg/trial/\?[^"]*I25\.103[^"]*)"', page)
    assert "入组" in text(hospital, url.replace("&amp;", "&"))
    assert "没有找到" in text(hospital, "/drg/trial/?q=qqzzxx")


def test_a_number_that_is_none_is_complained_of_in_place(hospital: Hospital) -> None:
    page = text(hospital, "/drg/trial/?dx=I25.103&age=sixty")

    assert 'class="error"' in page
    assert 'id="result"' not in page


def test_a_month_without_discharges_says_so(hospital: Hospital) -> None:
    assert "没有出院病例" in text(hospital, "/drg/?period=2025-05")
    assert "没有入组的病例" in text(hospital, "/drg/groups/?period=2025-05")
