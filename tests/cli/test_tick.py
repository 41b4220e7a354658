"""`linghang tick`, once and as a loop."""

from __future__ import annotations

import signal
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from linghang.foundation.errors import Refused
from linghang.foundation.schedule import jobs
from tests.foundation.processes import Installation, finish

LOOP = """
from django.core.management import call_command
from linghang.foundation.schedule import jobs
jobs._jobs.clear()
jobs.register("tests.job", "试任务", "* * * * *", lambda now: print("ran", flush=True))
call_command("tick", "--loop")
print("ended")
"""


def said() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_tick_tells_what_it_ran_and_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(now: datetime) -> None:
        raise Refused("链首没有导出。")

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register("tests.good", "好任务", "0 0 1 1 *", lambda now: None)
    jobs.register("tests.bad", "坏任务", "0 0 1 1 *", refuse)

    good, bad = said().splitlines()

    assert good == "“好任务”已运行。"
    assert bad.startswith("“坏任务”没有完成：链首没有导出。（日志编号")
    assert said() == "没有到期的任务。\n"


def test_the_loop_ends_cleanly_when_told(installation: Installation) -> None:
    loop = installation.start_script(LOOP)
    assert loop.stdout is not None
    assert loop.stdout.readline() == "ran\n"

    loop.send_signal(signal.SIGTERM)

    code, output = finish(loop, within=10)
    assert code == 0
    assert output.endswith("ended\n")
