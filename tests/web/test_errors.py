"""Pages that say no: with the reason, who could allow it, or a reference number."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from linghang.web.views import cockpit
from tests.web_hospital import Hospital

PARTIAL = {"HX-Request": "true"}


def test_a_denied_page_tells_the_reason_and_who_could_allow_it(empty_hospital: Hospital) -> None:
    answer = empty_hospital.client("president").get("/cases/import/")

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "院长没有导入病案首页的权限。" in text
    assert "病案科科长" in text


def test_a_denial_reminds_somebody_with_two_posts_of_the_other(empty_hospital: Hospital) -> None:
    text = empty_hospital.client("cardiology_head").get("/reports/").content.decode()

    assert "请在右上角切换职务后再打开" in text


def test_a_page_that_is_not_there_keeps_the_menu_of_who_asks(empty_hospital: Hospital) -> None:
    inside = empty_hospital.client("president").get("/nowhere/")
    outside = Client().get("/nowhere/")

    assert inside.status_code == outside.status_code == 404
    assert "主菜单" in inside.content.decode()
    assert "主菜单" not in outside.content.decode()


def test_an_asked_for_piece_is_answered_by_a_piece(empty_hospital: Hospital) -> None:
    answer = empty_hospital.client("president").get("/cases/import/", headers=PARTIAL)

    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_period_that_is_none_is_refused_in_words(hospital: Hospital) -> None:
    answer = hospital.client("president").get("/overview/?period=下个月")

    assert answer.status_code == 422
    assert "看不懂期间“下个月”" in answer.content.decode()


def test_a_form_without_its_token_is_explained(empty_hospital: Hospital) -> None:
    client = empty_hospital.client("president")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(client.cookies)

    answer = strict.post("/reports/")

    assert answer.status_code == 403
    assert "表单已失效，没有提交" in answer.content.decode()


def test_a_fault_gets_a_number_that_stands_in_the_log(
    empty_hospital: Hospital,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cockpit.Manifest, "current", fail)
    client = empty_hospital.client("president", raise_request_exception=False)

    with caplog.at_level(logging.ERROR, logger="linghang.web"):
        answer = client.get("/overview/")

    found = re.search(r"<code>([0-9A-F]{8})</code>", answer.content.decode())
    assert answer.status_code == 500
    assert found
    assert found[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_fault_is_told_even_when_the_database_is_down(
    empty_hospital: Hospital, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("the database does not answer")

    client = empty_hospital.client("president", raise_request_exception=False)
    with monkeypatch.context() as broken:
        broken.setattr(CursorWrapper, "execute", fail)
        answer = client.get("/")

    text = answer.content.decode()
    found = re.search(r"<code>([0-9A-F]{8})</code>", text)
    assert answer.status_code == 500
    assert found
    assert found[1] in caplog.text
    assert "告诉信息科" in text


def test_more_than_a_form_may_hold_is_told(empty_hospital: Hospital) -> None:
    answer = empty_hospital.client("president").post("/search/", {"q": "长" * 6_000_000})

    assert answer.status_code == 413
    assert "不能超过5 MB" in answer.content.decode()


def test_the_service_says_that_it_is_up_without_a_login(db: None) -> None:
    answer = Client().get("/healthz")

    assert answer.json() == {"database": True}
