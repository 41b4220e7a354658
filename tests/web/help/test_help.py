"""Help: every reference leads somewhere, Markdown is safe, pages know their guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from linghang.web import menu
from linghang.web.help import guides
from tests.web_hospital import Hospital


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of guides of its own."""
    monkeypatch.setattr(guides, "SHIPPED", tmp_path)
    guides._read.cache_clear()
    yield tmp_path
    guides._read.cache_clear()


def test_every_page_of_the_menu_that_names_a_guide_names_one_that_is_there() -> None:
    for place in menu.places():
        reference = place.page.help
        if not reference:
            continue
        name, _, anchor = reference.partition("#")
        guide = guides.guide(name.removesuffix(".md"))
        assert guide is not None, reference
        assert not anchor or anchor in {one.anchor for one in guide.sections}, reference


def test_every_guide_of_the_checkout_becomes_a_page(empty_hospital: Hospital) -> None:
    client = empty_hospital.client("president")
    contents = client.get("/help/").content.decode()

    for name in guides.names():
        answer = client.get(f"/help/{name}/")
        assert answer.status_code == 200
        assert guides.guide(name).title in contents
        assert "<h1" in answer.content.decode()


def test_a_script_gets_the_text_alone(empty_hospital: Hospital) -> None:
    client = empty_hospital.client("president")

    text = client.get("/help/工作台与检索/", headers={"HX-Request": "true"}).content.decode()

    assert text.strip().startswith("<article")


def test_headings_are_anchors_links_lead_to_pages_and_html_is_text(written: Path) -> None:
    (written / "甲.md").write_text(
        "# 甲\n## 怎样填 <b>\n见[乙](乙.md#第一步)、[外](https://example.org/)、[丙](../reference/c.md)。\n"
        "## 怎样填 <b>\n<script>alert(1)</script>\n\n| 一 | 二 |\n|---|---|\n| 1 | 2 |\n",
        "utf-8",
    )
    guide = guides.guide("甲")

    assert [one.anchor for one in guide.sections] == ["甲", "怎样填-b", "怎样填-b-2"]
    assert 'href="/help/%E4%B9%99/#%E7%AC%AC%E4%B8%80%E6%AD%A5"' in guide.html
    assert 'href="https://example.org/"' in guide.html
    assert "<span>丙</span>" in guide.html
    assert "<script>" not in guide.html
    assert "<table>" in guide.html
    assert guide.sections[1].text.startswith("见乙、外、丙")


def test_a_guide_that_changed_is_read_again(written: Path) -> None:
    file = written / "甲.md"
    file.write_text("# 旧", "utf-8")
    assert guides.guide("甲").title == "旧"
    file.write_text("# 新的", "utf-8")

    assert guides.guide("甲").title in ("旧", "新的")
    guides._read.cache_clear()
    assert guides.guide("甲").title == "新的"


@pytest.mark.parametrize("name", ["../../pyproject", "..", "a/b", "没有"])
def test_only_guides_are_read(empty_hospital: Hospital, name: str) -> None:
    assert guides.guide(name) is None


def test_the_help_of_a_page_is_its_own(empty_hospital: Hospital) -> None:
    page = empty_hospital.client("records").get("/cases/import/").content.decode()

    assert "/help/%E7%97%85%E6%A1%88%E7%A7%91-" in page
