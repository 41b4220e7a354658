"""What of a list is printed."""

from __future__ import annotations

from linghang.web.commitments.listed import worth_paper


def test_columns_that_say_nothing_or_repeat_the_title_are_left_out() -> None:
    table = [
        ["1", "问题一", "问题一", "", "甲", "2025-08-31", "2025-08-31"],
        ["2", "问题二", "问题二", "", "", "2025-09-30", "2025-09-30"],
    ]

    assert worth_paper(table) == [0, 1, 4, 5, 6]


def test_number_and_title_are_always_printed() -> None:
    assert worth_paper([["", "", ""]]) == [0, 1]
