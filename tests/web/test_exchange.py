"""An office brings its organisation in from a workbook, on pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation.intake import services
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets import reading
from linghang.org.exchange.models import Question
from linghang.org.models import Person
from tests.org.exchange import workbooks
from tests.web_hospital import Hospital

REASON = {"reason": "核对科室名册"}
URL = "/org/exchange/"


@pytest.fixture
def office(empty_hospital: Hospital) -> Client:
    return empty_hospital.client("hr_director")


def send(client: Client, path: Path, **more: object) -> object:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    data = {"files": [file], "effective": "2025-06-30", **more}
    return client.post(URL, data)


def person(code: str, name: str, **more: object) -> list[object]:
    return [
        code,
        name,
        more.get("card"),
        more.get("mobile"),
        None,
        more.get("home"),
        None,
        workbooks.FROM,
    ]


def people(folder: Path, *rows: list[object]) -> Path:
    return workbooks.file(folder, people=rows)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_sent_checked_looked_at_committed_and_taken_back(office: Client, tmp_path: Path) -> None:
    path = people(tmp_path, person("900", "新来的", home="CARD"))

    sent = send(office, path)

    batch = Batch.objects.get()
    assert sent["Location"] == f"{URL}{batch.pk}/"
    page = text(office, sent["Location"])
    assert "新增 1" in page
    assert "整份入库</button>" in page
    assert not Person.objects.filter(code="900").exists()
    done = office.post(f"{URL}{batch.pk}/commit/", follow=True).content.decode()
    assert f"第{batch.pk}批已入库：人员新增1。" in done
    assert Person.objects.get(code="900").memberships.get().unit.code == "CARD"
    without = office.post(f"{URL}{batch.pk}/undo/")
    assert without.status_code == 422
    assert "请写明撤销的原因" in without.content.decode()
    undone = office.post(
        f"{URL}{batch.pk}/undo/", {"reason": "送错了文件"}, follow=True
    ).content.decode()
    assert "回到这一批入库之前" in undone
    assert not Person.objects.filter(code="900").exists()


def test_a_bad_cell_is_shown_and_comes_back_in_the_file_itself(
    office: Client, tmp_path: Path
) -> None:
    path = people(tmp_path, person("900", "甲", mobile="12"), person("901", "乙"))

    sent = send(office, path)

    page = text(office, sent["Location"])
    assert "有 1 处错误，整份文件都不能入库" in page
    assert "整份入库</button>" not in page
    assert "D列 手机号" in page
    answer = office.get(f"{sent['Location']}mended.xlsx")
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(b"".join(answer.streaming_content))
    rows = reading.read(marked).sheets[0].rows
    assert rows[0][-1] == "导入问题"
    assert rows[1][-1].startswith("有错 D：手机号")
    assert rows[1][:2] == ["900", "甲"]
    rows[1][3] = "13800000000"
    again = workbooks.xlsx(tmp_path / "again.xlsx", {"人员": rows})
    resent = send(office, again)
    assert Batch.objects.latest("pk").state == State.STAGED
    assert "认不出来" not in text(office, resent["Location"])
    listed = b"".join(office.get(f"{sent['Location']}complaints.csv").streaming_content)
    assert "手机号" in listed.decode()
    assert ",有错," in listed.decode()
    sheet = tmp_path / "complaints.xlsx"
    sheet.write_bytes(b"".join(office.get(f"{sent['Location']}complaints.xlsx").streaming_content))
    assert "手机号" in str(reading.read(sheet).sheets[0].rows[1])
    assert "拒收" not in listed.decode()


def test_namesakes_are_asked_on_the_page_and_checked_anew(office: Client, tmp_path: Path) -> None:
    known = Person.objects.get(code="D1")
    sent = send(office, people(tmp_path, person("900", known.name), person("901", known.name)))
    url = sent["Location"]
    assert "同名人员，请确认" in text(office, url)

    office.post(f"{url}answer/", {"answer.900": "-"})
    assert Question.objects.filter(answer="").count() == 1
    done = office.post(f"{url}answer/", {"answer.901": "-"}, follow=True).content.decode()

    assert "同名人员已全部确认" in done
    assert "整份入库</button>" in done
    assert office.post(f"{url}answer/", {}).status_code == 422
    wrong = office.post(f"{url}answer/", {"answer.900": "P1"})
    assert "不在可选的人员里" in wrong.content.decode()


def test_a_change_is_shown_before_and_after(office: Client, tmp_path: Path) -> None:
    known = Person.objects.get(code="D1")
    row = person("D1", f"{known.name}改", mobile="13800000001")

    page = text(office, send(office, people(tmp_path, row))["Location"])

    assert f"姓名：{known.name} → {known.name}改" in page
    assert "手机号：（空） → 138****0001" in page
    assert "13800000001" not in page


def test_what_is_sent_wrongly_is_refused_in_place(office: Client, tmp_path: Path) -> None:
    path = people(tmp_path, person("900", "甲"))
    files = [SimpleUploadedFile(name, path.read_bytes()) for name in ("a.xlsx", "b.xlsx")]

    for data, says in (
        ({}, "没有选择文件"),
        ({"files": files, "effective": "2025-06-30"}, "一次只上传一个工作簿"),
        ({"files": files[:1], "effective": "昨天"}, "改动自哪一天起算"),
    ):
        for file in files:
            file.seek(0)
        answer = office.post(URL, data)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert not Batch.objects.exists()


def test_too_large_a_file_is_answered_before_it_is_stored(
    office: Client, tmp_path: Path, settings: object
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000  # type: ignore[attr-defined]

    answer = send(office, people(tmp_path, person("900", "甲")))

    assert answer.status_code == 413
    assert not Batch.objects.exists()


def test_no_workbook_at_all_says_why_and_keeps_nothing_in_force(
    office: Client, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 x")

    page = text(office, send(office, path)["Location"])

    assert "a.xlsx 是PDF 文件，不是表格" in page


def test_a_refused_deed_tells_why_on_the_same_page(office: Client, tmp_path: Path) -> None:
    sent = send(office, people(tmp_path, person("900", "甲", mobile="12")))

    answer = office.post(f"{sent['Location']}commit/")

    assert answer.status_code == 422
    assert "不能入库" in answer.content.decode()


def test_while_the_work_goes_on_the_bar_is_asked_for(
    office: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "settle", lambda **_: 0)  # as while somebody works on it
    url = send(office, people(tmp_path, person("900", "甲")))["Location"]
    htmx = {"HX-Request": "true"}

    Batch.objects.update(state=State.STAGING)
    going = office.get(url, headers=htmx)
    Batch.objects.update(state=State.STAGED)
    done = office.get(url, headers=htmx)

    assert "正在检查" in going.content.decode()
    assert "<html" not in going.content.decode()
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")


def test_the_template_and_the_export_are_workbooks(office: Client, tmp_path: Path) -> None:
    template = b"".join(office.get(f"{URL}template/").streaming_content)
    exported = office.post(f"{URL}export/", {"on": "2025-06-30", **REASON})

    assert template.startswith(b"PK")
    file = tmp_path / "out.xlsx"
    file.write_bytes(b"".join(exported.streaming_content))
    assert [sheet.name for sheet in reading.read(file).sheets][:3] == ["单位", "人员", "任职"]
    wrong = office.post(f"{URL}export/", {"on": "昨天", **REASON})
    assert wrong.status_code == 422


def test_a_head_takes_out_no_more_than_the_own_department(
    empty_hospital: Hospital, tmp_path: Path
) -> None:
    answer = empty_hospital.client("cardiology_head").post(
        f"{URL}export/", {"on": "2025-06-30", **REASON}
    )

    file = tmp_path / "out.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    text_ = str([sheet.rows for sheet in reading.read(file).sheets])
    assert "心血管内科" in text_
    assert "骨科" not in text_


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_pages_ask_as_often_for_twenty_rows_as_for_two(office: Client, tmp_path: Path) -> None:
    name = Person.objects.get(code="D1").name
    few = send(office, people(tmp_path, *(person(f"9{n:02}", name) for n in range(2))))
    many = send(office, people(tmp_path, *(person(f"9{n:02}", name) for n in range(20))))

    assert _queries(office, few["Location"]) == _queries(office, many["Location"])
    list_of_two = _queries(office, URL)
    for _ in range(10):
        send(office, people(tmp_path, person("900", name)))
    assert _queries(office, URL) == list_of_two
