"""Uploads and the deeds on a batch, as the records office sees them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linghang.cases.models import Manifest
from linghang.foundation.intake import services
from linghang.foundation.intake.models import Batch, State
from tests import front_sheets
from tests.web_hospital import Hospital, sheets

HTMX = {"HX-Request": "true"}


def upload(client: Client, content: bytes, name: str = "六月.csv", **headers: str) -> object:
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post("/cases/import/", {"files": [file]}, headers=headers)


def content(rows: list[dict[str, str]], folder: Path) -> bytes:
    return front_sheets.write(folder / "sent.csv", rows).read_bytes()


def test_an_upload_is_checked_and_waits_for_a_decision(
    empty_hospital: Hospital, tmp_path: Path
) -> None:
    client = empty_hospital.client("records")
    sent = [*sheets(count=3), *sheets(first=9, count=1, B34C="8")]

    answer = upload(client, content(sent, tmp_path))

    batch = Batch.objects.get()
    assert answer["Location"] == f"/cases/import/{batch.pk}/"
    assert batch.state == State.STAGED
    text = client.get(answer["Location"]).content.decode()
    assert "离院方式只能是 1、2、3、4、5、9" in text
    assert "入库</button>" in text
    assert Manifest.current() is None


def test_an_upload_by_script_is_sent_on_to_the_page_of_the_batch(
    empty_hospital: Hospital, tmp_path: Path
) -> None:
    client = empty_hospital.client("records")

    answer = upload(client, content(sheets(count=1), tmp_path), **HTMX)

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/cases/import/{Batch.objects.get().pk}/"


def test_committed_and_undone_the_pages_say_what_happened(hospital: Hospital) -> None:
    client = hospital.client("records")
    batch = hospital.stage(sheets(first=801, count=2))

    done = client.post(f"/cases/import/{batch.pk}/commit/", follow=True).content.decode()
    undone = client.post(
        f"/cases/import/{batch.pk}/undo/", {"reason": "送错了月份"}, follow=True
    ).content.decode()

    assert f"第{batch.pk}批已入库：新增2例，替换0例，未变0例。" in done
    assert "已撤销，库中数据回到这一批入库之前" in undone
    assert Manifest.current().case_count == 26


def test_a_refused_deed_tells_why_on_the_same_page(hospital: Hospital) -> None:
    client = hospital.client("records")
    later = hospital.bring_in(sheets(first=801, count=1), name="后来.csv")

    answer = client.post(f"/cases/import/{hospital.batch.pk}/undo/", {"reason": "送错了月份"})

    assert answer.status_code == 422
    assert f"之后还有第{later.pk}批入库" in answer.content.decode()


def test_a_file_that_cannot_be_read_says_so_and_changes_nothing(hospital: Hospital) -> None:
    client = hospital.client("records")
    before = Manifest.current()

    answer = upload(client, "姓名,年龄\n甲,60\n".encode(), name="别的表.csv")

    batch = Batch.objects.latest("pk")
    text = client.get(answer["Location"]).content.decode()
    assert batch.state == State.REFUSED
    assert batch.message in text
    assert Manifest.current() == before


def test_an_upload_without_a_file_is_refused_and_the_form_stays(empty_hospital: Hospital) -> None:
    client = empty_hospital.client("records")

    whole = client.post("/cases/import/")
    piece = client.post("/cases/import/", headers=HTMX)

    assert whole.status_code == piece.status_code == 422
    for answer in (whole, piece):
        assert "没有选择文件" in answer.content.decode()
        assert 'type="file"' in answer.content.decode()
    assert "<html" not in piece.content.decode()


def test_too_much_at_once_is_answered_before_anything_is_stored(
    empty_hospital: Hospital, settings: object, tmp_path: Path
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2000  # type: ignore[attr-defined]
    client = empty_hospital.client("records")

    answer = upload(client, content(sheets(count=5), tmp_path))

    assert answer.status_code == 413
    assert "一次上传总计不能超过2 KB" in answer.content.decode()
    assert not Batch.objects.exists()
    assert not Path(settings.STAGING_FOLDER).exists()  # type: ignore[attr-defined]


def test_too_much_at_once_from_somebody_who_may_not_import_is_denied_first(
    empty_hospital: Hospital, settings: object, tmp_path: Path
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2000  # type: ignore[attr-defined]

    answer = upload(empty_hospital.client("president"), content(sheets(count=5), tmp_path))

    assert answer.status_code == 403


def test_an_upload_without_its_token_is_not_taken(empty_hospital: Hospital, tmp_path: Path) -> None:
    client = empty_hospital.client("records")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(client.cookies)

    answer = upload(strict, content(sheets(count=1), tmp_path))

    assert answer.status_code == 403
    assert not Batch.objects.exists()


def test_while_the_work_goes_on_the_bar_is_asked_for_then_the_page_anew(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "settle", lambda **_: 0)  # as while somebody works on it
    client = hospital.client("records")
    batch = hospital.stage(sheets(first=801, count=1))
    url = f"/cases/import/{batch.pk}/"

    Batch.objects.filter(pk=batch.pk).update(state=State.STAGING, bytes_done=30, bytes_total=100)
    page = client.get(url).content.decode()
    going = client.get(url, headers=HTMX).content.decode()
    Batch.objects.filter(pk=batch.pk).update(state=State.STAGED)
    done = client.get(url, headers=HTMX)

    assert 'hx-trigger="every 1s"' in page
    assert "<html" in page
    assert "<html" not in going
    assert 'value="30"' in going
    assert done.status_code == 204
    assert done["HX-Refresh"] == "true"


def test_an_interrupted_batch_is_checked_again(hospital: Hospital) -> None:
    client = hospital.client("records")
    batch = hospital.stage(sheets(first=801, count=1))
    batch.staged_file.unlink()
    Batch.objects.filter(pk=batch.pk).update(state=State.INTERRUPTED)

    page = client.get(f"/cases/import/{batch.pk}/").content.decode()
    client.post(f"/cases/import/{batch.pk}/retry/")

    assert "重新检查" in page
    assert Batch.objects.get(pk=batch.pk).state == State.STAGED


def test_complaints_are_filtered_and_taken_away_with_masked_values(hospital: Hospital) -> None:
    client = hospital.client("records")
    batch = hospital.stage(
        [
            *sheets(first=801, count=2, B34C="8"),
            *sheets(first=811, count=3, B17="没有登记的病房"),
        ]
    )
    url = f"/cases/import/{batch.pk}/"

    refused = client.get(f"{url}?severity=error").context["pages"].total
    told = client.get(f"{url}?severity=warning").context["pages"].total
    answer = client.get(f"{url}complaints.csv")

    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert refused == 2
    assert told == 3
    assert rows[0] == ["文件", "行", "列", "值", "问题", "处理", "规则"]
    assert [row[5] for row in rows[1:]].count("拒收") == 2
    assert len(rows) == 6


def test_a_severity_that_does_not_exist_filters_nothing(hospital: Hospital) -> None:
    client = hospital.client("records")
    batch = hospital.stage(sheets(first=801, count=2, B34C="8") + sheets(first=811, count=1))

    shown = client.get(f"/cases/import/{batch.pk}/?severity=' or 1=1 --").context["pages"]

    assert shown.total == 2
