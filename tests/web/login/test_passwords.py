"""The pages of passwords: by a link, when it is due, by oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.org.accounts import services
from linghang.org.accounts.definitions import Limits
from linghang.org.accounts.models import PasswordRecord
from linghang.org.models import Account
from tests.web.login.conftest import PASSWORD, text
from tests.web_hospital import Hospital

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NEW = "Qing5-shan"
Enter = Callable[..., Client]


def link(account: Account) -> str:
    handed = services.hand_out_password_link(
        account_id=account.pk, actor=Actor(person="P10"), at=clock.now()
    )
    return f"/login/password/{handed.raw}/"


def test_the_owner_sets_a_password_with_the_link_and_logs_in(
    account_of: Callable[[str], Account],
) -> None:
    client, url = Client(), link(account_of("president"))

    shown = client.get(url)
    faulty = client.post(url, {"password": "abc", "again": "abc"})
    unequal = client.post(url, {"password": NEW, "again": NEW + "x"})
    both = client.post(url, {"password": "abc", "again": "abd"})
    done = client.post(url, {"password": NEW, "again": NEW}, follow=True)

    assert "登录名：<strong>P1</strong>" in text(shown)
    assert faulty.status_code == unequal.status_code == 422
    assert "至少要8个字符，现在只有3个；大写字母" in text(faulty)
    assert "两次输入的新密码不一样。" in text(unequal)
    assert "两次输入的新密码不一样。" in text(both)
    assert "至少要8个字符" in text(both)
    assert "密码已设好，请用登录名和新密码登录。" in text(done)
    assert client.get(url).status_code == 410
    assert client.post("/login/", {"login": "P1", "password": NEW})["Location"] == "/"


def test_a_password_of_ninety_days_is_changed_before_anything_else(
    enter: Enter, account_of: Callable[[str], Account]
) -> None:
    PasswordRecord.objects.update(set_at=clock.now() - timedelta(days=90))
    client = enter("records")

    sent = client.get("/cases/")
    page = client.get(sent["Location"])
    done = client.post(
        "/me/password/",
        {"present": PASSWORD, "password": NEW, "again": NEW, "next": "/cases/"},
    )

    assert sent["Location"] == "/me/password/?next=%2Fcases%2F"
    assert "密码已使用满90天，请先改好再办别的事。" in text(page)
    assert done["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


def test_a_password_that_another_chose_is_changed_at_the_first_login(
    enter: Enter, account_of: Callable[[str], Account]
) -> None:
    given = services.give_password(
        account_id=account_of("records").pk, password=NEW, limits=Limits(), at=clock.now()
    )
    client = Client()
    client.post("/login/", {"login": given.username, "password": NEW})

    assert client.get("/cases/")["Location"].startswith("/me/password/")
    assert "这是别人代设的初始密码" in text(client.get("/me/password/"))
    assert client.post("/logout/").status_code == 302


def test_the_day_comes_within_a_session_too(enter: Enter) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        PasswordRecord.objects.update(set_at=MORNING - timedelta(days=90) + timedelta(minutes=10))
        client = enter("records")
        assert client.get("/cases/").status_code == 200
        now.shift(timedelta(minutes=10))

        assert client.get("/cases/")["Location"].startswith("/me/password/")


def test_a_change_ends_the_other_sessions_and_this_one_goes_on(enter: Enter) -> None:
    client, other = enter("president"), enter("president")

    client.post("/me/password/", {"present": PASSWORD, "password": NEW, "again": NEW})

    assert client.get("/me/").status_code == 200
    assert other.get("/me/")["Location"].startswith("/login/")
    assert len(client.get("/me/logins/").context["logins"]) == 1


@pytest.mark.parametrize(
    ("present", "new", "says"),
    [
        ("wrong", NEW, "现在的密码不对"),
        (PASSWORD, PASSWORD, "不能与最近5次用过的密码相同"),
        (PASSWORD, "职工P1-Abc", "不能含有登录名、姓名"),
    ],
)
def test_a_refused_change_stays_in_place(enter: Enter, present: str, new: str, says: str) -> None:
    client = enter("president")

    answer = client.post("/me/password/", {"present": present, "password": new, "again": new})

    assert answer.status_code == 422
    assert says in text(answer)
    assert new not in text(answer)


def test_no_page_writes_a_password_back(enter: Enter, real: Hospital) -> None:
    answer = Client().post("/login/", {"login": "P1", "password": "Geheim-4711"})

    assert "Geheim" not in text(answer)
