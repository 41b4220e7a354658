"""`kill -9` between sending and telling loses nothing; two senders send nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.notices.servers import HOST, MailServer

LAB = Path(__file__).with_name("sending_lab.py")
ROOT = Path(__file__).resolve().parents[2]
LETTERS = 45  # more than two batches


@pytest.mark.slow
@pytest.mark.one_engine
def test_a_killed_sender_and_two_at_once(migrated_home: Path) -> None:
    server = MailServer()
    server.start()
    kept = {name: value for name, value in os.environ.items() if "LINGHANG" not in name}
    environment = {
        **kept,
        "LINGHANG_HOME": str(migrated_home),
        "LINGHANG_MAIL_URL": f"smtp://{HOST}:{server.port}",
        "DJANGO_SETTINGS_MODULE": "linghang.settings.embedded",
        "PYTHONPATH": str(ROOT),
    }

    ran = subprocess.run(
        [sys.executable, str(LAB), str(server.port), str(LETTERS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    server.stop()

    assert ran.returncode == 0, ran.stderr[-2000:]
    killed, early, both = (json.loads(line) for line in ran.stdout.splitlines())
    assert killed["ended"] == [9]
    states = Counter(row["state"] for row in killed["rows"])
    assert states == {"sent": 1, "queued": LETTERS - 1}, "the second letter was not told"
    # The killed sender's batch of twenty is its own for ten minutes, the rest goes on.
    states = Counter(row["state"] for row in early["rows"])
    assert states == {"sent": LETTERS - 19, "queued": 19}
    assert both["ended"] == [0, 0]
    assert {row["state"] for row in both["rows"]} == {"sent"}
    twice = [row for row in both["rows"] if row["may_be_twice"]]
    assert [row["attempts"] for row in twice] == [2], "and the ledger says so"
    copies = Counter(server.to)
    assert len(copies) == LETTERS, "nobody was forgotten"
    assert sorted(copies.values()) == [1] * (LETTERS - 1) + [2]
