"""Charts, units, people: what each post sees, on which day, with how many queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.fields.identities import check_digit
from linghang.org import services
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

BY = {"actor": system_actor(), "at": clock.now()}
TODAY = clock.today()
ID_CARD = "99000119900101001" + check_digit("99000119900101001")
DAY = timedelta(days=1)


def see(hospital: Hospital, post: str, name: str, *args: str, query: str = "") -> str:
    answer = hospital.client(post).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def people(count: int, first: int = 0) -> None:
    """Nurses of cardiology's first ward, each with a post."""
    for number in range(first, first + count):
        services.add_person(
            code=f"N{number}", name=f"护士{number}", active_from=FROM, home="CARD1", **BY
        )
        services.appoint(person=f"N{number}", post="nurse", unit="CARD1", active_from=FROM, **BY)


def test_the_chart_shows_the_tree_of_the_day_under_its_names(empty_hospital: Hospital):
    services.rename_unit(code="CARD", name="心脏中心", active_from=TODAY, today=TODAY, **BY)
    before = (TODAY - DAY).isoformat()

    now = see(empty_hospital, "president", "org-chart-of", "administration")
    then = see(empty_hospital, "president", "org-chart-of", "administration", query=f"?on={before}")

    assert ">心脏中心<" in now
    assert ">心血管内科<" not in now
    assert ">心血管内科<" in then


def test_a_search_shows_what_it_found_and_what_leads_there(empty_hospital: Hospital):
    page = see(empty_hospital, "president", "org-chart-of", "administration", query="?q=骨科一病区")

    assert "<mark>骨科一病区</mark>" in page
    assert "示范医院" in page
    assert "心血管内科一病区" not in page
    assert "找到1个单位" in page


def test_nothing_found_and_a_wrong_day_are_said(empty_hospital: Hospital):
    page = see(
        empty_hospital, "president", "org-chart-of", "administration", query="?q=<b>&on=昨天"
    )

    assert "没有名称、编码或负责人含“&lt;b&gt;”的单位" in page
    assert "日期请写成 2025-06-03 的样子" in page


def test_a_department_head_sees_the_own_part_of_the_chart_only(empty_hospital: Hospital):
    own = see(empty_hospital, "cardiology_head", "org-chart")
    party = see(empty_hospital, "orthopaedics_head", "org-chart-of", "party")

    assert "心血管内科一病区" in own
    assert "骨科" not in own
    assert "没有本职务可看的党组织单位" in party
    assert "内科第一党支部" not in party


def test_closed_units_are_shown_on_demand_with_who_follows_them(empty_hospital: Hospital):
    services.merge_units(codes=["ORTH"], into="CARD", on=TODAY, **BY)

    page = see(empty_hospital, "president", "org-chart-of", "administration", query="?closed=1")
    closed = see(empty_hospital, "president", "unit", "ORTH")

    assert "已撤销单位" in page
    assert reverse("unit", args=["ORTH"]) in page
    assert "合并为“心血管内科”，历史数据由其承接" in closed
    assert "已撤销" in closed
    other = empty_hospital.client("cardiology_head")
    assert other.get(reverse("unit", args=["ORTH"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "args"),
    [("people", ()), ("org-chart-of", ("administration",)), ("unit", ("CARD1",))],
)
def test_two_and_twenty_people_take_as_many_queries(
    empty_hospital: Hospital, django_assert_max_num_queries, name: str, args: tuple[str, ...]
):
    client, url = empty_hospital.client("president"), reverse(name, args=args)
    people(2)
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    people(18, first=2)

    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


def test_the_file_of_a_person_takes_as_many_queries_for_many_posts(
    empty_hospital: Hospital, django_assert_max_num_queries
):
    client, url = empty_hospital.client("hr_director"), reverse("person", args=["D1"])

    def hold(first: int, count: int) -> None:
        for number in range(first, first + count):
            day = FROM + number * DAY
            services.appoint(
                person="D1",
                post="physician",
                unit="CARD",
                active_from=day,
                active_to=day + DAY,
                **BY,
            )

    hold(0, 2)
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    hold(2, 18)

    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


def test_numbers_are_masked_on_the_page_and_in_the_file(empty_hospital: Hospital):
    services.correct_person(code="D1", id_card=ID_CARD, mobile="19900001234", **BY)

    page = see(empty_hospital, "hr_director", "person", "D1")
    url = reverse("people") + "?format=csv"
    file = empty_hospital.client("hr_director").post(url, {"reason": "核对通讯录"})
    listed = b"".join(file).decode("utf-8-sig")

    assert f"990{'*' * 11}{ID_CARD[-4:]}" in page
    assert "199****1234" in page
    assert "199****1234" in listed
    for text in (page, listed):
        assert ID_CARD not in text
        assert "19900001234" not in text


def test_a_number_is_shown_for_a_reason_and_only_then(empty_hospital: Hospital):
    services.correct_person(code="D1", id_card=ID_CARD, **BY)
    client, url = empty_hospital.client("hr_director"), reverse("person-unmask", args=["D1"])

    refused = client.post(url, {"field": "id_card", "reason": "看"})
    shown = client.post(url, {"field": "id_card", "reason": "办理社保登记"})

    assert refused.status_code == 422
    assert ID_CARD not in refused.content.decode()
    assert "要写明理由" in refused.content.decode()
    assert ID_CARD in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert ID_CARD not in client.get(url).content.decode()
    assert "查看人员医师甲（D1）的完整证件号，理由：办理社保登记" in see(
        empty_hospital, "hr_director", "person", "D1"
    )


def test_who_left_is_found_by_state_and_by_posts_of_the_whole_hospital_only(
    empty_hospital: Hospital,
):
    Person.objects.filter(code="D2").update(active_to=TODAY)

    assert "D2" not in see(empty_hospital, "president", "people", query="?q=医师乙")
    assert "医师乙" in see(empty_hospital, "president", "people", query="?status=left")
    assert "医师乙" not in see(empty_hospital, "cardiology_head", "people", query="?status=left")


def test_people_of_a_unit_and_what_lies_below(empty_hospital: Hospital):
    people(1)
    by_unit = see(empty_hospital, "president", "people", query="?unit=CARD")

    assert "护士0" in by_unit
    assert "医师甲" in by_unit
    assert "医师丙" not in by_unit


def test_a_former_code_leads_to_the_person(empty_hospital: Hospital):
    services.add_person(code="TWIN", name="医师甲", active_from=TODAY, **BY)
    services.merge_people(duplicate="TWIN", into="D1", reason="同一人", today=TODAY, **BY)

    answer = empty_hospital.client("president").get(reverse("person", args=["TWIN"]))

    assert answer.headers["Location"] == reverse("person", args=["D1"])
    assert "曾用工号" in see(empty_hospital, "president", "person", "D1")


def test_possible_duplicates_are_offered_to_who_may_merge_them(empty_hospital: Hospital):
    for code in ("X1", "X2"):
        services.add_person(code=code, name="某同名", home="CARD1", active_from=TODAY, **BY)

    page = see(empty_hospital, "hr_director", "people-duplicates")

    assert "X1、X2" in page
    assert "姓名和所在科室相同" in page


def test_everybody_opens_the_own_file(empty_hospital: Hospital):
    assert "职工P5" in see(empty_hospital, "branch_secretary", "person", "P5")
    assert Membership.objects.filter(person__code="P5", line=Line.HOME).count() == 0
    assert Unit.objects.filter(active_from=date(1900, 1, 1)).count() == 0
