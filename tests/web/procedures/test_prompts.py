"""Prompts, explanations and denials on the pages of a procedure that is only YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from linghang.foundation.trail.models import Entry
from linghang.procedures.models import Proceeding
from tests.procedures.conftest import declare  # noqa: F401 - a fixture
from tests.web_hospital import Hospital

CHAIRS = """
- code: chairs
  name: 添置桌椅
  source: 为测试而设
  overseers:
    - {posts: [hr_director], at: anywhere}
  keep: proc.keep_years
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head]}]
      needs:
        fields:
          - {code: kind, name: 品目, kind: text, required: true}
          - {code: amount, name: 金额, kind: money, unit: 元, required: true}
          - {code: urgent, name: 急用, kind: boolean, required: true}
          - code: why
            name: 急用原因
            kind: text
            required: true
            when: {all: [{field: urgent, equals: true}]}
        documents:
          - {kind: proof, name: 急用证明, when: {all: [{field: urgent, equals: true}]}}
        requirements:
          - provider: procedures.year_total
            params: {amount: amount, same: kind, limit: proc.decentralised}
            if_unmet: explain
    - key: check
      title: 审核
      who: [{posts: [department_head, records_director], at: anywhere}]
      after: [ask]
      ends: completed
  different:
    - {steps: [ask, check], by: department}
"""


@pytest.fixture
def hospital(empty_hospital: Hospital, declare: Callable[[str], None]) -> Hospital:  # noqa: F811
    declare(CHAIRS)
    return empty_hospital


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def begun(hospital: Hospital) -> str:
    data = {"title": "添置桌椅", "unit": "心血管内科（CARD）"}
    answer = hospital.client("cardiology_head").post("/procedures/chairs/start/", data)
    assert answer.status_code == 302, answer.content.decode()
    return f"/proceedings/{Proceeding.objects.latest('pk').pk}/"


def ask(hospital: Hospital, url: str, amount: str, **more: str) -> Any:
    data = {"kind": "椅子", "amount": amount, "urgent": "0", "seen": 1, **more}
    return hospital.client("cardiology_head").post(f"{url}ask/", data)


def test_a_prompt_is_explained_on_the_form_and_tells_the_overseer(hospital: Hospital) -> None:
    first, second = begun(hospital), begun(hospital)
    assert ask(hospital, first, "300000").status_code == 302

    refused = ask(hospital, second, "300000")
    assert refused.status_code == 422
    assert "同类2件合计60万元，超过50万元" in refused.content.decode()
    assert 'name="explanation"' in refused.content.decode()
    done = ask(hospital, second, "300000", explanation="第二批为新病区开科所需。")
    assert done.status_code == 302

    page = text(hospital.client("records"), second)
    assert "说明：第二批为新病区开科所需。" in page
    assert f'<a href="{first}">' in page, "the prompt opens to what it sums"
    overseer = hospital.client("hr_director")
    assert "按提示作了说明" in text(overseer, "/notices/")


def test_a_form_asks_only_on_its_condition(hospital: Hospital) -> None:
    url = begun(hospital)

    form = text(hospital.client("cardiology_head"), f"{url}ask/")
    assert "只在“急用”为是时填写。" in form
    assert "只在“急用”为是时提供。" in form
    urgent = ask(hospital, url, "100", urgent="1")
    assert urgent.status_code == 422
    assert "“急用原因”必须填写" in urgent.content.decode()
    assert "缺少材料“急用证明”" in urgent.content.decode()
    assert ask(hospital, url, "100").status_code == 302


def test_a_denial_that_keeps_duties_apart_stays_in_the_trail(hospital: Hospital) -> None:
    """B15: the refusal is logged, though the deed was rolled back."""
    url = begun(hospital)
    assert ask(hospital, url, "100").status_code == 302

    denied = hospital.client("cardiology_head").post(f"{url}check/", {"seen": 2})

    assert denied.status_code == 422
    told = Entry.objects.get(action="procedures.step.denied")
    assert told.facts["codes"] == ["separation"]
    assert "必须由不同的部门办理" in told.personal["reason"]["value"]


def test_the_page_says_until_when_the_file_is_kept(hospital: Hospital) -> None:
    """§4.6.11: fifteen years from the end."""
    url = begun(hospital)
    data = {"urgent": "1", "why": "开科"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("急用证明.pdf", b"%PDF-1", "application/pdf")
    assert ask(hospital, url, "100", paper_proof_0=paper, **data).status_code == 302
    records = hospital.client("records")
    assert records.post(f"{url}check/", {"seen": 2}).status_code == 302

    assert "保存至2040年12月31日，期内不得销毁" in text(records, url)
