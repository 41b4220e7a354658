"""The shell in a browser: search and lists by keyboard, drafts that survive, help beside a page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from linghang.foundation.search import services
from tests.web_hospital import Hospital

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]
NEW_PERSON = "/org/people/add/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def indexed(hospital: Hospital) -> Hospital:
    """The small hospital, with everything in it to be found."""
    services.rebuild()
    return hospital


def desk(enter: Enter, post: str) -> Page:
    """The first page of a post, there with its scripts."""
    page = enter(post)
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
    page.wait_for_load_state()
    return page


def test_a_unit_is_found_by_pinyin_and_opened_without_a_mouse(
    indexed: Hospital, enter: Enter
) -> None:
    page = desk(enter, "hr_director")

    page.keyboard.press("Control+k")
    page.keyboard.type("xxgnk")
    first = page.locator("#suggestions a").first
    expect(first).to_contain_text("心血管内科")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("心血管内科")


def test_what_is_looked_for_is_sent_in_no_address(indexed: Hospital, enter: Enter) -> None:
    page = desk(enter, "hr_director")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    page.keyboard.press("/")
    page.keyboard.type("医师")
    expect(page.locator("#suggestions")).to_contain_text("医师甲")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text("医师丙")
    page.get_by_role("main").get_by_role("link", name="医师甲").first.click()
    page.go_back()
    expect(page.locator("#results")).to_contain_text("医师丙")

    assert not [url for url in sent if "%E5%8C%BB%E5%B8%88" in url.partition("#")[0]]


def test_rows_are_walked_and_opened_by_keyboard(enter: Enter, live_server: LiveServer) -> None:
    page = enter("records")
    page.goto(f"{live_server.url}/cases/import/")

    page.keyboard.press("j")
    expect(page.locator("tr.at")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("第")
    expect(page).to_have_url(re.compile(r"/cases/import/\d+/"))


def test_a_list_is_narrowed_in_place_and_the_address_says_how(
    enter: Enter, live_server: LiveServer
) -> None:
    page = enter("records")
    page.goto(f"{live_server.url}/cases/import/")

    page.get_by_label("状态").select_option("discarded")

    expect(page.get_by_text("没有符合条件的导入记录")).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}/cases/import/?state=discarded")
    page.get_by_role("link", name=re.compile("状态：已放弃")).click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_what_was_typed_survives_a_reload_and_leaving_is_asked_about(
    enter: Enter, live_server: LiveServer
) -> None:
    page = enter("hr_director")
    page.goto(live_server.url + NEW_PERSON)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.get_by_label("姓名").fill("欧阳半")
    page.reload()  # before the draft was kept: the browser asks
    page.get_by_label("姓名").fill("欧阳半截")
    expect(page.locator("[data-draft-says]")).to_contain_text("自动保存")
    page.reload()

    expect(page.get_by_label("姓名")).to_have_value("欧阳半截")
    expect(page.get_by_text("自动保存的草稿")).to_be_visible()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="不要草稿，重新填写").click()
    expect(page.get_by_label("姓名")).to_have_value("")


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(
    enter: Enter, live_server: LiveServer
) -> None:
    page = enter("hr_director")
    page.goto(live_server.url + NEW_PERSON)

    page.locator("form[data-form] button").first.click()

    expect(page.locator("[data-focus]")).to_be_focused()
    page.locator("[data-focus] a").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_help_opens_beside_the_page_and_keys_are_explained(enter: Enter) -> None:
    page = desk(enter, "records")

    page.get_by_role("link", name="帮助", exact=True).first.click()
    drawer = page.locator("[data-help-drawer]")
    expect(drawer.get_by_role("heading", name="工作台与检索")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-keys]")).to_be_hidden()


def test_a_phone_has_the_search_and_folds_the_conditions(
    indexed: Hospital, enter: Enter, live_server: LiveServer
) -> None:
    page = desk(enter, "hr_director")
    page.set_viewport_size(PHONE)

    page.get_by_role("button", name="检索").click()
    page.keyboard.type("骨科")
    expect(page.locator("#suggestions")).to_contain_text("骨科")
    page.keyboard.press("Escape")

    page.goto(f"{live_server.url}/org/people/")
    fold = page.get_by_role("button", name="筛选条件")
    expect(page.get_by_role("button", name="筛选", exact=True)).to_be_hidden()
    fold.click()
    expect(page.get_by_role("button", name="筛选", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
