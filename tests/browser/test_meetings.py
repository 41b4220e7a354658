"""A secretary with a phone: a meeting of 31 in a few taps, whatever the connection does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from linghang.meetings.models import AgendaItem, Form
from tests.meetings import branch
from tests.web_hospital import Hospital

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]
PHONE = {"width": 390, "height": 844}
NEW = "/meetings/units/PB1/new/member_meeting/"
TAPS = 9  # docs/user/支部书记-组织生活.md tells this number


class Finger:
    """Counts what a thumb does; choosing from a list is two taps."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        what.click()
        self.taps += 1

    def choose(self, what: Locator, value: str) -> None:
        what.select_option(value)
        self.taps += 2

    def write(self, what: Locator, text: str) -> None:
        self.tap(what)
        what.fill(text)


def test_a_meeting_of_31_with_two_away_and_one_item_takes_nine_taps(
    hospital: Hospital, enter: Enter
) -> None:
    branch.add()
    page, finger = enter("branch_secretary"), Finger()
    page.set_viewport_size(PHONE)

    finger.tap(page.get_by_role("link", name="支部党员大会还没有召开"))
    row = page.get_by_role("row").filter(has_text="支部党员大会")
    finger.tap(row.get_by_role("link", name="记录"))
    finger.choose(page.get_by_label("党员M03"), "surgery")
    finger.choose(page.get_by_label("党员M04"), "duty")
    finger.write(page.get_by_label("议题").first, "第四季度工作")
    finger.tap(page.get_by_label("全体赞成").first)
    finger.tap(page.get_by_role("button", name="保存记录"))

    expect(page.get_by_role("status")).to_contain_text("已保存")
    assert (Form.objects.get().came, AgendaItem.objects.get().favour) == (29, 24)
    assert finger.taps == TAPS


@pytest.mark.offline
def test_what_is_written_outlives_a_lost_connection_and_a_reload(
    hospital: Hospital, enter: Enter, live_server: LiveServer
) -> None:
    branch.add()
    page = enter("branch_secretary")
    page.goto(live_server.url + NEW)
    says = page.locator("[data-draft-says]")

    page.context.set_offline(True)
    page.get_by_label("议题").first.fill("断网时写的议题")
    expect(says).to_contain_text("网络断开")
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_label("议题").first).to_have_value("断网时写的议题")
    page.context.set_offline(False)
    expect(says).to_contain_text("草稿已")
    page.reload()
    expect(page.get_by_label("议题").first).to_have_value("断网时写的议题")

    # The page is reloaded before the server could take the words: this browser has them.
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/desk/drafts/", lambda route: route.abort("internetdisconnected"))
    page.get_by_label("议题").first.fill("还没有送出的议题")
    expect(says).to_contain_text("网络断开")
    page.reload()
    expect(page.get_by_label("议题").first).to_have_value("还没有送出的议题")
    page.unroute("**/desk/drafts/")
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    page.goto(live_server.url + NEW)

    expect(page.get_by_label("议题").first).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('draft'))") == []
