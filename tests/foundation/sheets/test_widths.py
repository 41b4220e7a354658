"""Widths of columns by what stands in them: the usual row is low, and nothing short breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.sheets.widths import PADDING, Need, halved, lines, need, wide, widths

DAY, PROSE = (
    "2025-11-30",
    "修订第一议题学习制度，每次学习前提出落实建议，落实措施列入督办、按季通报",
)


def test_short_columns_ask_for_one_line_and_long_ones_for_what_must_not_break() -> None:
    day = need("完成时限", [DAY, "长期坚持"])
    told = need("进展情况", [f"{DAY}：{PROSE}", PROSE])
    in_words = need("进展情况", [f"2025年11月30日前{PROSE}"])
    names = need("责任领导", ["韩星茵、谢临航、柳松芷"])

    assert day.least == day.most == wide(DAY) + PADDING
    assert told.least == wide(DAY) + PADDING < told.most
    assert in_words.least == wide("2025年11月30日") + PADDING
    assert names.least >= wide("韩星茵、") + PADDING


def test_a_column_that_seldom_says_anything_is_narrow() -> None:
    seldom = need("存在困难", [*[""] * 30, PROSE])
    often = need("进展情况", [PROSE] * 31)

    narrow, broad = widths([seldom, often], 40)

    assert narrow < broad / 2


def test_one_long_word_among_short_ones_does_not_widen_the_column() -> None:
    stands = need("状态", [*["已完成"] * 9, "基本完成，持续推进"])

    assert stands.is_short
    assert stands.least < wide("基本完成，持续推进")


def test_what_is_left_over_goes_to_the_long_ones() -> None:
    needs = [need("序号", ["1.1"]), need("措施", [PROSE])]

    number, measure = widths(needs, 100)

    assert number == needs[0].most
    assert number + measure == pytest.approx(100)


def test_a_long_heading_is_halved_before_its_bracket() -> None:
    assert halved("整改情况（公开用）", 7) == "整改情况\n（公开用）"
    assert halved("责任领导", 4) == "责任\n领导"
    assert (halved("责任领导", 6), halved("责任人", 3), halved("序号", 2)) == (
        "责任领导",
        "责任人",
        "序号",
    )


def test_lines_are_counted_by_paragraph() -> None:
    assert lines("十个字的一段话啊啊啊\n困难：无", 5 + PADDING) == 3
    assert lines("", 5) == 1


@given(
    st.lists(st.lists(st.sampled_from(["", "1", DAY, "韩星茵", PROSE]), min_size=1), min_size=1),
    st.floats(min_value=1, max_value=200),
)
def test_all_columns_together_are_as_wide_as_the_page(
    columns: list[list[str]], across: float
) -> None:
    needs: list[Need] = [need("栏目", texts) for texts in columns]

    found = widths(needs, across)

    assert sum(found) == pytest.approx(across, rel=1e-3)
    assert all(one > 0 for one in found)
    if sum(one.least for one in needs) <= across:
        assert all(one >= asked.least * 0.999 for one, asked in zip(found, needs, strict=True))
