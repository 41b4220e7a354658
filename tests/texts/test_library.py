"""A library that a hospital has already: one list with its files, whole or nothing, taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest

from linghang.foundation import clock
from linghang.foundation.intake import complaints, services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotCommit, CannotUndo
from linghang.foundation.search import queries as search
from linghang.foundation.search import services as indexing
from linghang.org.models import Appointment
from linghang.texts.keeping import services as keeping
from linghang.texts.models import Policy, Version
from linghang.texts.searched import KIND
from tests.texts.office import BODY, TODAY, actor, by

Held = dict[str, Appointment]
HEAD = "编号,名称,类别,主责部门,施行日期,废止日期,发文字号,重要制度,正文文件"
ROWS = (
    "人-001,请假管理办法,人事和人才,人事科,2019-01-01,,示人〔2019〕1号,否,请假2019.docx",
    "人-001,请假管理办法,人事和人才,人事科,2023-03-01,,示人〔2023〕5号,否,请假2023",
    "信-001,机房管理规定,信息和数据安全,ITO,2015-06-01,2024-01-01,,否,机房.txt",
)


def word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sent(folder: Path, *rows: str, **files: bytes) -> list[Upload]:
    """A list and an archive with its files, named as Windows names them."""
    sheet, archive = folder / "清单.csv", folder / "正文.zip"
    sheet.write_text("\n".join((HEAD, *rows)), "utf-8-sig")
    given = {
        "请假2019.docx": word(BODY),
        "请假2023.docx": word(f"{BODY}\n第三条 增加。"),
        "机房.txt": "第一条 机房专人管理。".encode("gb18030"),
        **files,
    }
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in given.items():
            made.writestr(f"汇编/{name}", content)
    return [Upload(one.name, one) for one in (sheet, archive)]


def checked(held: Held, uploads: list[Upload]) -> Batch:
    by_office = actor(held["president_office"])
    batch = services.receive(kind="policies", uploads=uploads, actor=by_office, at=clock.now())
    return services.check(batch_id=batch.pk, today=TODAY, clock=clock.now)


def committed(held: Held, batch: Batch) -> Batch:
    by_office = actor(held["president_office"])
    return services.commit(batch_id=batch.pk, actor=by_office, today=TODAY, clock=clock.now)


def test_versions_of_a_number_follow_each_other_and_what_ended_is_abolished(
    held: Held, tmp_path: Path
) -> None:
    batch = checked(held, sent(tmp_path, *ROWS))
    assert (batch.state, batch.facts["summary"]) == ("staged", "制度2项、版本3个"), batch.message

    committed(held, batch)

    leave = Policy.objects.get(number="人-001")
    spans = leave.versions.values_list("action", "active_from", "active_to")
    assert list(spans) == [
        ("adopt", date(2019, 1, 1), date(2023, 3, 1)),
        ("revise", date(2023, 3, 1), None),
    ]
    assert leave.versions.get(number=2).body.endswith("第三条 增加。")
    assert Policy.objects.in_force(TODAY).count() == 1
    assert Policy.objects.abolished(TODAY).get().number == "信-001"
    indexing.rebuild(kinds=[KIND])
    found = search.find("专人管理", {KIND: search.ALL})
    assert [hit.title for hit in found] == ["机房管理规定"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("人-002,甲,人事和人才,人事科,2020-01-01,,,否,没有.docx", "没有这个正文文件"),
        ("人-002,甲,人事和人才,没有的科,2020-01-01,,,否,机房.txt", "没有这个部门"),
        ("人-002,甲,没有的类,人事科,2020-01-01,,,否,机房.txt", "没有这一类"),
        ("人-002,甲,人事和人才,人事科,2020-13-01,,,否,机房.txt", "施行日期"),
        ("人-002,甲,人事和人才,人事科,2030-01-01,,,否,机房.txt", "施行日期还没有到"),
        ("人-001,请假管理办法,人事和人才,人事科,2019-01-01,,,否,机房.txt", "同一天施行"),
        ("人-002,甲,人事和人才,人事科,2020-01-01,,,否,扫描.docx", "扫描件"),
    ],
)
def test_one_wrong_row_keeps_the_whole_list_out(
    held: Held, tmp_path: Path, row: str, says: str
) -> None:
    scan = {"扫描.docx": word("")}

    batch = checked(held, sent(tmp_path, *ROWS, row, **scan))

    assert batch.state == "refused"
    told, _ = complaints.page(batch.complaints_file)
    assert says in "；".join(one.says for one in told)
    assert not Policy.objects.exists()


def test_an_import_is_taken_back_until_somebody_builds_on_it(held: Held, tmp_path: Path) -> None:
    batch = committed(held, checked(held, sent(tmp_path, *ROWS)))
    by_office = actor(held["president_office"])
    services.undo(batch_id=batch.pk, actor=by_office, at=clock.now())
    assert not Policy.objects.exists()

    again = committed(held, checked(held, sent(tmp_path, *ROWS)))
    version = Version.objects.in_force(TODAY).get()
    keeping.confirm(version_id=version.pk, **by(held["hr_director"]))
    with pytest.raises(CannotUndo, match="登记了阅知"):
        services.undo(batch_id=again.pk, actor=by_office, at=clock.now())


def test_what_changed_since_the_check_is_checked_again(held: Held, tmp_path: Path) -> None:
    first, second = (checked(held, sent(tmp_path, *ROWS)) for _ in range(2))
    committed(held, first)

    with pytest.raises(CannotCommit, match="制度库有了变动"):
        committed(held, second)
    assert Policy.objects.count() == 2
