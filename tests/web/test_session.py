"""Login, logout, and the post under which one acts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from linghang.foundation.trail.models import Entry
from linghang.org.models import Account, Appointment, Person
from tests.web_hospital import Hospital


def acting(client: Client) -> str:
    """Title of the post that the pages show as the acting one."""
    return client.get("/").context["acting"].title


def test_a_click_on_a_demo_post_opens_its_pages(empty_hospital: Hospital) -> None:
    client = Client()

    shown = client.get("/login/").content.decode()
    client.post(f"/login/demo/{empty_hospital.appointments['records'].pk}/")

    assert "职工P2" in shown
    assert "病案科科长" in shown
    assert "全院：指标、脱敏病例、病案首页导入、报告、组织机构" in shown
    assert acting(client) == "病案科科长"


def test_the_login_leads_to_the_page_that_was_asked_for_but_never_to_another_site(
    empty_hospital: Hospital,
) -> None:
    url = f"/login/demo/{empty_hospital.appointments['records'].pk}/"

    assert Client().get("/reports/")["Location"] == "/login/?next=/reports/"
    assert Client().post(url, {"next": "/reports/"})["Location"] == "/reports/"
    assert Client().post(url, {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_without_the_demo_flag_there_are_no_posts_to_click(
    empty_hospital: Hospital, settings: object
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    url = f"/login/demo/{empty_hospital.appointments['president'].pk}/"

    shown = Client().get("/login/").content.decode()

    assert Client().post(url).status_code == 404
    assert "login/demo" not in shown
    assert "演示数据" not in shown
    assert 'name="password"' in shown


def test_a_name_and_a_password_open_the_pages_too(empty_hospital: Hospital) -> None:
    account = Account.objects.get(username="P1")
    account.set_password("一个够长的口令")
    account.save()
    client = Client()

    wrong = client.post("/login/", {"login": "P1", "password": "x"})
    right = client.post("/login/", {"login": "P1", "password": "一个够长的口令"})

    assert "登录名或密码不对。" in wrong.content.decode()
    assert right["Location"] == "/"
    assert acting(client) == "院长"


def test_somebody_with_two_posts_switches_openly_and_the_trail_tells(
    empty_hospital: Hospital,
) -> None:
    client = empty_hospital.client("cardiology_head")
    secretary = empty_hospital.appointments["head_as_branch_secretary"]

    answer = client.post(f"/act/{secretary.pk}/", follow=True)

    assert "已切换：现在以“内科第一党支部书记”办理。" in answer.content.decode()
    assert acting(client) == "内科第一党支部书记"
    assert client.get("/cases/").status_code == 404
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.person) == ("org.appointment.acted", "P3")


def test_a_post_that_ended_today_opens_nothing_any_more(hospital: Hospital) -> None:
    client = hospital.client("cardiology_head")
    assert client.get("/cases/").status_code == 200

    held = hospital.appointments["cardiology_head"]
    Appointment.objects.filter(pk=held.pk).update(active_to=date(2025, 12, 31))
    answer = client.get("/", follow=True)

    assert "原先使用的职务已不在任期内，现以“内科第一党支部书记”办理。" in answer.content.decode()
    assert client.get("/cases/").status_code == 404


def test_a_leaver_is_told_so_and_can_only_log_out(hospital: Hospital) -> None:
    client = hospital.client("cardiology_head")

    Person.objects.filter(code="P3").update(active_to=date(2025, 12, 31))
    answer = client.get("/cases/")

    assert answer.status_code == 403
    assert "您目前没有在任的职务" in answer.content.decode()
    assert client.post("/logout/").status_code == 302


def test_an_account_without_a_person_holds_no_post(db: None) -> None:
    client = Client()
    client.force_login(Account.objects.create(username="nobody"))

    assert client.get("/").status_code == 403


@pytest.mark.parametrize("url", ["/", "/cases/"])
def test_the_browser_keeps_no_page_of_somebody_logged_in(hospital: Hospital, url: str) -> None:
    assert hospital.client("president").get(url)["Cache-Control"] == "no-store"


def test_a_piece_of_a_page_asked_for_without_login_loads_the_login_page(db: None) -> None:
    answer = Client().get("/cases/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/login/"
