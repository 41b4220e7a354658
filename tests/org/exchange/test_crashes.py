"""`kill -9` at the steps of an import leaves the former organisation or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LAB = Path(__file__).with_name("crash_lab.py")
ROOT = Path(__file__).resolve().parents[3]
FORMER = {"units": 7, "people": 3, "appointments": 2, "memberships": 4}
NEW = {"units": 7, "people": 4, "appointments": 3, "memberships": 5}


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
    *killed, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(killed) > 12
    for trial in killed:
        left = {name: count for name, count in trial["after"].items() if name != "batch"}
        assert left in (FORMER, NEW), trial
    former = [trial for trial in killed if trial["after"]["people"] == FORMER["people"]]
    assert former
    assert not any(
        trial["after"]["batch"] not in (trial["before"]["batch"], "")
        and trial["after"]["batch"].endswith("committed")
        for trial in former
    )
    assert last["killed"] is False
    assert {name: last["after"][name] for name in NEW} == NEW
