"""Meetings and procedures with nothing but a keyboard: no mouse, no trap, the focus in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linghang.meetings.models import AgendaItem
from linghang.org.models import Person
from linghang.procedures.models import Act
from tests.branches.factories import Walk
from tests.browser.test_pages import serious
from tests.meetings import branch
from tests.small_hospital import FROM
from tests.web_hospital import Hospital

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]
MOST_TABS = 140
HERE = """() => {
  const it = document.activeElement, look = getComputedStyle(it), box = it.getBoundingClientRect();
  const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
  const parts = it === window.last;  // a day has four, each with a ring of its own
  const met = it.hasAttribute("data-met") && !parts;
  it.setAttribute("data-met", "");
  window.last = it;
  const words = it.name || it.innerText || it.getAttribute("aria-label") || it.tagName;
  return {
    name: words.trim(),
    ends: met || it === document.body,
    seen: parts || ring || look.boxShadow !== "none",
    in_sight: box.bottom > 0 && box.top < innerHeight,
  };
}"""


def skip(page: Page) -> None:
    """The first Tab finds the link past the menu."""
    page.keyboard.press("Tab")
    assert page.evaluate(HERE)["name"] == "跳到正文"
    page.keyboard.press("Enter")


def walk(page: Page) -> list[str]:
    """What Tab reaches behind the menu; it comes to an end, and shows where it is."""
    skip(page)
    names: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(HERE)
        if found["ends"]:
            return names
        assert found["seen"], f"nobody sees that {found['name']} has the focus"
        assert found["in_sight"], f"{found['name']} has the focus out of sight"
        names.append(found["name"])
    pytest.fail(f"Tab does not come round: {names[-3:]}")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has these words has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(HERE)["name"]:
            return
    pytest.fail(f"Tab never reaches {words}")


@pytest.fixture
def waiting(hospital: Hospital) -> Walk:
    """An applicant of the branch of 31, about whom the branch's committee is to decide."""
    branch.add()
    Person.objects.create(code="A1", name="新来的", active_from=FROM)
    filled = {"applied_on": "2025-12-01", "born_on": "1995-05-04", "talker": "某书记"}
    one = Walk(
        hospital.appointments, "party_admission", date(2025, 12, 2), concerned=("A1",), **filled
    )
    one.go("application")
    return one


def test_a_clerk_without_a_mouse_acts_on_a_matter_and_puts_it_on_the_agenda(
    waiting: Walk, enter: Enter, live_server: LiveServer
) -> None:
    page = enter("branch_secretary")
    matter = f"/proceedings/{waiting.row.pk}/"
    pages = {
        "unit": "/meetings/units/PB1/",
        "list": "/proceedings/",
        "act": f"{matter}talk/",
        "record": "/meetings/units/PB1/new/branch_committee/",
    }
    reached, kept_out = {}, {}
    for name, address in pages.items():
        page.goto(live_server.url + address)
        reached[name] = walk(page)
        if name != "list":  # test_pages looks at lists
            kept_out[name] = serious(page)

    assert not {name: found for name, found in kept_out.items() if found}
    assert "要办的事" in reached["list"]
    assert {"办理", "不办了，返回"} <= set(reached["act"])

    skips_and_closes(page, live_server.url + pages["unit"])
    # The step is done by keys alone; then its matter stands in the chooser of the agenda.
    page.goto(live_server.url + pages["act"])
    skip(page)
    tab_to(page, "talker")
    page.keyboard.type("某书记")
    paper = {"name": "谈话记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.locator('input[type="file"]').set_input_files(paper)
    tab_to(page, "办理")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已办理“党组织派人谈话”")
    page.goto(live_server.url + pages["record"])
    skip(page)
    tab_to(page, "about1")
    page.keyboard.press("ArrowDown")
    tab_to(page, "vote1")
    page.keyboard.press("ArrowDown")
    tab_to(page, "保存记录")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已保存")

    item = AgendaItem.objects.get()
    assert (item.about_id, item.favour) == (str(waiting.row.pk), item.present)
    assert Act.objects.filter(step="talk").exists()


def skips_and_closes(page: Page, address: str) -> None:
    """The skip link leads past the menu; Esc closes what Enter opened, and gives the focus back."""
    page.goto(address)
    skip(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")
    menu = page.locator("details[data-dropdown]").last
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
