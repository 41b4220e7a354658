"""Who may ask: a session, a token; nobody else, and no longer than the post is held."""

from __future__ import annotations

import pytest
from django.test import Client

from linghang.foundation import clock
from linghang.org.accounts import services as accounts
from linghang.org.accounts.models import ApiToken
from tests.api.conftest import Read, token
from tests.web_hospital import TODAY, Hospital


def me(raw: str) -> int:
    answer = Client().get("/api/me", headers={"Authorization": f"Bearer {raw}"})
    return answer.status_code


def test_nobody_gets_the_way_in_told(db: None) -> None:
    answer = Client().get("/api/units")

    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.json()["says"]
    assert answer.json()["who_can"]


@pytest.mark.parametrize("raw", ["", "x", "lh_", "lh_0_0", "lh_000000000000_x", "lh_\x00_", "令牌"])
def test_what_is_no_token_opens_nothing(db: None, raw: str) -> None:
    answer = Client().get("/api/me", HTTP_AUTHORIZATION=f"Bearer {raw}")

    assert answer.status_code == 401


def test_a_token_acts_under_its_own_post(read: Read) -> None:
    status, told = read("cardiology_head", "me")

    assert (status, told["title"], told["unit"]) == (200, "心血管内科主任", "CARD")
    assert "cases.read" in told["capabilities"]


def test_a_session_acts_under_the_post_of_the_page(hospital: Hospital) -> None:
    answer = hospital.client("orthopaedics_head").get("/api/me")

    assert answer.json()["title"] == "骨科主任"


def test_a_token_that_ended_or_ran_out_opens_nothing(hospital: Hospital) -> None:
    raw, short = token(hospital, "records"), token(hospital, "president", days=1)
    assert (me(raw), me(short)) == (200, 200)

    ended = ApiToken.objects.get(appointment=hospital.appointments["records"])
    accounts.end_token(
        token_id=ended.pk, reason="不再使用", actor=hospital.actor("records"), at=clock.now()
    )
    ApiToken.objects.filter(appointment=hospital.appointments["president"]).update(expires_on=TODAY)

    assert (me(raw), me(short)) == (401, 401)


def test_a_post_that_ended_opens_nothing(hospital: Hospital) -> None:
    raw = token(hospital, "cardiology_head")
    held = hospital.appointments["cardiology_head"]
    held.active_to = TODAY
    held.save()

    assert me(raw) == 401


def test_a_session_with_an_open_duty_reads_nothing(hospital: Hospital, settings: object) -> None:
    """Outside the demo a director of personnel needs a second factor, on the API as on pages."""
    client = hospital.client("hr_director")
    assert client.get("/api/units").status_code == 200
    settings.DEMO = False  # type: ignore[attr-defined]

    answer = client.get("/api/units")

    assert answer.status_code == 403
    assert answer.json()["says"].startswith("登录还没有完成")


def test_nothing_can_be_written(hospital: Hospital) -> None:
    raw = token(hospital, "president")
    for method in ("post", "put", "patch", "delete"):
        for path in ("units", "me", "notices", "indicators/discharges/value"):
            ask = getattr(Client(), method)
            answer = ask(f"/api/{path}", headers={"Authorization": f"Bearer {raw}"})
            assert answer.status_code == 405, (method, path)


def test_other_addresses_are_a_plain_nothing(db: None) -> None:
    for path in ("", "nothing", "docs", "units/", "../login/x"):
        answer = Client().get(f"/api/{path}")
        assert answer.status_code == 404, path
        assert set(answer.json()) == {"says", "who_can"}
