"""Forms: refused in place, kept as drafts, done once, units and persons by name."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linghang.foundation.desk.models import Draft
from linghang.org.models import Person
from tests.web.forms import addresses
from tests.web_hospital import Hospital

pytestmark = pytest.mark.urls("tests.web.forms.addresses")
URL = "/trip/"
GOOD = {"goal": "街道", "day": "2025-12-31", "unit": "心血管内科"}
KEEP = {"form": addresses.DRAFT, "goal": "半截话", "csrfmiddlewaretoken": "x", "once": "y"}


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    addresses.DONE.clear()


@pytest.fixture
def client(empty_hospital: Hospital) -> Client:
    """The president's browser."""
    return empty_hospital.client("president")


def page(client: Client) -> str:
    return client.get(URL).content.decode()


def test_an_empty_form_shows_labels_help_and_no_complaint(client: Client) -> None:
    text = page(client)

    assert '<label for="id_goal">去向</label>' in text
    assert 'aria-describedby="id_goal_helptext"' in text
    assert "（选填）" in text
    assert "没有办理" not in text
    assert "<legend>去哪里</legend>" in text


def test_a_good_form_does_its_deed_says_so_and_goes_on(client: Client) -> None:
    answer = client.post(URL, GOOD)

    assert (answer.status_code, answer["Location"]) == (302, "/trip/?done=2025-12-31")
    assert "已安排：2025-12-31。" in client.get(answer["Location"]).content.decode()
    assert addresses.DONE[0]["unit"] == "CARD"


def test_what_is_wrong_is_told_in_place_with_what_was_typed(client: Client) -> None:
    answer = client.post(URL, {**GOOD, "goal": "", "day": "昨天", "unit": "不存在"})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "请改好下面3处" in text
    assert '<a href="#id_day">日期</a>' in text
    assert "没有名称或编码为“不存在”的科室" in text
    assert 'value="昨天"' in text
    assert text.count('aria-invalid="true"') == 3
    assert not addresses.DONE


def test_a_refusal_of_the_deed_stands_beside_the_field_it_is_about(client: Client) -> None:
    answer = client.post(URL, {**GOOD, "goal": "满员"})

    assert answer.status_code == 422
    assert re.search(r'id="id_day_error">车已坐满，请换一天。<', answer.content.decode())


def test_the_same_form_sent_twice_is_done_once(client: Client) -> None:
    once = re.search(r'name="once" value="([^"]+)"', page(client)).group(1)
    first, second = (client.post(URL, {**GOOD, "once": once}) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert len(addresses.DONE) == 1
    assert "没有重复办理" in client.get(second["Location"]).content.decode()


def test_a_refused_form_may_be_sent_again(client: Client) -> None:
    once = re.search(r'name="once" value="([^"]+)"', page(client)).group(1)
    client.post(URL, {**GOOD, "goal": "满员", "once": once})

    assert client.post(URL, {**GOOD, "once": once}).status_code == 302


def test_a_draft_is_sealed_comes_back_and_goes_with_the_deed(client: Client) -> None:
    answer = client.post("/desk/drafts/", KEEP)

    assert answer.status_code == 200
    assert "自动保存" in answer.content.decode()
    kept = Draft.objects.get()
    assert "半截话" not in kept.content.token
    text = page(client)
    assert 'value="半截话"' in text
    assert "自动保存的草稿" in text
    assert "没有办理" not in text
    assert "aria-invalid" not in text
    client.post(URL, GOOD)
    assert not Draft.objects.exists()


def test_a_draft_is_shown_to_nobody_else(client: Client, empty_hospital: Hospital) -> None:
    client.post("/desk/drafts/", KEEP)

    assert "半截话" not in page(empty_hospital.client("records"))


def test_a_draft_can_be_thrown_away(client: Client) -> None:
    client.post("/desk/drafts/", KEEP)
    client.post("/desk/drafts/drop/", {"form": addresses.DRAFT, "next": URL})

    assert "半截话" not in page(client)


def test_a_draft_that_is_too_long_is_not_kept_and_says_so(client: Client) -> None:
    answer = client.post("/desk/drafts/", {**KEEP, "goal": "长" * 200_001})

    assert answer.status_code == 422
    assert "草稿没有自动保存" in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", ["", "x" * 151, "a b", "<script>"])
def test_a_draft_needs_a_form(client: Client, form: str) -> None:
    assert client.post("/desk/drafts/", {**KEEP, "form": form}).status_code == 404


@pytest.mark.parametrize("typed", ["心血管内科", "CARD", "心血管内科（CARD）", " CARD "])
def test_a_unit_is_named_by_name_code_or_both(client: Client, typed: str) -> None:
    client.post(URL, {**GOOD, "unit": typed})

    assert addresses.DONE[0]["unit"] == "CARD"


def test_namesakes_are_asked_apart(client: Client, empty_hospital: Hospital) -> None:
    one = empty_hospital.appointments["records"].person
    Person.objects.create(code="P99", name=one.name, active_from=one.active_from)

    answer = client.post(URL, {**GOOD, "person": one.name})
    chosen = client.post(URL, {**GOOD, "person": f"{one.name}（P99）"})

    assert "不止一人" in answer.content.decode()
    assert chosen.status_code == 302
    assert addresses.DONE[0]["person"] == "P99"


def test_somebody_unknown_is_told(client: Client) -> None:
    answer = client.post(URL, {**GOOD, "person": "没有的人"})

    assert "没有姓名或工号为“没有的人”的在院人员" in answer.content.decode()


def test_words_that_may_be_there_by_mistake_are_shown_once(client: Client) -> None:
    first = client.post(URL, {**GOOD, "goal": "送涉密人员名单"})

    assert first.status_code == 422
    assert "出现了“涉密”，请确认内容不涉密" in first.content.decode()
    assert addresses.DONE == []

    again = client.post(URL, {**GOOD, "goal": "送涉密人员名单", "looked": "1"})

    assert again.status_code == 302
    assert addresses.DONE[0]["goal"] == "送涉密人员名单"


def test_a_password_is_not_looked_at(client: Client) -> None:
    assert client.post(URL, {**GOOD, "secret": "涉密"}).status_code == 302
