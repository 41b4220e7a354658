"""The list of what is on its way, and the steps of a proceeding as the office counts them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from linghang.procedures import catalog
from linghang.procedures.alternatives.rules import numbers
from linghang.procedures.models import Proceeding, Turn
from tests.procedures.conftest import declare, loan  # noqa: F401 - fixtures
from tests.web_hospital import Hospital

CLASSED = """
- code: classed
  name: 分类办理
  source: 为测试而设
  overseers: [{posts: [hr_director], at: anywhere}]
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head]}]
      needs:
        fields:
          - code: class
            name: 类别
            kind: choice
            required: true
            options: [{code: a, name: 甲类}, {code: b, name: 乙类}]
          - {code: large, name: 大额, kind: boolean, required: true}
    - key: argue_a
      title: 论证（甲类）
      who: [{posts: [records_director], at: anywhere}]
      after: [ask]
      when: {all: [{field: class, equals: a}]}
    - key: argue_b
      title: 论证（乙类）
      who: [{posts: [hr_director], at: anywhere}]
      after: [ask]
      when: {all: [{field: class, equals: b}]}
    - key: aside
      title: 另行说明
      beside: true
      who: [{posts: [department_head]}]
      after: [argue_a, argue_b]
      when: {all: [{field: large, equals: true}]}
    - key: approve
      title: 批准
      who: [{posts: [president], at: above}]
      after: [aside]
      may_reject: true
      ends: completed
"""


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def rows(client: Client, query: str = "") -> list[str]:
    """The rows of the list, each as the words of its cells."""
    body = text(client, f"/proceedings/{query}").partition("<tbody")[2].partition("</tbody>")[0]
    found = re.findall(r"<tr.*?</tr>", body, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def begun(hospital: Hospital, code: str, title: str) -> Proceeding:
    data = {"title": title, "unit": "心血管内科（CARD）"}
    answer = hospital.client("cardiology_head").post(f"/procedures/{code}/start/", data)
    assert answer.status_code == 302, answer.content.decode()
    return Proceeding.objects.latest("pk")


@pytest.mark.usefixtures("loan")
def test_the_list_says_the_current_step_its_last_day_and_what_is_overdue(
    empty_hospital: Hospital,
) -> None:
    late, timely = (begun(empty_hospital, "device_loan", title) for title in ("借甲", "借乙"))
    Turn.objects.filter(proceeding=late).update(due=date(2000, 1, 3))
    client = empty_hospital.client("cardiology_head")

    told = {row.split()[0]: row for row in rows(client)}
    assert "申请 2000-01-03 超期" in told["借甲"]
    assert "申请 — 办理中" in told["借乙"]
    assert [row.split()[0] for row in rows(client, "?late=1")] == ["借甲"]
    assert [row.split()[0] for row in rows(client, "?late=0")] == ["借乙"]
    assert [row.split()[0] for row in rows(client, "?sort=due")] == ["借甲", "借乙"]
    assert len(rows(client, "?unit=CARD")) == 2
    assert timely.pk


@pytest.mark.usefixtures("loan")
def test_what_has_a_list_of_its_own_does_not_drown_the_business_of_the_house(
    empty_hospital: Hospital,
) -> None:
    begun(empty_hospital, "device_loan", "借甲")
    filed = begun(empty_hospital, "device_loan", "报送乙")
    Proceeding.objects.filter(pk=filed.pk).update(subject_type="ledgers.filing", subject_id="1")
    client = empty_hospital.client("cardiology_head")

    assert [row.split()[0] for row in rows(client)] == ["借甲"]
    assert [row.split()[0] for row in rows(client, "?kind=ledgers.filing")] == ["报送乙"]
    assert len(rows(client, "?kind=all")) == 2
    page = text(client, "/proceedings/")
    assert "设备外借</option>" in page
    assert "报送：" not in page.partition('name="procedure"')[2].partition("</select>")[0]


def test_steps_are_numbered_as_the_office_counts_them(
    empty_hospital: Hospital,
    declare: Callable[[str], Any],  # noqa: F811 - the fixture
) -> None:
    declare(CLASSED)
    made = begun(empty_hospital, "classed", "甲事")
    head, url = empty_hospital.client("cardiology_head"), f"/proceedings/{made.pk}/"

    before = text(head, url)
    assert "2. 论证 " in before
    assert "按“类别”由其中一个部门办理" in before
    assert "3. 批准" in before
    assert "规定步骤之外、视情况办理的1步" in before
    assert "“大额”为是时办理" in before

    given = {"class": "b", "large": "false", "seen": 1}
    answer = head.post(f"{url}ask/", given)
    assert answer.status_code == 302, answer.content.decode()

    after = text(head, url)
    assert "2. 论证（乙类）" in after
    assert "视情况" not in after
    skipped = after.partition("不适用的2步")[2]
    assert "2. 论证（甲类）" in skipped.partition("</dl>")[0]
    assert "只在“类别”为甲类时办理" in skipped


@pytest.mark.one_engine
def test_admission_to_the_party_has_the_25_steps_of_the_regulation() -> None:
    """§1.6: five stages and 25 steps; extension and its approvals stand beside them."""
    loaded = catalog.current("party_admission")
    assert loaded is not None
    counted = numbers(loaded.item)

    assert counted["confirmation_approval"] == "24"
    assert counted["archive"] == "25"
    assert [key for key, number in counted.items() if not number] == [
        "extension_approval",
        "extended_meeting",
        "cancellation",
        "extended_approval",
    ]
