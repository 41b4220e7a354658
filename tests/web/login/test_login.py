"""Name and password: in, out, wrong, locked; what the trail tells, and what looks alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.test import Client

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org.models import Account
from tests.web.login.conftest import PASSWORD, text
from tests.web_hospital import Hospital

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def tried(name: str, password: str = "wrong", client: Client | None = None) -> object:
    return (client or Client()).post("/login/", {"login": name, "password": password})


def plain(answer: object) -> str:
    """Without the token that differs on every page."""
    return re.sub(r'("X-CSRFToken": |csrfmiddlewaretoken" value=)"\w+"', "", text(answer))


def told() -> list[str]:
    return [actions.sentence(one, {}) for one in Entry.objects.order_by("pk")]


def test_coming_and_going_leaves_a_trail_with_the_address(enter: Callable[..., Client]) -> None:
    client = enter("president")
    client.post("/logout/")

    assert told() == ["P1登录（密码），来自127.0.0.1", "P1退出登录（本人退出）"]
    assert client.get("/")["Location"] == "/login/?next=/"


def test_a_wrong_password_and_an_unknown_name_look_alike(real: Hospital) -> None:
    wrong, unknown = tried("P1"), tried("nobody")

    assert wrong.status_code == unknown.status_code == 200
    assert "登录名或密码不对。" in text(wrong)
    assert plain(wrong).replace("P1", "") == plain(unknown).replace("nobody", "")
    assert told() == [
        "有人以人员P1的账号登录未成：密码不对，来自127.0.0.1",
        "有人登录未成：没有这个账号，来自127.0.0.1",
    ]


def test_a_name_that_exists_and_one_that_does_not_are_locked_alike(real: Hospital) -> None:
    with time_machine.travel(MORNING, tick=False):
        answers = {name: [tried(name) for _ in range(6)] for name in ("P1", "nobody")}
        right = tried("P1", PASSWORD)

    for found in answers.values():
        assert [one.status_code for one in found] == [200] * 4 + [429] * 2
        assert "连续5次登录失败，这个登录名已锁定，09:15自动解锁" in text(found[-1])
        assert "安全管理员解锁" in text(found[-1])
    assert right.status_code == 429
    assert sum("被锁定至2026-03-02 09:15" in one for one in told()) == 1


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (15, 302)])
def test_the_door_opens_again_when_it_was_said(real: Hospital, minutes: int, status: int) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(5):
            tried("P1")
        clock.shift(60 * 10)
        tried("P1")  # refused, and does not make it longer
        clock.shift(60 * (minutes - 10) + 1)
        answer = tried("P1", PASSWORD)

    assert answer.status_code == status


def test_another_spelling_address_or_browser_gives_no_more_guesses(real: Hospital) -> None:
    for number, name in enumerate(("P1", "p1", " P1", "P1 ", "p1")):
        client = Client(headers={"User-Agent": f"browser {number}"}, REMOTE_ADDR=f"10.0.0.{number}")
        last = tried(name, client=client)

    assert last.status_code == 429
    assert tried("P1", PASSWORD).status_code == 429


def test_a_right_password_forgets_the_failures_before(real: Hospital) -> None:
    for _ in range(3):
        for _ in range(4):
            assert tried("P1").status_code == 200
        assert tried("P1", PASSWORD).status_code == 302


def test_a_shut_account_says_so_only_to_who_knows_the_password(
    account_of: Callable[[str], Account],
) -> None:
    Account.objects.filter(pk=account_of("president").pk).update(is_active=False)

    assert "登录名或密码不对。" in text(tried("P1"))
    answer = tried("P1", PASSWORD)

    assert answer.status_code == 403
    assert "这个账号已停用" in text(answer)
    assert "账号已停用" in told()[-1]


def test_somebody_who_left_does_not_come_in(real: Hospital) -> None:
    person = real.appointments["president"].person
    type(person).objects.filter(pk=person.pk).update(active_to=date(2025, 1, 1))

    answer = tried("P1", PASSWORD)

    assert answer.status_code == 403
    assert "您已不在院" in text(answer)


def test_an_open_session_of_a_shut_account_is_dead_at_the_next_request(
    enter: Callable[..., Client], account_of: Callable[[str], Account]
) -> None:
    client = enter("president")
    assert client.get("/me/").status_code == 200

    Account.objects.filter(pk=account_of("president").pk).update(is_active=False)

    assert client.get("/me/")["Location"] == "/login/?next=/me/"


def test_nobody_opens_an_account_by_oneself_or_resets_a_password_by_mail(real: Hospital) -> None:
    for path in ("signup", "password/reset", "email", "confirm-email", "accounts/login"):
        assert Client().get(f"/login/{path}/").status_code in (302, 404, 410)
        assert Client().get(f"/{path}/").status_code == 404
    assert Client().get("/login/password/reset/").status_code == 410  # read as a link that is gone


def test_too_many_tries_from_one_place_are_slowed_down(real: Hospital) -> None:
    answers = [tried(f"nobody{number}").status_code for number in range(32)]

    assert answers[:20] == [200] * 20
    assert answers[-1] == 429


def test_what_is_stored_of_a_failure_holds_no_name_and_no_password(real: Hospital) -> None:
    tried("Geheim-4711", "Geheim-4712")
    tried("P1", "Geheim-4713")

    kept = str([one.__dict__ for one in AccessAttempt.objects.all()])
    assert "Geheim" not in kept
    assert AccessAttempt.objects.count() == 2
    assert not AccessLog.objects.exists()
    assert "Geheim" not in str([one.__dict__ for one in Entry.objects.all()])
