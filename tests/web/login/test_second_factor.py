"""The second factor: at login, for a post that needs it, its codes, and its guesses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org.accounts.models import SealedSecret
from linghang.org.models import Account, Appointment
from tests.web.login.conftest import code_of, set_up, text
from tests.web_hospital import Hospital

SECURITY = "security_administrator"


def told() -> list[str]:
    return [actions.sentence(one, {}) for one in Entry.objects.order_by("pk")]


def second_step(client: Client, code: str) -> object:
    return client.post("/login/code/", {"code": code})


def test_a_post_that_needs_it_opens_nothing_before_it_is_set_up(
    enter: Callable[..., Client],
) -> None:
    client = enter(SECURITY)

    assert client.get("/accounts/")["Location"] == "/me/second-factor/?next=%2Faccounts%2F"
    asked = client.get("/me/second-factor/?next=/accounts/")
    assert "“安全管理员”管着账号" in text(asked)
    assert client.post("/me/tokens/", {"name": "x", "days": 1}).status_code == 302
    answer = client.get("/accounts/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/me/second-factor/")

    set_up(client)
    codes = client.get("/me/codes/")

    assert codes.context["onward"] == "/accounts/"
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/accounts/").status_code == 200
    assert "P10启用动态口令（第二因素），来自127.0.0.1" in told()


def test_the_spare_codes_are_shown_once(enter: Callable[..., Client]) -> None:
    client = enter(SECURITY)
    set_up(client)
    codes = client.get("/me/codes/").context["unused_codes"]

    again = text(client.get("/me/codes/"))

    assert "还有10个没有用过" in again
    assert not [code for code in codes if code in again]


def test_the_next_login_asks_for_a_code_and_a_code_works_once(
    enter: Callable[..., Client],
) -> None:
    secret = set_up(enter(SECURITY))
    client, other = enter(SECURITY), enter(SECURITY)
    assert client.get("/accounts/")["Location"].startswith("/login/")

    code = code_of(secret)
    assert second_step(client, code).status_code == 302
    assert client.get("/accounts/").status_code == 200
    again = second_step(other, code)

    assert "动态口令不对，或者已经用过" in text(again)
    assert "P10登录（密码和动态口令），来自127.0.0.1" in told()


def test_a_spare_code_stands_in_once(enter: Callable[..., Client]) -> None:
    first = enter(SECURITY)
    set_up(first)
    code = first.get("/me/codes/").context["unused_codes"][0]
    client, other = enter(SECURITY), enter(SECURITY)

    assert second_step(client, code).status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert second_step(other, code).status_code == 200


def test_wrong_codes_lock_the_name_like_wrong_passwords(
    enter: Callable[..., Client],
) -> None:
    secret = set_up(enter(SECURITY))
    client = enter(SECURITY)

    answers = [second_step(client, "000000").status_code for _ in range(5)]

    assert answers == [200] * 4 + [429]
    assert second_step(client, code_of(secret)).status_code == 429
    assert "人员P10的动态口令（第二因素）核验未过，来自127.0.0.1" in told()


def test_changing_to_a_post_that_needs_it_asks_for_it(
    real: Hospital, enter: Callable[..., Client]
) -> None:
    guarded = real.appointments[SECURITY]
    president = real.appointments["president"]
    second = Appointment.objects.create(
        person=president.person,
        post=guarded.post,
        unit=guarded.unit,
        active_from=guarded.active_from,
    )
    client = enter("president")
    assert client.get("/me/").status_code == 200

    client.post(f"/act/{second.pk}/")

    assert client.get("/accounts/")["Location"].startswith("/me/second-factor/")
    client.post(f"/act/{president.pk}/")
    assert client.get("/me/").status_code == 200
    client.post(f"/act/{second.pk}/")
    set_up(client)
    assert client.get("/accounts/").status_code == 200


def test_a_session_that_came_in_without_it_is_asked_for_a_code(
    real: Hospital, enter: Callable[..., Client], account_of: Callable[[str], Account]
) -> None:
    secret = set_up(enter(SECURITY))
    client = Client()
    client.force_login(account_of(SECURITY))

    answer = client.get("/accounts/", follow=True)

    assert answer.redirect_chain[-1][0] == "/login/again/code/?next=%2Faccounts%2F"
    assert "6位数字" in text(answer)
    done = client.post("/login/again/code/?next=/accounts/", {"code": code_of(secret, ahead=1)})
    assert done["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200


def test_the_demo_asks_for_no_second_factor(empty_hospital: Hospital) -> None:
    assert empty_hospital.client(SECURITY).get("/accounts/").status_code == 200


def test_whose_post_needs_it_cannot_give_it_up_but_others_can(
    enter: Callable[..., Client],
) -> None:
    guarded, free = enter(SECURITY), enter("president")
    set_up(guarded)
    set_up(free)

    kept, gone = guarded.post("/me/totp/off/"), free.post("/me/totp/off/")

    assert "不能自行停用" in text(kept)
    assert gone.status_code == 302
    left = Authenticator.objects.values_list("user__person__code", flat=True)
    assert set(left) == {"P10"}
    assert SealedSecret.objects.count() == 2
    assert "P1停用动态口令（第二因素），来自127.0.0.1" in told()


def test_new_spare_codes_put_the_old_ones_out(enter: Callable[..., Client]) -> None:
    first = enter(SECURITY)
    set_up(first)
    old = first.get("/me/codes/").context["unused_codes"][0]

    assert first.post("/me/codes/new/")["Location"] == "/me/codes/"
    new = first.get("/me/codes/").context["unused_codes"][0]

    assert second_step(enter(SECURITY), old).status_code == 200
    assert second_step(enter(SECURITY), new).status_code == 302
    assert SealedSecret.objects.count() == 2


def test_a_wrong_first_code_sets_nothing_up(enter: Callable[..., Client]) -> None:
    client = enter(SECURITY)
    client.get("/me/totp/")

    answer = client.post("/me/totp/", {"code": "000000"})

    assert answer.status_code == 200
    assert "动态口令不对" in text(answer)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_it_never_leads_to_another_site(enter: Callable[..., Client], next_page: str) -> None:
    client = enter(SECURITY)
    client.get("/me/second-factor/", {"next": next_page})
    set_up(client)

    assert client.get("/me/codes/").context["onward"] == "/"


def test_an_old_login_is_asked_for_the_password_before_anything_grave(
    enter: Callable[..., Client], settings: object
) -> None:
    client = enter("president")
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()

    assert client.get("/me/totp/")["Location"] == "/login/again/?next=%2Fme%2Ftotp%2F"
    wrong = client.post("/login/again/?next=/me/totp/", {"password": "wrong"})
    right = client.post("/login/again/?next=/me/totp/", {"password": "Lan4-qiao"})

    assert "密码不对。" in text(wrong)
    assert right["Location"] == "/me/totp/"
    assert client.get("/me/totp/").status_code == 200
