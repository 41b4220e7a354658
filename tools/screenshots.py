"""Pictures of the demo's pages in light, dark and on a phone → docs/screenshots.

Serves the demo hospital of LINGHANG_HOME on a free port and looks at it with the system's
Chromium, logged in the way a visitor is: by one click on a post.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs/screenshots"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0  # seconds until the server must answer

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 1600}  # more than a phone shows at once, less than a long page
# name → (window, colour scheme)
LOOKS = {"light": (DESK, "light"), "dark": (DESK, "dark"), "phone": (PHONE, "light")}


@dataclass(frozen=True)
class Shot:
    """One page: the file's name, its address, and the post under which it is looked at."""

    name: str
    path: str
    post: str = "院长"


SHOTS = [
    Shot("login", "/login/", post=""),
    Shot("workbench", "/"),
    Shot("cockpit", "/overview/"),
    Shot("chart", "/org/chart/"),
    Shot("rights", "/rights/"),
    Shot("indicator", "/indicators/average_length_of_stay/"),
    Shot("cases", "/cases/"),
    Shot("reports", "/reports/"),
    Shot("import", "/cases/import/", post="病案科科长"),
    Shot("returns", "/drg/returns/?period=2025-11", post="病案科科长"),
    Shot("branch", "/meetings/units/B04/", post="神经内科党支部书记"),
    Shot("record", "/meetings/units/B04/new/member_meeting/", post="神经内科党支部书记"),
    Shot("procedure", "/procedures/procurement/", post="党办主任"),
    Shot("ledgers", "/ledgers/", post="党办主任"),
    Shot("ledger", "/ledgers/outreach/", post="神经内科党支部书记"),
    Shot("entry", "/ledgers/outreach/new/", post="神经内科党支部书记"),
    Shot("figures", "/ledgers/outreach/figures/", post="党办主任"),
    Shot("rectification", "/commitments/1/figures/?since=2025-10-01", post="党办主任"),
    Shot("commitment", "/commitments/one/63/", post="心血管内科主任"),
]


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """True when the page at the address is served."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def served() -> Iterator[str]:
    """The demo hospital, served while we look; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).parent / "linghang"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LINGHANG_DEMO": "1"})
    try:
        until = time.monotonic() + PATIENCE
        while not answers(f"{address}/login/"):
            if server.poll() is not None or time.monotonic() > until:
                sys.exit("the demo does not answer: try `make demo` by itself")
            time.sleep(0.3)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def log_in(page: Page, address: str, post: str) -> None:
    """Choose the post on the login page."""
    page.goto(f"{address}/login/")
    title = page.get_by_text(re.compile(rf"(?<!副){post}$"))
    page.locator("form button").filter(has=title).first.click()
    page.wait_for_load_state("networkidle")


def look(browser: Browser, address: str, look_name: str, shots: list[Shot]) -> None:
    """Take every shot in one look; a page that doesn't answer with 200 stops the run."""
    window, scheme = LOOKS[look_name]
    for post in dict.fromkeys(shot.post for shot in shots):
        context = browser.new_context(
            viewport=window,
            color_scheme=scheme,
            device_scale_factor=1.5,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if post:
            log_in(page, address, post)
        for shot in (shot for shot in shots if shot.post == post):
            answer = page.goto(f"{address}{shot.path}")
            if answer is None or answer.status != 200:
                sys.exit(f"{shot.path} as {post or 'nobody'}: {answer and answer.status}")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(500)
            file = OUT / f"{shot.name}-{look_name}.png"
            page.screenshot(path=file)
            sys.stdout.write(f"{file.relative_to(ROOT)}\n")
        context.close()


def main(wanted: list[str]) -> None:
    """Take all shots, or those whose names are given."""
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if path is None or not shots:
        sys.exit("needs Chromium (apt-get install chromium fonts-noto-cjk) and known names")
    OUT.mkdir(parents=True, exist_ok=True)
    arguments = ["--disable-quic", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for look_name in LOOKS:
            look(browser, address, look_name, shots)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
