"""The founding page: behind its code, once, and nowhere afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from linghang.org.founding import doors, queries
from linghang.org.models import Account, Unit

FORM = {
    "name": "某某医院",
    "level": "tertiary_a",
    "code": "",
    "since": "2024-01-01",
    "units": "D,骨科,科室",
    "maps": "骨科病区,D",
    "system": "1001,张三",
    "security": "1002,李四",
    "audit": "1003,王五",
    "hr": "1004,赵六",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def address(settings: object, tmp_path: Path) -> str:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return f"/setup/{doors.code()}/"


def test_without_the_code_nothing_is_there(address: str) -> None:
    for path in ("/setup/", "/setup/0/", f"{address[:-3]}/"):
        assert Client().get(path).status_code in (404, 302)
        assert Client().post(path, FORM).status_code in (403, 404, 302)
    assert queries.is_empty()


def test_the_form_founds_the_hospital_and_shows_four_links_once(address: str) -> None:
    client = Client()
    assert "建院" in client.get(address).content.decode()

    answer = client.post(address, FORM)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    links = re.findall(r"http://testserver(/login/password/[^/]+/)", page)
    assert len(links) == 4
    assert Unit.objects.filter(code="D", name="骨科").exists()
    assert client.get(address).status_code == 404
    assert client.post(address, FORM).status_code == 404
    assert Account.objects.count() == 4
    assert Client().get(links[0]).status_code == 200


def test_wrong_words_come_back_with_what_was_written(address: str) -> None:
    answer = Client().post(address, {**FORM, "units": "D,骨科,楼层", "audit": "1001,张三"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "首批单位：第1行：没有类别“楼层”" in page
    assert "D,骨科,楼层" in page
    assert queries.is_empty()


def test_missing_fields_are_told_beside_them(address: str) -> None:
    answer = Client().post(address, {"name": ""})

    assert answer.status_code == 422
    assert answer.content.decode().count('class="error"') >= 6


def test_a_form_of_another_site_is_refused(address: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address, FORM).status_code == 403
    assert queries.is_empty()
