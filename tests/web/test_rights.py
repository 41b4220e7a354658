"""What I may do and why; and what the security administrator reviews."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linghang.foundation import clock
from linghang.org import deeds, posts, services
from linghang.org.models import Appointment, Person, Unit
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

Page = Callable[[str, str], str]
OWN, POSTS, CONFLICTS = reverse("rights-own"), reverse("rights-posts"), reverse("rights-conflicts")


@pytest.fixture
def hospital(empty_hospital: Hospital) -> Hospital:
    """Rights need no case."""
    return empty_hospital


def lines(answer) -> list[list[str]]:
    """The rows of a CSV export, without the lines that name who took it out."""
    body = answer.getvalue() if hasattr(answer, "getvalue") else answer.content
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("post", ["president", "cardiology_head", "branch_secretary"])
def test_everybody_sees_every_deed_with_its_reason(page: Page, post: str):
    text = page(post, OWN)

    for deed in deeds.all():
        assert deed.name in text
    assert "不可以" in text
    assert "的权限" in text


def test_the_reason_names_who_could_allow_it(page: Page):
    text = page("team_leader", f"{OWN}?q=导入")

    assert "心血管内科甲组医疗组长没有导入病案首页的权限" in text
    assert "病案科科长、病案科编码员" in text


def test_filters_leave_what_was_asked_for(page: Page):
    allowed = page("branch_secretary", f"{OWN}?answer=yes")
    refused = page("branch_secretary", f"{OWN}?answer=no&sensitive=1")

    assert "查看组织情况" in allowed
    assert "导出留痕" not in allowed
    assert "导出留痕" in refused
    assert "生成报告" not in refused


def test_another_of_my_posts_is_shown_without_switching_to_it(hospital: Hospital):
    client = hospital.client("cardiology_head")
    branch = hospital.appointments["head_as_branch_secretary"].pk

    shown = client.get(f"{OWN}?post={branch}").content.decode()

    assert "内科第一党支部书记属党组织岗位，不因职务查看患者病例" in shown
    assert "心血管内科主任（当前）" in shown
    assert "心血管内科主任可以查看" in client.get(OWN).content.decode()


def test_somebody_elses_post_is_not_there(hospital: Hospital):
    client = hospital.client("cardiology_head")

    for asked in (hospital.appointments["president"].pk, "", "x", "1 OR 1=1"):
        assert client.get(OWN, {"post": asked}).status_code == 404


def test_a_delegation_says_what_it_leaves_out(hospital: Hospital):
    principal = hospital.appointments["hr_director"]
    delegate = Appointment.objects.create(
        person=hospital.appointments["cardiology_head"].person,
        post=principal.post,
        unit=principal.unit,
        basis="delegated",
        principal=principal,
        active_from=FROM,
        active_to=date(2099, 1, 1),
    )

    text = hospital.client("cardiology_head").get(OWN, {"post": delegate.pk}).content.decode()

    assert "授权代办" in text
    left_out = "任免岗位、查看完整个人信息、批准成批导出人员信息、查看亲属和利益关系申报"
    assert f"授权不包括：{left_out}；只能由本人办理的不在授权之内。" in text


def test_the_review_names_every_post_and_who_holds_it(page: Page):
    text = page("security_administrator", POSTS)

    for loaded in posts.catalog().items.values():
        assert reverse("rights-post", args=[loaded.item.code]) in text
    assert "职工P1" in text
    assert 'class="matrix"' in text
    assert "兼任冲突（0）" in text


def test_the_review_can_be_taken_out_with_every_deed(hospital: Hospital):
    answer = hospital.client("security_administrator").get(POSTS, {"format": "csv"})

    rows = lines(answer)
    head = next(row for row in rows if row and row[0] == "岗位")
    president = next(row for row in rows if row and row[0] == "院长")
    told = dict(zip(head, president, strict=True))
    assert {deed.name for deed in deeds.all()} <= set(head)
    assert told["查看脱敏病例"] == "全院"
    assert told["导入病案首页"] == "—"
    assert told["任职人员"] == "职工P1（院长）"


def test_one_post_is_shown_with_its_ground_and_its_holders(page: Page):
    text = page("security_administrator", reverse("rights-post", args=["department_head"]))

    assert "心血管内科主任" in text
    assert "骨科主任" in text
    assert posts.post("department_head").source in text


def test_a_post_that_nobody_holds_says_so(page: Page):
    text = page("security_administrator", reverse("rights-post", args=["medical_director"]))

    assert "今天无人担任" in text


def test_a_conflict_that_stands_is_shown_with_its_reason(hospital: Hospital, page: Page):
    services.appoint(
        person="P1",
        post="party_secretary",
        unit="PC",
        active_from=FROM,
        override_reason="规模小，上级任命",
        actor=hospital.actor("hr_director"),
        at=clock.now(),
    )
    Appointment.objects.create(
        person=Person.objects.get(code="P9"),
        post="audit_administrator",
        unit=Unit.objects.get(code="AUO"),
        active_from=FROM,
    )

    text = page("security_administrator", CONFLICTS)

    assert "规模小，上级任命" in text
    assert "已写明理由" in text
    assert "不得兼任" in text
    assert "今天有1项不得兼任的岗位由一人担任" in page("security_administrator", POSTS)


def test_who_may_not_review_is_told_who_may(hospital: Hospital):
    for url in (POSTS, CONFLICTS, reverse("rights-post", args=["president"])):
        answer = hospital.client("president").get(url)
        assert answer.status_code == 403
        assert "院长没有查看权限总表的权限" in answer.content.decode()
        assert "安全管理员" in answer.content.decode()


def queries(hospital: Hospital, url: str) -> int:
    client = hospital.client("security_administrator")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", [OWN, POSTS, CONFLICTS, f"{POSTS}department_head/"])
def test_more_people_and_more_conflicts_ask_no_more_queries(hospital: Hospital, url: str):
    def people(first: int, count: int) -> None:
        for number in range(first, first + count):
            person = Person.objects.create(code=f"N{number}", name=f"某{number}", active_from=FROM)
            for post, unit in (
                ("department_head", "CARD"),
                ("system_administrator", "ITO"),
                ("audit_administrator", "AUO"),
            ):
                Appointment.objects.create(
                    person=person, post=post, unit=Unit.objects.get(code=unit), active_from=FROM
                )

    people(0, 2)
    few = queries(hospital, url)
    people(2, 18)

    assert queries(hospital, url) == few <= 14
