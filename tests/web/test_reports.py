"""Reports on the page: built, read with every number linked, taken away as Word."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from linghang.reports.models import Report
from tests.web_hospital import Hospital

WANTED = {"report": "brief", "period": "2025-06"}


@pytest.fixture
def built(hospital: Hospital) -> Report:
    hospital.client("president").post("/reports/", WANTED)
    return Report.objects.get()


def test_a_built_report_is_shown_with_its_numbers_linked(hospital: Hospital, built: Report) -> None:
    client = hospital.client("president")

    text = client.get(f"/reports/{built.pk}/").content.decode()

    links = re.findall(r'class="bound" href="([^"]+)"', text)
    assert "26人次" in text
    assert len(links) > 10
    assert {client.get(link.replace("&amp;", "&")).status_code for link in set(links)} == {200}


def test_the_page_and_the_document_say_the_same_value(hospital: Hospital, built: Report) -> None:
    client = hospital.client("president")
    value = client.get("/indicators/average_length_of_stay/?period=2025-06").context["value"]

    page = client.get(f"/reports/{built.pk}/").content.decode()
    answer = client.get(f"/reports/{built.pk}/document/")

    document = Document(io.BytesIO(answer.getvalue()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert value.text in page
    assert value.text in text
    assert "attachment" in answer["Content-Disposition"]


def test_a_report_that_cannot_be_built_says_why_and_keeps_what_was_chosen(
    hospital: Hospital,
) -> None:
    answer = hospital.client("president").post("/reports/", {**WANTED, "period": "2025-05"})

    assert answer.status_code == 422
    assert "2025年5月没有出院病例" in answer.content.decode()
    assert '<option value="2025-05" selected>' in answer.content.decode()
    assert not Report.objects.exists()


def test_a_reader_who_may_not_build_is_told_who_may(hospital: Hospital) -> None:
    held = hospital.appointments["president"]
    held.post = "party_secretary"
    held.unit = hospital.appointments["branch_secretary"].unit.placements.get().parent
    held.save()
    client = hospital.client("president")

    assert "党委书记没有生成报告的权限" in client.get("/reports/").content.decode()
    assert client.post("/reports/", WANTED).status_code == 403


def test_a_bulletin_names_whom_it_goes_to_at_the_end_as_the_document_does(
    hospital: Hospital, built: Report
) -> None:
    text = hospital.client("president").get(f"/reports/{built.pk}/").content.decode()

    assert 'class="addressee"' not in text
    assert text.index("数据口径与来源") < text.index("发：院领导")


def test_the_list_names_who_built_and_leads_to_page_and_document(
    hospital: Hospital, built: Report
) -> None:
    text = hospital.client("president").get("/reports/").content.decode()

    assert f'<a href="/reports/{built.pk}/" data-row-link>{built.title}</a>' in text
    assert f'<a href="/reports/{built.pk}/document/">Word</a>' in text
    assert 'data-label="生成人" class="nowrap">职工P1<' in text
