"""Entering into ledgers on a phone: fields that come and go, lists of names, the grid."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_pages import PHONE, serious

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]
PASTED = "义诊一\t2025-03-05\tPB1\t义诊\n义诊二\t2025-03-06\tPB1\t讲座\n"
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def test_a_ledger_is_filled_in_on_a_phone(enter: Enter, live_server: LiveServer) -> None:
    page = enter("branch_secretary")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/ledgers/outreach/new/")

    drugs = page.get_by_label("赠药价值")
    expect(drugs).to_be_hidden()
    page.get_by_label("义诊", exact=True).check()
    expect(drugs).to_be_visible()
    page.get_by_label("讲座", exact=True).check()
    expect(drugs).to_be_hidden()

    taking_part = page.locator("[name=f_volunteers]")
    adding = page.locator("#id_f_volunteers-add")
    adding.fill("社区张老师、社区李老师")
    adding.press("Enter")
    assert taking_part.input_value() == "社区张老师、社区李老师"
    page.get_by_label("社区张老师").uncheck()
    assert taking_part.input_value() == "社区李老师"
    expect(page.get_by_text("已选1人，未选1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert serious(page) == []

    page.goto(f"{live_server.url}/ledgers/outreach/grid/")
    title = page.get_by_label("第1行 活动名称")
    title.evaluate(PASTE, PASTED)
    expect(page.get_by_label("第2行 活动名称")).to_have_value("义诊二")
    expect(page.get_by_label("第2行 活动类别")).to_have_value("lecture")
    title.press("Enter")
    expect(page.get_by_label("第2行 活动名称")).to_be_focused()
    expect(page.locator("[data-draft-says]")).to_contain_text("自动保存")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert serious(page) == []

    page.reload()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.get_by_label("第2行 活动名称")).to_have_value("义诊二")
    page.get_by_label("第1行 活动类别").select_option("clinic")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已保存2条草稿。")).to_be_visible()
    page.goto(f"{live_server.url}/ledgers/outreach/grid/")
    expect(page.get_by_label("第1行 活动名称")).to_have_value("")
