"""A live server with the small hospital, and a browser that is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from tests import web_hospital
from tests.web_hospital import Hospital

ANSWERED = "Failed to load resource: the server responded"
CUT = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
PATIENCE = 20_000  # milliseconds; a busy machine is no fault of the page
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def hospital(live_server: LiveServer, tmp_path: Path) -> Hospital:
    """Written after the live server's database was emptied."""
    return web_hospital.filled(tmp_path)


@pytest.fixture
def watched(page: Page, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails the test for a console error or a request to another origin.

    The console line of an expected 4xx answer is no error of ours, nor in a test that is marked
    `offline` that of the connection which it cuts.
    """
    wrong: list[str] = []
    known = (ANSWERED, CUT) if request.node.get_closest_marker("offline") else (ANSWERED,)

    def listen(message: ConsoleMessage) -> None:
        expected = message.text.startswith(known)
        if message.type in ("error", "warning") and not expected:
            wrong.append(message.text)

    def ask(asked: Request) -> None:
        if not asked.url.startswith((live_server.url, "data:")):
            wrong.append(f"request to {asked.url}")

    page.on("console", listen)
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.on("request", ask)
    page.set_default_timeout(PATIENCE)
    yield page
    assert not wrong


@pytest.fixture
def enter(watched: Page, hospital: Hospital, live_server: LiveServer) -> Callable[[str], Page]:
    """Take a post by a click on the login page, as whoever was there before left it."""

    def click(post: str) -> Page:
        held = hospital.appointments[post]
        watched.context.clear_cookies()
        watched.goto(f"{live_server.url}/login/")
        watched.locator(f'form[action="/login/demo/{held.pk}/"] button').click()
        return watched

    return click
