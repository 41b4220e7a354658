"""What HTML alone cannot prove: contrast, keyboard, narrow screens, charts, the theme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.web_hospital import Hospital

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]

PHONE = {"width": 390, "height": 844}
PAGES = {
    "workbench": "/",
    "search": "/search/",
    "help": "/help/",
    "guide": "/help/工作台与检索/",
    "feed": "/deadlines/",
    "cockpit": "/overview/?period=2025-06",
    "indicator": "/indicators/readmission_31_days/?period=2025-06",
    "cases": "/cases/?period=2025-06",
    "case": "/cases/{case}/",
    "weights": "/drg/weights/",
    "imports": "/cases/import/",
    "import": "/cases/import/{batch}/",
    "reports": "/reports/",
    "report": "/reports/{report}/",
    "unit": "/org/units/H/",
    "procedure": "/procedures/procurement/",
    "proceedings": "/proceedings/",
    "not-found": "/nowhere/",
}


@pytest.fixture
def addresses(enter: Enter, hospital: Hospital, live_server: LiveServer) -> dict[str, str]:
    """The pages of the records office, which sees every kind of page, by name."""
    page = enter("records")
    page.goto(f"{live_server.url}/reports/")
    page.get_by_label("期间").select_option("2025-06")
    page.get_by_role("button", name="生成").click()
    expect(page.locator(".sheet")).to_be_visible()
    named = {
        "case": hospital.cases["CARD-A"].case_key,
        "batch": hospital.batch.pk,
        "report": page.url.rstrip("/").rpartition("/")[2],
    }
    return {name: live_server.url + url.format(**named) for name, url in PAGES.items()}


def serious(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds that keeps somebody from using the page; only: by these rules alone."""
    chosen = {"runOnly": {"type": "rule", "values": only}} if only else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **chosen}).response
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_no_page_keeps_anybody_out(
    watched: Page, addresses: dict[str, str], live_server: LiveServer
) -> None:
    """By all rules in the light, and by those of colour in the dark: nothing else changes there."""
    addresses["login"] = f"{live_server.url}/login/"

    findings = {}
    for name, url in addresses.items():
        if name == "login":
            watched.context.clear_cookies()
        watched.emulate_media(color_scheme="light")
        watched.goto(url)
        findings[name] = serious(watched)
        watched.emulate_media(color_scheme="dark")
        watched.reload()
        findings[f"{name}, dark"] = serious(watched, only=("color-contrast",))

    assert not {name: found for name, found in findings.items() if found}


def test_nothing_is_wider_than_a_phone(
    watched: Page, addresses: dict[str, str], tmp_path: Path
) -> None:
    watched.set_viewport_size(PHONE)

    widths = {}
    for name, url in addresses.items():
        watched.goto(url)
        watched.screenshot(path=tmp_path / f"{name}-phone.png", full_page=True)
        widths[name] = watched.evaluate("() => document.documentElement.scrollWidth")

    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}


def test_the_menu_of_a_phone_opens_and_leads_on(enter: Enter) -> None:
    page = enter("president")
    page.set_viewport_size(PHONE)
    cases = page.get_by_role("link", name="病例查询")
    expect(cases).to_be_hidden()

    page.get_by_role("button", name="菜单").click()
    cases.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("病例查询")


def test_the_chart_is_drawn_and_a_month_leads_to_that_month(
    watched: Page, addresses: dict[str, str]
) -> None:
    watched.goto(addresses["cockpit"])
    chart = watched.locator("[data-chart][data-ready]")
    expect(chart.locator("svg")).to_be_visible()

    watched.get_by_text("看数据表").click()
    watched.get_by_role("link", name="2025年5月").click()

    expect(watched.locator(".here")).to_have_text("2025年5月")


def test_everything_is_reached_by_keyboard(watched: Page, addresses: dict[str, str]) -> None:
    watched.goto(addresses["cases"])

    watched.keyboard.press("Tab")
    expect(watched.get_by_role("link", name="跳到正文")).to_be_focused()
    watched.keyboard.press("Enter")
    expect(watched.locator("#main")).to_be_focused()
    watched.keyboard.press("/")
    expect(watched.get_by_label("院区")).to_be_focused()
    watched.keyboard.press("Escape")
    expect(watched.get_by_label("院区")).not_to_be_focused()

    switcher = watched.locator("summary", has_text="病案科科长")
    switcher.focus()
    watched.keyboard.press("Enter")
    expect(watched.get_by_role("button", name="退出登录")).to_be_visible()
    watched.keyboard.press("Escape")
    expect(watched.get_by_role("button", name="退出登录")).to_be_hidden()
    expect(switcher).to_be_focused()


def test_a_chosen_theme_stays_and_the_chart_follows_it(
    watched: Page, addresses: dict[str, str]
) -> None:
    watched.emulate_media(color_scheme="light")
    watched.goto(addresses["cockpit"])
    html = watched.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "light")

    watched.get_by_role("button", name="改用深色界面").first.click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    watched.reload()

    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(watched.locator("[data-chart][data-ready]")).to_be_visible()


def test_pages_run_no_script_that_is_not_a_file_of_ours(
    watched: Page, addresses: dict[str, str]
) -> None:
    answer = watched.goto(addresses["cockpit"])

    assert answer is not None
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert watched.locator("script:not([src])").count() == 0
    assert watched.locator("[onclick], [onload], [onchange], [onsubmit]").count() == 0
