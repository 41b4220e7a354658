"""`kill -9` while a sheet is committed, and a full disk: all of its entries are there, or none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from linghang.org.models import Appointment
from tests.ledgers.test_sheets import CLINIC, LECTURE, check, sheet

pytestmark = pytest.mark.one_engine
LAB = Path(__file__).with_name("crash_lab.py")
ROOT = Path(__file__).resolve().parents[2]


def test_a_commit_that_is_killed_or_finds_no_room_leaves_nothing_and_goes_on_later(
    held: dict[str, Appointment], tmp_path: Path
) -> None:
    head = (
        "活动日期",
        "主办单位",
        "活动名称",
        "活动类别",
        "场所",
        "地点",
        "服务群众（人次）",
        "参加人员",
    )
    rows = [(*one, "M1、M2") for one in (CLINIC, LECTURE)]
    batch = check(held["branch_secretary"], sheet(tmp_path, *rows, head=head))
    assert batch.state == "staged"
    home = tmp_path / "home"
    home.mkdir()
    (home / "linghang.sqlite3").write_bytes(connection.connection.serialize())
    os.symlink(settings.STAGING_FOLDER, home / "staging")
    kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
    environment = {
        **kept,
        "LINGHANG_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        "PYTHONPATH": str(ROOT),
    }

    ran = subprocess.run(
        [sys.executable, str(LAB)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert ran.returncode == 0, ran.stderr[-3000:]
    held_by_others, full, *killed, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert held_by_others["left"] == 5, ran.stderr[-2000:]
    assert full["left"] == 3, ran.stderr[-2000:]
    assert len(killed) >= 4
    for trial in (held_by_others, full, *killed):
        assert counted(trial) == (0, 0, 0), trial
        assert trial["batch"] != "committed", trial
    assert {trial["left"] for trial in killed} == {-9}, ran.stderr[-2000:]
    assert (last["left"], last["batch"], counted(last)) == (0, "committed", (2, 4, 1))


def counted(trial: dict[str, Any]) -> tuple[int, int, int]:
    return trial["entries"], trial["mentions"], trial["filings"]
