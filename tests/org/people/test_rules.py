"""Numbers in their one form, and when somebody can leave or come back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.fields.identities import check_digit
from linghang.org.people import rules
from linghang.org.trees.rules import Span

GOOD = "99000119900101001"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (" １９９ 0000-0001 ", "19900000001"),
        ("+86 19900000001", "19900000001"),
        ("99000119900101001x", "99000119900101001X"),
        ("", ""),
    ],
)
def test_numbers_have_one_form(text: str, form: str):
    assert rules.one_form(text) == form


@given(st.text(max_size=30))
def test_the_one_form_is_its_own_form(text: str):
    form = rules.one_form(text)

    assert rules.one_form(form) == form


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, more: int):
    number = GOOD + check_digit(GOOD)
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    assert rules.reasons_against_numbers(id_card=number, mobile="") == []
    assert len(rules.reasons_against_numbers(id_card=wrong, mobile="")) == 1


@pytest.mark.parametrize(
    ("id_card", "mobile", "faults"),
    [
        ("", "", 0),
        ("E12345678", "", 0),
        ("H12", "", 1),
        ("护照号码123456", "", 1),
        ("", "19900000001", 0),
        ("", "12345678901", 1),
        ("", "1990000000", 1),
    ],
)
def test_other_documents_and_mobiles(id_card: str, mobile: str, faults: int):
    assert len(rules.reasons_against_numbers(id_card=id_card, mobile=mobile)) == faults


def test_every_reason_not_to_release_is_told():
    span = Span(date(2025, 1, 1), date(2025, 6, 1))

    reasons = rules.reasons_not_to_release(
        span=span, active_to=date(2025, 7, 1), reason="", is_merged=True, is_self=True
    )

    assert reasons == [
        "没有写离院原因",
        "此工号已并入另一人",
        "不能为自己办理离院",
        "已经离院（在院：2025年1月1日至2025年5月31日）",
    ]


def test_who_is_here_does_not_come_back():
    here = Span(date(2025, 1, 1))

    assert rules.reasons_not_to_come_back(
        span=here, past=[], active_from=date(2025, 7, 1), is_merged=False
    ) == ["此人在院，没有办理离院"]
