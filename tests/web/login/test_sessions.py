"""Sessions: they end by standing still, after eight hours, elsewhere, everywhere, on leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import leaving
from tests.web.login.conftest import text
from tests.web_hospital import Hospital

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
Enter = Callable[..., Client]


def told() -> list[str]:
    return [actions.sentence(one, {}) for one in Entry.objects.order_by("pk")]


def test_half_an_hour_of_nothing_ends_the_session_and_says_so(enter: Enter) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        client = enter("president")
        now.shift(timedelta(minutes=29))
        assert client.get("/me/").status_code == 200
        now.shift(timedelta(minutes=29))
        assert client.get("/me/").status_code == 200
        now.shift(timedelta(minutes=30))

        answer = client.get("/me/", follow=True)

    assert answer.redirect_chain[-1][0] == "/login/?next=/me/"
    assert "超过30分钟没有操作，已自动退出，请重新登录。" in text(answer)
    assert "P1退出登录（超过30分钟没有操作，已自动退出，请重新登录。）" in told()
    assert not UserSession.objects.exists()


def test_what_a_page_asks_by_itself_keeps_no_session_alive(enter: Enter) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        client = enter("president")
        for _ in range(3):
            now.shift(timedelta(minutes=9))
            left = client.get("/login/left/")
            client.get("/me/", headers={"Linghang-Quiet": "1"})
        assert left.json() == {"seconds": 3 * 60}
        now.shift(timedelta(minutes=3))

        assert client.get("/login/left/")["Location"].startswith("/login/")


def test_somebody_who_says_so_stays(enter: Enter) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        client = enter("president")
        now.shift(timedelta(minutes=29))

        assert client.post("/login/stay/").json() == {"seconds": 30 * 60}
        now.shift(timedelta(minutes=29))

        assert client.get("/me/").status_code == 200


def test_eight_hours_are_the_end_whatever_one_does(enter: Enter) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        client = enter("president")
        for _ in range(23):
            now.shift(timedelta(minutes=20))
            assert client.get("/me/").status_code == 200
        now.shift(timedelta(minutes=20))

        answer = client.get("/me/", follow=True)

    assert "登录已满8小时，请重新登录。" in text(answer)


def test_the_warning_knows_how_long_is_left(enter: Enter) -> None:
    shown = text(enter("president").get("/me/"))

    assert 'data-seconds="1800"' in shown or 'data-seconds="1799"' in shown
    assert 'role="dialog"' in shown or "<dialog" in shown
    assert "data-idle" not in text(Client().get("/login/"))


def test_the_list_tells_device_address_and_times(enter: Enter, real: Hospital) -> None:
    client = enter("president")
    enter("president")
    enter("records")

    shown = client.get("/me/logins/")

    logins = shown.context["logins"]
    assert [one.is_this for one in logins] == [False, True]
    assert {one.device for one in logins} == {"Chrome 120，Windows 10/11"}
    assert {one.address for one in logins} == {"127.0.0.1"}
    for row in UserSession.objects.all():
        assert row.session_key not in text(shown)


def test_one_login_is_ended_from_another(enter: Enter) -> None:
    client, other = enter("president"), enter("president")
    pk = client.get("/me/logins/").context["logins"][0].pk

    assert client.post(f"/me/logins/{pk}/end/").status_code == 302

    assert other.get("/me/")["Location"].startswith("/login/")
    assert client.get("/me/").status_code == 200
    assert client.post(f"/me/logins/{pk}/end/").status_code == 404


def test_nobody_ends_the_login_of_somebody_else(enter: Enter) -> None:
    client, other = enter("president"), enter("records")
    pk = other.get("/me/logins/").context["logins"][0].pk

    assert client.post(f"/me/logins/{pk}/end/").status_code == 404
    assert other.get("/me/").status_code == 200


@pytest.mark.parametrize(("stays", "left"), [({"but": "this"}, 1), ({}, 0)])
def test_everywhere_means_here_too_unless_one_stays(
    enter: Enter, stays: dict[str, str], left: int
) -> None:
    clients = [enter("president") for _ in range(3)]

    clients[0].post("/me/logins/end/", stays)

    open_ones = [client.get("/me/").status_code == 200 for client in clients]
    assert sum(open_ones) == left
    assert open_ones[0] is bool(stays)
    assert UserSession.objects.count() == left


def test_a_leavers_open_session_is_dead_at_the_next_request(enter: Enter, real: Hospital) -> None:
    client = enter("president")
    assert client.get("/me/").status_code == 200

    leaving.run(person="P1", actor=Actor(person="P4"), at=clock.now())

    assert client.get("/me/")["Location"] == "/login/?next=/me/"
    assert not Session.objects.filter(session_key=client.cookies["sessionid"].value).exists()


def test_an_ordinary_page_costs_no_query_more_and_one_a_minute_writes_it_down(
    enter: Enter, settings: object
) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        client = enter("president")
        client.get("/me/logins/")
        counts = []
        for minutes in (0, 0, 2):
            now.shift(timedelta(minutes=minutes))
            with CaptureQueriesContext(connection) as captured:
                client.get("/healthz")
            counts.append([one["sql"] for one in captured])

    ordinary, again, touched = counts
    assert len(ordinary) == len(again)
    assert not [sql for sql in again if "usersessions" in sql or "accounts_" in sql]
    assert len(touched) - len(again) <= 7, touched


def test_the_list_costs_the_same_for_two_logins_and_for_twenty(enter: Enter) -> None:
    client = enter("president")
    client.get("/me/")
    counts = []
    for more in (1, 18):
        for _ in range(more):
            enter("president")
        with CaptureQueriesContext(connection) as captured:
            shown = client.get("/me/logins/")
        counts.append(len(captured))

    assert len(shown.context["logins"]) == 20
    assert counts[0] == counts[1] <= 20
