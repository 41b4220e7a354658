"""`kill -9` at the steps of an import leaves the former state or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LAB = Path(__file__).with_name("crash_lab.py")
FORMER, NEW = 3, 4
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.one_engine
def test_an_import_killed_at_any_step_is_either_done_or_not_begun(migrated_home):
    environment = {
        **os.environ,
        "LINGHANG_HOME": str(migrated_home),
        "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("LINGHANG_DATABASE_URL", None)

    ran = subprocess.run(
        [sys.executable, str(LAB)], env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr[-2000:]
    trials = [json.loads(line) for line in ran.stdout.splitlines()]
    *killed, last = trials
    assert len(killed) > 12
    for trial in killed:
        assert trial["after"]["cases"] in (FORMER, NEW), trial
        assert trial["after"]["damaged"] == [], trial
        assert trial["after"]["cases"] >= trial["before"]["cases"], trial
    assert any(trial["after"]["cases"] == FORMER for trial in killed)
    assert last["killed"] is False
    assert last["after"]["cases"] == NEW
