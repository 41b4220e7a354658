"""Heads of systems: their pages are there, may be asked for, and have a picture."""

from __future__ import annotations

import re
from pathlib import Path

import linghang
from linghang.foundation.catalog import registry
from linghang.org import deeds, posts
from linghang.procedures import catalog as procedures
from linghang.web.menu import places
from tests.web.access.areas import addresses

STYLES = Path(linghang.__file__).parent / "web/static/linghang"


def test_a_page_of_the_menu_names_an_address_a_deed_and_a_picture() -> None:
    known, icons = set(addresses()), set()
    for sheet in STYLES.glob("*.css"):
        icons |= set(re.findall(r"\.icon-([a-z]+)::before", sheet.read_text("utf-8")))
    wrong = [
        (place.page.title, what)
        for place in places()
        for what, holds in (
            ("page", place.page.page in known),
            ("below", set(place.page.below) <= known),
            ("icon", place.page.icon in icons),
            ("deed", not place.page.deed or deeds.deed(place.page.deed)),
            ("posts", set(place.page.posts) <= set(posts.catalog().items)),
            ("procedures", set(place.page.procedures) <= set(procedures.catalog().items)),
            ("section", place.section or place.page.page == "workbench"),
        )
        if not holds
    ]

    assert wrong == []


def test_an_address_belongs_to_one_page_of_the_menu() -> None:
    named = [name for place in places() for name in (place.page.page, *place.page.below)]

    assert [name for name in set(named) if named.count(name) > 1] == []


def test_systems_stand_in_an_order() -> None:
    orders = [loaded.item.menu_order for loaded in registry.systems().items.values()]

    assert len(orders) == len(set(orders))
