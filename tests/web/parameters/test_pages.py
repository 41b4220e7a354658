"""A value is drafted by one, approved by another; a year is read first and loaded then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields import rules as fields
from linghang.foundation.parameters import catalog, kinds, services
from linghang.foundation.parameters.definitions import Parameter
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.workdays.models import LoadedYear
from linghang.web.parameters import entering
from tests.foundation.workdays.notices import NOTICES
from tests.web_hospital import Hospital

FEBRUARY = date(2026, 2, 1)
DRAFTER, APPROVER = "security_administrator", "president"
DRAFT = "/rules/parameters/cadre.notice/draft/"
MOST = 20


@pytest.fixture
def hospital(empty_hospital: Hospital) -> Hospital:
    """No case is needed here."""
    return empty_hospital


def values(**changed: Any) -> dict[str, Any]:
    """Seven workdays of notice from February on."""
    default = {"value": "7", "active_from": "2026-02-01", "basis": "own", "reason": "从严"}
    return {**default, **changed}


def drafted(hospital: Hospital, **changed: Any) -> ParameterChange:
    answer = hospital.client(DRAFTER).post(DRAFT, values(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return ParameterChange.objects.latest("pk")


@pytest.mark.parametrize(
    "loaded", catalog.catalog().items.values(), ids=lambda loaded: loaded.item.code
)
def test_a_form_that_is_sent_as_it_came_means_the_same_value(loaded: Loaded[Parameter]) -> None:
    item = loaded.item
    shown = {name: str(value) for name, value in entering.initial(item.typed).items()}
    if item.kind is kinds.Kind.AMOUNT:
        shown = {"value": str(Decimal(shown["value"]) / kinds.FEN)}
    parsed = {}
    for field in entering.fields(item):
        text = shown[field.code]
        found = fields.parse(field, "" if text == "None" else text)
        assert not found.complaint
        parsed[field.code] = found.value

    assert kinds.parse(item.kind, entering.raw(item, parsed)) == item.typed


def test_the_list_shows_values_with_their_ground(hospital: Hospital) -> None:
    client = hospital.client("president")

    page = client.get("/rules/parameters/?q=公示").content.decode()

    assert "干部任前公示" in page
    assert "不少于5个工作日" in page
    assert "只能提高" in page
    assert "党费" not in page.partition("<table")[2]


def test_two_persons_change_a_value(hospital: Hospital) -> None:
    change = drafted(hospital)
    url = f"/rules/changes/{change.pk}/"
    own = hospital.client(DRAFTER).get(url).content.decode()
    assert "撤回" in own
    assert "/approve/" not in own
    approver = hospital.client(APPROVER)
    assert "/approve/" in approver.get(url).content.decode()

    answer = approver.post(f"{url}approve/", {"note": "同意"}, follow=True)

    page = answer.content.decode()
    assert "已批准，自生效日期起按新值执行" in page
    assert services.value("cadre.notice", FEBRUARY) == 7
    listed = approver.get("/rules/parameters/cadre.notice/").content.decode()
    assert "职工P10" in listed
    assert "不少于5个工作日" in listed, "until February"


def test_a_looser_value_is_refused_in_place_and_nothing_typed_is_lost(hospital: Hospital) -> None:
    answer = hospital.client(DRAFTER).post(DRAFT, values(value="3"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "本院只能提高" in page
    assert 'value="3"' in page
    assert not ParameterChange.objects.exists()


def test_a_revised_text_needs_number_and_file_which_is_kept(hospital: Hospital) -> None:
    client = hospital.client(DRAFTER)
    asked = values(value="3", basis="superseding")
    refused = client.post(DRAFT, asked)
    assert refused.status_code == 422
    assert "没有附上级文件" in refused.content.decode()

    file = SimpleUploadedFile("新条例.pdf", b"%PDF-1.7", "application/pdf")
    client.post(DRAFT, {**asked, "document": "中发〔2026〕1号", "file": file})

    change = ParameterChange.objects.get()
    assert change.supersedes
    download = client.get(f"/rules/changes/{change.pk}/file/")
    assert b"".join(download.streaming_content) == b"%PDF-1.7"
    assert download["Content-Disposition"].startswith("attachment")


def test_a_refused_draft_leaves_no_file_row(hospital: Hospital) -> None:
    file = SimpleUploadedFile("纪要.pdf", b"%PDF-1.7", "application/pdf")

    answer = hospital.client(DRAFTER).post(DRAFT, values(value="3", file=file))

    assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_a_file_says_how_sensitive_it_is(hospital: Hospital) -> None:
    client = hospital.client(DRAFTER)
    file = SimpleUploadedFile("内部资料.pdf", b"%PDF-1.7", "application/pdf")
    assert 'name="level"' in client.get(DRAFT).content.decode()

    hinted = client.post(DRAFT, values(file=file, level="open"))
    file.seek(0)
    taken = client.post(DRAFT, values(file=file, level="work_secret"))

    assert (hinted.status_code, "却申报为非密" in hinted.content.decode()) == (422, True)
    assert taken.status_code == 302
    assert Evidence.objects.get().level == "work_secret"


def test_a_program_is_no_evidence(hospital: Hospital) -> None:
    file = SimpleUploadedFile("tool.exe", b"MZ", "application/octet-stream")

    answer = hospital.client(DRAFTER).post(DRAFT, values(file=file))

    assert answer.status_code == 422
    assert "格式的文件" in answer.content.decode()


def test_a_form_sent_twice_drafts_once(hospital: Hospital) -> None:
    client = hospital.client(DRAFTER)
    once = {**values(), "once": "0123456789abcdefghij"}

    client.post(DRAFT, once)
    client.post(DRAFT, once)

    assert ParameterChange.objects.count() == 1


def test_a_draft_is_sent_back_or_taken_back(hospital: Hospital) -> None:
    change, other = drafted(hospital), drafted(hospital, active_from="2026-03-01")

    hospital.client(APPROVER).post(f"/rules/changes/{change.pk}/refuse/", {"note": "先上会"})
    hospital.client(DRAFTER).post(f"/rules/changes/{other.pk}/withdraw/")

    change.refresh_from_db()
    other.refresh_from_db()
    assert (change.state, change.note) == (State.REFUSED, "先上会")
    assert other.state == State.WITHDRAWN
    page = hospital.client(DRAFTER).get(f"/rules/changes/{change.pk}/").content.decode()
    assert "先上会" in page
    assert "已退回" in page


def test_the_list_costs_the_same_for_two_changes_and_for_twenty(hospital: Hospital) -> None:
    client = hospital.client("president")
    counts = []
    for days in (range(1, 3), range(3, 21)):
        for day in days:
            drafted(hospital, active_from=f"2026-03-{day:02}")
        for url in ("/rules/parameters/", "/rules/parameters/cadre.notice/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert max(counts) <= MOST


def test_a_year_shows_holidays_and_make_up_days(hospital: Hospital) -> None:
    page = hospital.client("team_leader").get("/rules/workdays/2025/").content.decode()

    assert "全年工作日248天" in page
    assert page.count("<small>班</small>") == 5
    assert page.count("<small>休</small>") == 28
    assert "载入一年的安排" not in page


def test_a_notice_is_read_first_and_loaded_then(hospital: Hospital) -> None:
    client = hospital.client(DRAFTER)
    text = NOTICES[2026].replace(
        "6月19日（周五）至21日（周日）放假，共3天", "6月19日（周五）放假1天"
    )
    first = client.post(
        "/rules/workdays/load/",
        {"year": "2026", "document": "国办发明电〔2026〕1号", "text": text},
    )
    page = first.content.decode()
    assert "2月15日（周日）至2月23日（周一）放假" in page
    assert "1月4日、2月14日" in page
    assert not LoadedYear.objects.exists()

    answer = client.post(
        "/rules/workdays/load/",
        {
            "year": "2026",
            "document": "国办发明电〔2026〕1号",
            "text": text,
            "name": "通知.txt",
            "confirmed": "1",
        },
        follow=True,
    )

    assert "已载入2026年的放假和调休" in answer.content.decode()
    assert LoadedYear.objects.get().loaded_by == "P10"


def test_a_file_does_as_well_as_a_text(hospital: Hospital) -> None:
    file = SimpleUploadedFile("通知.txt", NOTICES[2026].encode("gb18030"))

    answer = hospital.client(DRAFTER).post(
        "/rules/workdays/load/", {"year": "2026", "document": "文号", "file": file}
    )

    assert answer.status_code == 200
    assert "核对无误，载入" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"year": "1999"}, "年份应在2024至2026之间"),
        ({"document": " "}, "没有写通知的文号"),
        ({"text": "今天放假"}, "没有找到放假安排"),
        ({"text": NOTICES[2025]}, "请核对年份和日期"),
    ],
)
def test_what_is_no_notice_is_refused_and_can_be_mended(
    hospital: Hospital, changed: dict[str, str], says: str
) -> None:
    sent = {"year": "2026", "document": "国办发明电〔2025〕7号", "text": NOTICES[2026]}

    answer = hospital.client(DRAFTER).post("/rules/workdays/load/", {**sent, **changed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
