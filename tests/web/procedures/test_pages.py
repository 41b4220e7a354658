"""A procedure that is only YAML in the hospital's own folder runs on its pages at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.procedures.models import Proceeding
from tests.procedures.conftest import declare, loan  # noqa: F401 - fixtures
from tests.web_hospital import Hospital

pytestmark = pytest.mark.usefixtures("loan")


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def send(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, data)


def begun(hospital: Hospital) -> tuple[Proceeding, str]:
    head = hospital.client("cardiology_head")
    data = {"title": "借用监护仪", "unit": "心血管内科（CARD）"}
    answer = send(head, "/procedures/device_loan/start/", **data)
    assert answer.status_code == 302, answer.content.decode()
    made = Proceeding.objects.latest("pk")
    return made, f"/proceedings/{made.pk}/"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("申请表.pdf", b"%PDF-1", "application/pdf")


def asked(hospital: Hospital) -> tuple[Proceeding, str]:
    made, url = begun(hospital)
    data = {"device": "监护仪", "paper_form_0": paper(), "seen": 1}
    answer = send(hospital.client("cardiology_head"), f"{url}ask/", **data)
    assert answer.status_code == 302, answer.content.decode()
    return made, url


def test_the_procedure_is_drawn_told_and_offered_to_whom_it_falls(
    empty_hospital: Hospital,
) -> None:
    page = text(empty_hospital.client("cardiology_head"), "/procedures/device_loan/")

    assert "<svg" in page
    assert "≤5个工作日" in page
    assert "与“审核”必须由不同的部门办理。" in page
    assert "/procedures/device_loan/start/" in page
    others = text(empty_hospital.client("records"), "/procedures/device_loan/")
    assert "/procedures/device_loan/start/" not in others


def test_the_chart_is_a_file_to_hang_on_the_wall(empty_hospital: Hospital) -> None:
    client = empty_hospital.client("records")

    answer = client.get("/procedures/device_loan/chart.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith("attachment;")
    told = answer.content.decode()
    assert "依据：" in told
    assert "≤5个工作日" in told
    assert client.get("/procedures/nothing/chart.svg").status_code == 404


def test_a_step_is_done_with_its_paper_and_the_dossier_keeps_it(empty_hospital: Hospital) -> None:
    made, url = asked(empty_hospital)

    page = text(empty_hospital.client("records"), url)
    assert "现在：审核" in page
    assert "设备：监护仪" in page
    document = made.acts.get(number=2).documents.get()
    assert f'title="{document.sha256}"' in page
    answer = empty_hospital.client("records").get(f"{url}papers/{document.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1"
    assert "借用监护仪：审核" in text(empty_hospital.client("records"), "/")


def test_the_page_says_what_stands_in_the_way_and_who_can_lift_it(
    empty_hospital: Hospital,
) -> None:
    _, url = asked(empty_hospital)

    page = text(empty_hospital.client("cardiology_head"), url)

    assert "“审核”与“申请”必须由不同的部门办理" in page
    assert "今天可以办理的人：职工P2（病案科科长）、职工P4（骨科主任）" in page
    assert "可以解决的人：没有办理过“申请”的病案科科长、科主任（全院）" in page
    assert f"{url}check/" not in page.replace(f"{url}check/refuse/", "")
    denied = empty_hospital.client("cardiology_head").get(f"{url}check/")
    assert denied.status_code == 403
    assert "必须由不同的部门办理" in denied.content.decode()


def test_a_form_that_lacks_something_says_so_in_place(empty_hospital: Hospital) -> None:
    made, url = begun(empty_hospital)

    answer = send(empty_hospital.client("cardiology_head"), f"{url}ask/", device="监护仪", seen=1)

    assert answer.status_code == 422
    assert "请上传申请表。" in answer.content.decode()
    assert made.acts.count() == 1


def test_who_is_late_with_the_click_is_told(empty_hospital: Hospital) -> None:
    _, url = asked(empty_hospital)
    send(empty_hospital.client("records"), f"{url}check/", seen=2)

    answer = send(empty_hospital.client("orthopaedics_head"), f"{url}check/", seen=2)

    assert answer.status_code == 422
    assert "已经有人办理了这件事" in answer.content.decode()


def test_sending_back_voiding_and_the_timeline(empty_hospital: Hospital) -> None:
    made, url = asked(empty_hospital)
    data = {"what": "to:ask", "reason": "型号不清", "seen": 2}
    assert send(empty_hospital.client("records"), f"{url}check/refuse/", **data).status_code == 302

    page = text(empty_hospital.client("cardiology_head"), url)
    assert "现在：申请" in page
    assert "已退回，不再计入" in page
    assert "型号不清" in page
    assert "dossier-heading" not in page, "what was sent back is in the timeline only"

    void = send(empty_hospital.client("hr_director"), f"{url}void/", reason="不借了", seen=3)
    assert void.status_code == 302
    made.refresh_from_db()
    assert made.outcome == "voided"
    assert "作废" in text(empty_hospital.client("records"), "/proceedings/")


def test_lists_and_pages_ask_no_more_for_many(empty_hospital: Hospital) -> None:
    _, url = asked(empty_hospital)
    client = empty_hospital.client("records")

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            text(client, address)
        return len(seen)

    addresses = ("/proceedings/", "/", url)
    before = [count(each) for each in addresses]
    for _ in range(3):
        asked(empty_hospital)

    assert [count(each) for each in addresses] == before
    assert max(before) <= 27, before
