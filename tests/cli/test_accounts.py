"""`linghang accounts`: the way in when no security administrator can log in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org.models import Account
from tests import small_hospital

PASSWORD = "Lan4-qiao"
Run = Callable[..., str]


@pytest.fixture
def run(db: None, capsys: pytest.CaptureFixture[str]) -> Run:
    held = small_hospital.build()["security_administrator"]
    Account.objects.create(username="sec", person=held.person)

    def told(*words: str) -> str:
        call_command("accounts", *words)
        return capsys.readouterr().out

    return told


def test_a_link_lets_the_administrator_set_a_password(run: Run) -> None:
    path = re.search(r"/login/password/\S+/", run("link", "SEC"))

    assert path
    Client().post(path.group(), {"password": PASSWORD, "again": PASSWORD})
    assert Account.objects.get().check_password(PASSWORD)
    assert actions.sentence(Entry.objects.order_by("pk").first(), {}).startswith(  # type: ignore[arg-type]
        "系统为人员P10开出设置密码的链接"
    )


def test_a_locked_administrator_comes_in_again(run: Run) -> None:
    AccessAttempt.objects.create(username="sec", user_agent="x", failures_since_start=5)

    assert "可以登录了" in run("unlock", "sec", "--reason", "唯一的安全管理员被锁")

    assert not AccessAttempt.objects.exists()


def test_what_cannot_be_done_is_refused_in_words(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ("link", "nobody"),
        ("unlock", "sec", "--reason", "没有锁定"),
        ("reset", "sec", "--reason", "手机遗失"),
    ):
        with pytest.raises(SystemExit, match="1"):
            run(*words)

    told = capsys.readouterr().err
    assert "没有登录名为 nobody 的账号" in told
    assert "没有停用，也没有因登录失败被锁定" in told
    assert "没有启用动态口令" in told
