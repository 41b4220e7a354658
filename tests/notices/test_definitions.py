"""A kind of notice says everything once and contradicts itself nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from linghang.foundation.catalog.registry import Loaded
from linghang.foundation.trail import actions
from linghang.notices import catalog
from linghang.notices.catalog import UnknownKind
from linghang.notices.definitions import SUPERIOR, NoticeKind, placeholders
from linghang.org import posts
from linghang.org.definitions import Capability
from tests.notices.factories import kind

ITEMS = list(catalog.catalog().items.values())


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda loaded: loaded.item.code)
def test_every_kind_follows_a_deed_that_tells_what_it_needs(loaded: Loaded[NoticeKind]) -> None:
    item = loaded.item
    if not item.after:
        return

    told = placeholders(actions.sentences()[item.after]) - {"actor", "subject"}

    assert item.wanted <= told, "the deed's sentence does not promise these facts"
    facts = {each.partition(":")[2] for each in item.to if each.startswith("fact:")}
    assert facts <= told | {"drafter"}


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda loaded: loaded.item.code)
def test_every_kind_is_settled_by_deeds_about_the_same_thing(loaded: Loaded[NoticeKind]) -> None:
    item = loaded.item
    assert set(item.until) <= set(actions.sentences())
    things = {each.rpartition(".")[0] for each in item.until}
    if item.after:  # what follows no deed is about what its own deeds are about
        things.add(item.after.rpartition(".")[0])
    assert len(things) <= 1


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda loaded: loaded.item.code)
def test_every_named_post_and_capability_exists(loaded: Loaded[NoticeKind]) -> None:
    known = posts.catalog()
    for each in loaded.item.to:
        word, _, code = each.partition(":")
        assert word != "post" or code in known
        assert word != "capability" or code in set(Capability)
    assert loaded.item.escalate_to == SUPERIOR or loaded.item.escalate_to in known


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda loaded: loaded.item.code)
def test_what_leaves_the_house_is_neutral(loaded: Loaded[NoticeKind]) -> None:
    assert not placeholders(loaded.item.outside)
    assert loaded.item.name not in loaded.item.outside


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"outside": "{name}有新通知"}, "不能带任何具体内容"),
        ({"channels": ("inbox",)}, "不用写 inbox"),
        ({"channels": ("mail", "mail")}, "写了两次"),
        ({"channels": ("fax",)}, "channels"),
        ({"after": "org.appointment.made"}, "就要写 to"),
        ({"to": ("fact:person",)}, "收件人只能是 post"),
        ({"after": "org.appointment.made", "to": ("everybody",)}, "看不懂收件人 everybody"),
        ({"must_confirm": True}, "几个工作日不确认"),
        ({"quiet": False, "digest": True}, "不能等到早晨汇总"),
        ({"escalate_to": "Boss!"}, "superior 或岗位编码"),
    ],
)
def test_a_contradictory_kind_is_refused(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        kind(**facts)


def test_a_kind_that_nobody_declares_is_a_fault_of_the_program() -> None:
    with pytest.raises(UnknownKind):
        catalog.kind("no_such")
    assert catalog.name("no_such") == "no_such"
