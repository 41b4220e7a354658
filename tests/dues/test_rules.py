"""The rules of dues, each by the number of the handbook."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.dues import rules
from linghang.dues.rates import terms
from linghang.dues.rules import Based, Category, Payer, Rates, State, Stay
from linghang.foundation.parameters import catalog, kinds
from linghang.foundation.parameters.kinds import Brackets
from linghang.org.trees.rules import Span

TODAY = date(2025, 9, 20)
MARCH, APRIL, AUGUST = date(2025, 3, 1), date(2025, 4, 1), date(2025, 8, 1)


def _parameter(code: str) -> kinds.Value:
    return catalog.parameter(code).typed


RATES = Rates(
    in_post=_parameter("dues.brackets"),  # type: ignore[arg-type]
    retired=_parameter("dues.retired"),  # type: ignore[arg-type]
    flat=_parameter("dues.flat"),  # type: ignore[arg-type]
)
BASE = [Based(month=date(2025, 1, 1), category=Category.IN_POST, amount=600000)]


def _states(*unpaid: int, excused: tuple[int, ...] = ()) -> dict[date, State]:
    """January to August: paid but for these months."""
    named = dict.fromkeys(excused, State.EXCUSED) | dict.fromkeys(unpaid, State.UNPAID)
    return {date(2025, month, 1): named.get(month, State.PAID) for month in range(1, 9)}


@pytest.mark.parametrize(
    ("category", "base", "due"),
    [
        (Category.IN_POST, 500000, 5000),
        (Category.IN_POST, 500100, 7502),
        (Category.RETIRED, 500000, 2500),
    ],
)
def test_a_cent_over_a_bracket_raises_the_rate_of_the_whole_base(
    category: Category, base: int, due: int
) -> None:
    """B8: base 5000.00 → 50.00; base 5001.00 → 75.02; pension 5000 → 25.00."""
    assert rules.due(category, base, RATES) == due


def test_a_probationary_member_pays_from_the_month_of_the_meeting_that_admitted_them() -> None:
    """B8, §1.5.4: admitted on 17 March pays March."""
    admitted = date(2025, 3, 17)
    bases = [Based(month=rules.first_month(admitted), category=Category.IN_POST, amount=500000)]
    stays = [Stay("B", Span(admitted))]

    assert rules.first_month(admitted) == MARCH
    assert rules.branch_of(stays, MARCH, Payer.OLD) == "B"
    assert _state(MARCH, bases=bases) is State.UNPAID
    assert rules.branch_of(stays, date(2025, 2, 1), Payer.OLD) is None


def _state(month: date, **changed: object) -> State:
    known = {"is_here": True, "bases": BASE, "is_paid": False, "is_excused": False, "today": TODAY}
    return rules.state_of(month, **{**known, **changed})  # type: ignore[arg-type]


def test_the_base_of_a_member_in_post_is_the_regular_pay_after_tax() -> None:
    """§1.5.1: 岗位工资, 薪级工资, 绩效工资, 津贴补贴 may be entered; their sum is the base."""
    from linghang.dues.bases import rules as pasted

    text = (
        "工号\t类别\t岗位工资\t薪级工资\t绩效工资\t津贴补贴\nM01\t在职\t2000\t1500.5\t3000\t499.5"
    )
    found, complaints = pasted.read(text, {"M01": "甲"})

    assert complaints == ()
    assert found[0].amount == 700000
    assert set(found[0].parts) == {"岗位工资", "薪级工资", "绩效工资", "津贴补贴"}


@pytest.mark.parametrize(
    ("base", "share"),
    [
        (300000, "1/200"),
        (300001, "1/100"),
        (500000, "1/100"),
        (500001, "3/200"),
        (1000000, "3/200"),
        (1000001, "1/50"),
    ],
)
def test_the_rate_of_the_bracket_applies_to_the_whole_base(base: int, share: str) -> None:
    """§1.5.2: ≤3000 0.5 %, ≤5000 1 %, ≤10000 1.5 %, more 2 %, of the whole base."""
    assert rules.due(Category.IN_POST, base, RATES) == rules.half_up(base * Fraction(share))


@pytest.mark.parametrize(
    ("category", "base", "due"),
    [
        (Category.RETIRED, 500001, 5000),
        (Category.STUDENT, 0, 20),
        (Category.UNEMPLOYED, 0, 20),
        (Category.RELIEF, 123456, 20),
    ],
)
def test_pensioners_pay_by_their_pension_and_who_has_no_income_twenty_fen(
    category: Category, base: int, due: int
) -> None:
    """§1.5.3: pension ≤5000 0.5 %, more 1 %; students, unemployed, on relief 0.2 yuan a month."""
    assert rules.due(category, base, RATES) == due


def test_a_new_base_counts_from_the_month_of_the_change() -> None:
    """§1.5.4: from the month of a pay change the new base is used."""
    changed = Based(month=date(2025, 7, 1), category=Category.IN_POST, amount=700000)

    assert rules.base_of([*BASE, changed], date(2025, 6, 1)) == BASE[0]
    assert rules.base_of([*BASE, changed], date(2025, 7, 1)) == changed
    assert rules.base_of([*BASE, changed], date(2024, 12, 1)) is None


def test_a_quarter_may_be_paid_at_once_and_no_more() -> None:
    """§1.5.5: dues are paid monthly; a quarter ahead at most."""
    told = {"paid_on": TODAY, "today": TODAY, "back_pay": 6, "note": ""}

    assert rules.reasons_not_to_pay(date(2025, 9, 1), **told) == []
    assert "本季度末" in rules.reasons_not_to_pay(date(2025, 10, 1), **told)[0]
    assert rules.reasons_not_to_pay(MARCH, **{**told, "paid_on": date(2025, 9, 21)}) != []


def test_months_longer_ago_than_six_are_paid_only_with_a_word_why() -> None:
    """§1.5.5: back-pay normally ≤6 months."""
    told = {"paid_on": TODAY, "today": TODAY, "back_pay": 6}

    assert rules.reasons_not_to_pay(MARCH, **told, note="") == []
    assert "6个月" in rules.reasons_not_to_pay(date(2025, 2, 1), **told, note="")[0]
    assert rules.reasons_not_to_pay(date(2025, 2, 1), **told, note="长期驻外") == []


@pytest.mark.parametrize(
    ("months", "step"), [(0, None), (1, 1), (2, 1), (3, 3), (4, 3), (5, 5), (6, 6), (9, 6)]
)
def test_the_secretary_is_told_at_one_three_and_five_months(months: int, step: int | None) -> None:
    """§1.5.5: alert at 1, 3 and 5 months; at 6 only a prompt to look into it."""
    assert rules.alert(months, (1, 3, 5, 6)) == step


def test_months_are_counted_in_a_row_and_a_good_reason_neither_counts_nor_ends_the_row() -> None:
    """§1.5.5: six months in a row without good reason."""
    assert rules.behind(_states(6, 7, 8), TODAY) == (date(2025, 6, 1), date(2025, 7, 1), AUGUST)
    assert rules.behind(_states(5, 6, 8), TODAY) == (AUGUST,)
    assert rules.behind(_states(5, 6, 8, excused=(7,)), TODAY) == (
        date(2025, 5, 1),
        date(2025, 6, 1),
        AUGUST,
    )
    assert rules.behind(_states(), TODAY) == ()


def test_the_month_of_a_transfer_is_paid_where_the_relation_was_on_the_day() -> None:
    """§1.7.3: by default the branch that lets the member go; the hospital may say the other."""
    stays = [
        Stay("OLD", Span(date(2024, 1, 1), date(2025, 3, 18))),
        Stay("NEW", Span(date(2025, 3, 18))),
    ]

    assert rules.branch_of(stays, MARCH, Payer.OLD) == "OLD"
    assert rules.branch_of(stays, MARCH, Payer.NEW) == "NEW"
    assert rules.branch_of(stays, APRIL, Payer.OLD) == "NEW"
    assert rules.branch_of(stays[:1], MARCH, Payer.NEW) is None


def test_every_state_of_a_month_is_told_apart() -> None:
    """§1.5.7: each month of a member is paid, unpaid, excused, still to pay, or not due here."""
    assert _state(MARCH, is_paid=True) is State.PAID
    assert _state(MARCH) is State.UNPAID
    assert _state(MARCH, is_excused=True) is State.EXCUSED
    assert _state(MARCH, is_here=False) is State.ELSEWHERE
    assert _state(MARCH, bases=[]) is State.UNSET
    assert _state(date(2024, 12, 1)) is State.ELSEWHERE
    assert _state(date(2025, 9, 1)) is State.RUNNING
    assert _state(date(2025, 10, 1)) is State.LATER


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_who_earns_more_never_pays_less(one: int, other: int) -> None:
    low, high = sorted((one, other))

    assert rules.due(Category.IN_POST, low, RATES) <= rules.due(Category.IN_POST, high, RATES)
    assert rules.due(Category.RETIRED, high, RATES) <= rules.due(Category.IN_POST, high, RATES)


def test_half_a_fen_is_rounded_up() -> None:
    table = Brackets((kinds.Bracket(None, Fraction(1, 2)),))

    assert rules.due(Category.IN_POST, 3, Rates(in_post=table, retired=table, flat=1)) == 2


@pytest.mark.django_db
def test_the_parameters_say_which_branch_takes_the_month_of_a_transfer() -> None:
    assert terms(TODAY).payer is Payer.OLD
    assert terms(TODAY).alerts == (1, 3, 5)
    assert terms(TODAY).exit == 6
