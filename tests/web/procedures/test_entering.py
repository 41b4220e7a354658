"""Entries at an open step on its page: the button, the form that offers names, what was entered."""

from __future__ import annotations

from collections.abc import Callable

from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb
from tests.procedures.conftest import declare  # noqa: F401 - a fixture
from tests.web.procedures.test_pages import begun, send, text
from tests.web_hospital import Hospital

LOAN = """
- code: device_loan
  name: 设备外借
  source: 为测试而设
  overseers:
    - {posts: [hr_director], at: anywhere}
  steps:
    - key: lend
      title: 借出
      who: [{posts: [department_head], at: unit}]
      entries:
        name: 借出设备
        key: device
        fields:
          - {code: device, name: 设备, kind: text, required: true}
        documents:
          - {kind: photo, name: 照片, least: 0}
    - key: back
      title: 归还
      who: [{posts: [department_head], at: unit}]
      after: [lend]
      may_precede: [lend]
      entries:
        name: 归还设备
        key: device
        fields:
          - {code: device, name: 设备, kind: text, required: true}
      ends: completed
"""


def test_what_was_entered_is_shown_and_offered_at_the_next_step(
    empty_hospital: Hospital,
    declare: Callable[[str], None],  # noqa: F811
) -> None:
    declare(LOAN)
    _, url = begun(empty_hospital)
    head, other = empty_hospital.client("cardiology_head"), empty_hospital.client("hr_director")
    assert f'href="{url}lend/enter/"' in text(head, url)
    assert f'href="{url}lend/enter/"' not in text(other, url)
    assert "借出设备应登记1次，现有0次" in text(head, url)

    assert send(head, f"{url}lend/enter/", seen=1).status_code == 422
    assert send(head, f"{url}lend/enter/", device="监护仪", seen=1).status_code == 302
    page = text(head, url)
    assert "借出设备已登记1次" in page
    assert "设备：监护仪" in page
    assert '<option value="监护仪">监护仪</option>' in text(head, f"{url}back/enter/")
    refused = send(head, f"{url}back/enter/", device="呼吸机", seen=2)
    assert refused.status_code == 422
    assert send(head, f"{url}back/enter/", device="监护仪", seen=2).status_code == 302
    verbs = Proceeding.objects.get().acts.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == [Verb.START, Verb.ENTER, Verb.ENTER]


def test_a_step_without_entries_has_no_form_for_them(
    empty_hospital: Hospital,
    declare: Callable[[str], None],  # noqa: F811
) -> None:
    declare(LOAN.split("      entries:")[0] + "      ends: completed\n")
    _, url = begun(empty_hospital)
    head = empty_hospital.client("cardiology_head")

    assert head.get(f"{url}lend/enter/").status_code == 403
    assert head.post(f"{url}lend/enter/", {"seen": 1}).status_code == 404
