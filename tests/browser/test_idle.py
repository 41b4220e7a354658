"""The warning before an idle session ends: seen, answered, and what happens without an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linghang.org.accounts.definitions import Limits
from linghang.web.login import age

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 10


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds instead of half an hour."""
    limits = Limits(idle_minutes=SECONDS / 60)  # type: ignore[arg-type]
    monkeypatch.setattr(age.queries, "limits", lambda _on: limits)


def test_the_warning_comes_can_be_answered_and_then_the_session_ends(
    short: None, enter: Callable[[str], Page], live_server: LiveServer
) -> None:
    page = enter("president")
    page.goto(f"{live_server.url}/me/")
    warning = page.get_by_role("dialog", name="还在使用吗？")
    expect(warning).to_be_visible()
    expect(page.get_by_role("button", name="继续使用")).to_be_focused()
    serious = [
        one["id"]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []

    page.get_by_role("button", name="继续使用").click()
    expect(warning).to_be_hidden()
    expect(page.locator("h1")).to_have_text("登录安全")

    expect(warning).to_be_visible()
    page.wait_for_url(f"{live_server.url}/login/?next=%2Fme%2F")
    expect(page.get_by_role("status")).to_contain_text("没有操作，已自动退出")
