"""Deeds are registered with a sentence that always has all its words."""

from __future__ import annotations

import pytest

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.trail import actions, services
from tests.foundation import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["", "done", "Cases.done", "cases..done", "cases.done ", "办"])
def test_a_code_is_dotted_and_lower_case(code: str) -> None:
    with pytest.raises(ValueError, match="action code"):
        actions.register(code, "{actor}办了")


def test_a_sentence_reads_plain_names_only() -> None:
    with pytest.raises(ValueError, match="plain name"):
        actions.register("tests.thing.peeked", "{actor.__class__}办了")


def test_a_deed_keeps_its_sentence() -> None:
    actions.register(factories.DONE, "{actor}办了{count}件事")

    with pytest.raises(ValueError, match="another sentence"):
        actions.register(factories.DONE, "{actor}没有办")


def test_an_unregistered_deed_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="not registered"):
        services.leave(
            at=factories.AT,
            actor=factories.NURSE,
            action="tests.thing.unheard",
            subject=("tests.thing", "1"),
        )


def test_a_sentence_with_holes_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="count"):
        services.leave(
            at=factories.AT,
            actor=factories.NURSE,
            action=factories.DONE,
            subject=("tests.thing", "1"),
        )


def test_the_sentence_names_the_person() -> None:
    entry = factories.entry(count=3)

    assert actions.sentence(entry, {"P0001": "陈一鸣"}) == "陈一鸣办了3件事"
    assert actions.sentence(entry, {}) == "P0001办了3件事"


def test_the_sentence_tells_on_whose_behalf() -> None:
    entry = factories.entry(actor=Actor(person="P0001", appointment=7, on_behalf_of="P0002"))

    assert actions.sentence(entry, {"P0001": "甲", "P0002": "乙"}) == "甲（代乙）办了1件事"


def test_the_scheduler_is_called_the_system() -> None:
    assert actions.sentence(factories.entry(actor=system_actor()), {}) == "系统办了1件事"


@pytest.mark.parametrize(
    ("value", "word"),
    [(None, "—"), ("", "—"), (True, "是"), (["甲", "乙"], "甲、乙"), ([], "—"), (0, "0")],
)
def test_facts_read_as_chinese(value: object, word: str) -> None:
    actions.register("tests.thing.told", "{what}")
    entry = services.leave(
        at=factories.AT,
        actor=factories.NURSE,
        action="tests.thing.told",
        subject=("tests.thing", "1"),
        facts={"what": value},
    )

    assert actions.sentence(entry, {}) == word


def test_a_deed_of_a_package_that_is_gone_is_told_by_its_code() -> None:
    entry = factories.entry()
    entry.action = "gone.thing.done"

    assert actions.sentence(entry, {"P0001": "甲"}) == "甲：gone.thing.done"
