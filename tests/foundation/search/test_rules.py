"""Tokens, readings, queries and what is marked."""

from __future__ import annotations

import pytest

from linghang.foundation.search import rules


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("心血管内科", ["心血", "血管", "管内", "内科", "科"]),
        ("科", ["科"]),
        ("ＤＲＧ２０２５", ["drg2025"]),
        ("骨科2病区（东）", ["骨科", "科", "2", "病区", "区", "东"]),
        ("《》……", []),
        ("", []),
    ],
)
def test_every_two_neighbours_are_a_token(text: str, tokens: list[str]) -> None:
    assert rules.tokens(text) == tokens


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("张三", {"zs", "zhangsan"}),
        ("单小乐", {"sxl", "dxl", "cxl", "shanxiaole", "danxiaoyue", "sxy"}),
        ("重症医学科", {"zzyxk", "czyxk"}),
        ("P2病区", {"p2bq", "p2bingqu"}),
        ("ICU", set()),
    ],
)
def test_a_title_is_read_with_every_reading_of_its_characters(
    title: str, expected: set[str]
) -> None:
    assert expected <= set(rules.readings(title))


def test_a_long_title_of_many_readings_stays_small() -> None:
    assert len(rules.readings("行长重乐单和着了还" * 3)) <= 2 * (rules.MOST_READINGS + 1)


@pytest.mark.parametrize("text", ["", "   ", "……", "'\"*()-", "\0"])
def test_a_text_without_words_asks_for_nothing(text: str) -> None:
    assert not rules.query(text)


def test_a_query_is_cut_before_it_costs_anything() -> None:
    asked = rules.query("心 " * 500)

    assert len(asked.runs) == rules.MOST_RUNS


def test_what_was_looked_for_is_set_apart() -> None:
    pieces = rules.marked("DRG 入组率", ["drg", "入组"])

    assert [(one.text, one.is_hit) for one in pieces] == [
        ("DRG", True),
        (" ", False),
        ("入组", True),
        ("率", False),
    ]


def test_an_excerpt_shows_the_place_and_that_it_was_cut() -> None:
    text = "前" * 200 + "下转率" + "后" * 200

    cut = rules.excerpt(text, ["下转率"])

    assert "下转率" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) < 80
