"""Pages on the insurer's returns: figures that open to their rows, deeds, ranges, files."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.returns.models import DifferenceNote
from linghang.foundation import clock
from linghang.foundation.intake import services
from linghang.foundation.intake.models import Batch
from tests import kept
from tests.insurer_returns import row, write
from tests.web_hospital import Hospital, made_filled

JUNE = "?period=2025-06"
TODAY = date(2025, 12, 31)
ORTHOPAEDICS = {"DRG编码": "IR25", "出院日期": "2025-06-07"}


@pytest.fixture
def returned(db, tmp_path) -> Hospital:
    """The filled hospital, and returns of most of its cases with some differences."""

    def made() -> Hospital:
        hospital = made_filled(tmp_path)
        bring_back(
            hospital,
            *(row(f"{number:06}") for number in range(1, 9)),
            row("000009", DRG编码="FR41"),
            row("000010", DRG编码="", 入组状态="未入组", 未入组原因="诊断缺失"),
            *(row(f"{number:06}", **ORTHOPAEDICS) for number in range(201, 206)),
            row("000777"),
        )
        return hospital

    hospital = kept.once("returned hospital", made)
    hospital.folder = tmp_path
    return hospital


def bring_back(hospital: Hospital, *rows: dict[str, str], name: str = "返回.csv") -> Batch:
    """Import and commit returns as the insurance office does."""
    file = write(hospital.folder / name, list(rows))
    return services.import_files(
        kind="insurer_return",
        files=[file],
        actor=hospital.actor("records"),
        today=TODAY,
        clock=clock.now,
    )


def page(hospital: Hospital, url: str, post: str = "records") -> str:
    answer = hospital.client(post).get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_every_figure_opens_to_so_many_rows(returned):
    client = returned.client("records")
    for by in ("", "&by=group"):
        shown = client.get(f"/drg/returns/{JUNE}{by}").content.decode()
        links = re.findall(r'href="(/drg/differences/\?[^"]+)"[^>]*>([\d,]+)<', shown)
        counts = [
            (client.get(url.replace("&amp;", "&")).context["list"].pages.total, int(count))
            for url, count in dict.fromkeys(links)
        ]

        assert len(counts) > 8
        assert [pair for pair in counts if pair[0] != pair[1] or not pair[1]] == []


def test_a_head_of_department_sees_the_own_rows_and_deals_with_none(returned):
    client = returned.client("orthopaedics_head")

    overview = client.get(f"/drg/returns/{JUNE}")
    listed = client.get(f"/drg/differences/{JUNE}&difference=returned")

    assert overview.context["total"].sums.returned == 5
    assert listed.context["list"].pages.total == 5
    assert "没有病例" not in listed.content.decode()
    assert 'name="deed"' not in listed.content.decode()
    assert client.post(f"/drg/differences/{JUNE}", {"deed": "appealed"}).status_code == 403


def test_a_difference_is_dealt_with_from_the_list_and_from_its_case(returned):
    client = returned.client("records")
    row_ = client.get(f"/drg/differences/{JUNE}&difference=severity").content.decode()
    key = re.search(r'name="chosen" value="(\w{32})"', row_)[1]

    listed = client.post(
        f"/drg/differences/{JUNE}",
        {"deed": "appealed", "chosen": [key], "reason_appealed": "已提交申诉材料"},
    )
    case = client.post(
        f"/drg/differences/2025-06/{key}/deal/",
        {"standing": "accepted", "note": "复核后认可医保的分组"},
        follow=True,
    )

    assert listed.status_code == 302
    assert [one.standing for one in DifferenceNote.objects.order_by("pk")] == [
        "appealed",
        "accepted",
    ]
    assert "复核后认可医保的分组" in case.content.decode()
    assert f'value="{key}"' not in page(returned, f"/drg/differences/{JUNE}&standing=open")


def test_a_note_that_says_nothing_is_refused_in_place(returned):
    client = returned.client("records")
    key = client.get(f"/drg/differences/{JUNE}&difference=severity").content.decode()
    chosen = re.search(r'name="chosen" value="(\w{32})"', key)[1]

    answer = client.post(
        f"/drg/differences/{JUNE}", {"deed": "waiting", "chosen": [chosen], "reason_waiting": "嗯"}
    )

    assert answer.status_code == 422
    assert "说明至少" in answer.content.decode()


def test_the_page_of_a_case_shows_both_groups_and_what_to_check(returned):
    listed = page(returned, f"/drg/differences/{JUNE}&difference=severity")
    case = page(returned, re.search(r'href="(/cases/\w{32}/[^"]*)"', listed)[1])

    assert "FR41" in case
    assert "FR45" in case
    assert "仅合并症程度不同" in case


def test_the_list_leaves_the_house_only_with_a_reason(returned):
    url = f"/drg/differences/{JUNE}&difference=severity&format=csv"
    client = returned.client("records")
    asked, denied = client.get(url), returned.client("president").get(url)
    key = returned.client("records").get(url.replace("&format=csv", "")).context["list"].rows
    given = client.post(url, {"reason": "与经办机构核对六月份的分组差异"})

    text = given.getvalue().decode()
    assert "理由" in asked.content.decode()
    assert denied.status_code == 403
    assert "FR41" in text
    assert re.search(r'value="(\w{32})"', str(key))[1] not in text


@pytest.mark.parametrize("url", ["/drg/returns/", "/drg/differences/"])
def test_more_rows_cost_no_more_queries(returned, url):
    client = returned.client("records")
    few = _queries(client, url)
    bring_back(returned, *(row(f"{n:06}") for n in range(800, 850)), name="更多.csv")

    assert 0 < _queries(client, url) <= few < 40


def _queries(client: Client, url: str) -> int:
    """Of the second look, when what does not change is known."""
    client.get(f"{url}{JUNE}&difference=returned")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{url}{JUNE}&difference=returned")
        return len(asked)


def test_a_return_is_uploaded_checked_committed_and_taken_back(returned):
    client = returned.client("records")
    rows = write(returned.folder / "新.csv", [row("000011"), row("", RW="x")])

    sent = client.post(
        "/drg/returns/import/", {"files": SimpleUploadedFile("新.csv", rows.read_bytes())}
    )
    batch = Batch.objects.filter(kind="insurer_return").latest("pk")
    services.check(
        batch_id=batch.pk, today=TODAY, clock=clock.now
    ) if batch.state == "received" else None
    shown = page(returned, f"/drg/returns/import/{batch.pk}/")
    committed = client.post(f"/drg/returns/import/{batch.pk}/commit/")
    undone = client.post(f"/drg/returns/import/{batch.pk}/undo/", {"reason": "不是这个月的"})

    batch.refresh_from_db()
    assert [one.status_code for one in (sent, committed, undone)] == [302, 302, 302]
    assert "“病案号”必须填写" in shown
    assert batch.state == "undone"


def weights(content: str, **more: str) -> dict[str, object]:
    return {
        "name": "本市2025年权重", "edition": "chs_drg_11", "active_from": "2025-01-01",
        "source": "某市医保〔2025〕1号", **more,
        "file": SimpleUploadedFile("权重.csv", content.encode()),
    }  # fmt: skip


def test_weights_are_shown_before_they_count_and_can_be_withdrawn(returned):
    client = returned.client("records")

    sent = client.post("/drg/weights/", weights("DRG组,权重\nFR45,0.8321\n"))
    before = OwnWeights.objects.count()
    shown = page(returned, sent["Location"])
    client.post(f"{sent['Location']}commit/")
    table = OwnWeights.objects.get()
    client.post("/drg/weights/", {"deed": "withdraw", "chosen": [str(table.pk)]})

    table.refresh_from_db()
    assert before == 0
    assert "0.8321" in shown
    assert "方案中没有权重的" in shown
    assert table.withdrawn_at is not None


def test_weights_with_a_bad_cell_are_complained_of_and_cannot_be_committed(returned):
    client = returned.client("records")

    sent = client.post("/drg/weights/", weights("DRG组,权重\nFR45,0\nZZ99,1\n"))
    shown = page(returned, sent["Location"])
    answer = client.post(f"{sent['Location']}commit/")

    assert "权重应大于0" in shown
    assert "所选分组方案中没有这个组" in shown
    assert answer.status_code == 422
    assert not OwnWeights.objects.exists()


def test_a_form_of_weights_that_lacks_something_says_all_of_it(returned):
    client = returned.client("records")

    unread = client.post("/drg/weights/", weights("不是,表\n1,2\n"))
    empty = client.post("/drg/weights/", {**weights("DRG组,权重\nFR45,1\n"), "name": ""})

    assert unread.status_code == empty.status_code == 422
    assert not Batch.objects.filter(kind="drg_weights").exists()
