"""`linghang organisation`: the same import and export for who sits at a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets import reading
from linghang.org.models import Person, Unit
from tests.org.exchange import workbooks

pytestmark = pytest.mark.django_db


def run(*arguments: object, code: int = 0) -> str:
    out, told = io.StringIO(), io.StringIO()
    try:
        call_command("organisation", *map(str, arguments), stdout=out, stderr=told)
        ended = 0
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code, told.getvalue()
    return out.getvalue() + told.getvalue()


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    run("import", workbooks.everything(tmp_path), "--commit")
    return tmp_path


def test_without_commit_nothing_is_written(tmp_path):
    told = run("import", workbooks.everything(tmp_path))

    assert "单位新增7；人员新增3；任职新增2；编码对应新增1" in told
    assert not Unit.objects.exists()
    assert Batch.objects.get().state == State.DISCARDED


def test_committed_exported_sent_again_and_undone(hospital):
    assert "人员 3 名" in run("export", hospital / "out.xlsx")
    assert "人员不变3" in run("import", hospital / "out.xlsx", "--commit")

    assert "已撤销" in run("undo", Batch.objects.earliest("pk").pk)

    assert not Person.objects.exists()


def test_what_is_wrong_ends_with_one_and_a_list(hospital):
    path = workbooks.file(hospital, units=[["D9", "呼吸科", "食堂", "H"]])

    told = run("import", path, "--commit", "--complaints", hospital / "list.csv", code=1)

    assert "没有入库，组织和人员没有改变：有 2 处错误" in told
    assert "“类别”只能填" in (hospital / "list.csv").read_text("utf-8-sig")


def test_namesakes_are_asked_for_and_answered(hospital):
    rows = [["900", "甲某", None, None, None, None, None, workbooks.FROM]]
    path = workbooks.file(hospital, people=rows)

    asked = run("import", path, "--commit", code=1)
    run("import", path, "--commit", "--answer", "900=-")

    assert "--answer 900=工号 或 900=- 答复" in asked
    assert Person.objects.filter(name="甲某").count() == 2
    assert "写得不对" in run("import", path, "--answer", "900", code=1)


def test_changes_hold_from_the_day_that_is_named(hospital):
    row = ["D1", "骨外科", "科室", None, None, None, workbooks.FROM]

    run("import", workbooks.file(hospital, units=[row]), "--commit", "--effective", "2024-05-01")

    names = Unit.objects.get(code="D1").namings.order_by("active_from")
    assert [str(one.active_from) for one in names] == ["2020-01-01", "2024-05-01"]


def test_a_template_is_written(tmp_path):
    run("template", tmp_path / "t.xlsx")

    assert [sheet.name for sheet in reading.read(tmp_path / "t.xlsx").sheets][0] == "单位"
