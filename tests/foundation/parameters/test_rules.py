"""Which value holds on a day, and what a lock lets a hospital change."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.parameters import rules
from linghang.foundation.parameters.definitions import Lock
from linghang.foundation.parameters.kinds import Base, Majority, Recurrence, Value
from linghang.foundation.parameters.rules import NotInForce, Origin, Proposal, Row
from tests.foundation.parameters.factories import TODAY, parameter

DAY = date(2025, 7, 1)


def row(value: Value, start: date = DAY, end: date | None = None, **facts: Any) -> Row:
    return Row(
        **{"change": 1, "supersedes": False, **facts},
        value=value,
        active_from=start,
        active_to=end,
    )


def proposal(value: Value = 7, **facts: Any) -> Proposal:
    default: dict[str, Any] = {
        "supersedes": False,
        "active_from": DAY,
        "active_to": None,
        "document": "",
        "has_file": False,
        "reason": "从严",
    }
    return Proposal(value=value, **{**default, **facts})


def test_without_a_row_the_catalog_holds() -> None:
    standing = rules.resolve(parameter(), [], DAY)

    assert (standing.value, standing.origin, standing.change) == (5, Origin.CATALOG, None)
    assert standing.shown == "不少于5个工作日"


def test_a_row_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    rows = [row(7, DAY, DAY + timedelta(days=2))]

    values = [rules.resolve(parameter(), rows, DAY + timedelta(days=n)).value for n in range(-1, 3)]

    assert values == [5, 7, 7, 5]


def test_the_latest_of_two_rows_holds() -> None:
    rows = [row(9, DAY + timedelta(days=9)), row(7, DAY)]

    assert rules.resolve(parameter(), rows, DAY + timedelta(days=8)).value == 7
    assert rules.resolve(parameter(), rows, DAY + timedelta(days=9)).value == 9


def test_a_revised_text_may_loosen_and_is_judged_by_its_own_days() -> None:
    rows = [row(3, supersedes=True, change=4)]

    after = rules.resolve(parameter(), rows, DAY)

    assert (after.value, after.origin, after.change) == (3, Origin.SUPERSEDING, 4)
    assert rules.resolve(parameter(), rows, DAY - timedelta(days=1)).value == 5


def test_a_text_that_became_stricter_beats_an_older_own_rule() -> None:
    rows = [row(7), row(10, DAY + timedelta(days=30), supersedes=True)]

    assert rules.resolve(parameter(), rows, DAY + timedelta(days=30)).value == 10


def test_before_its_source_a_parameter_has_no_value() -> None:
    with pytest.raises(NotInForce, match="2019年3月2日没有现行规定"):
        rules.resolve(parameter(), [], date(2019, 3, 2))


def test_a_repealed_parameter_has_no_value() -> None:
    with pytest.raises(NotInForce):
        rules.resolve(parameter(active_to=DAY), [], DAY)


HALF = Majority(Fraction(1, 2), True, Base.ENTITLED)


@pytest.mark.parametrize(
    ("lock", "kind", "base", "value", "allowed"),
    [
        ("floor", "workdays", 5, 5, True),
        ("floor", "workdays", 5, 4, False),
        ("ceiling", "days", 15, 14, True),
        ("ceiling", "days", 15, 16, False),
        ("exact", "years", 3, 3, True),
        ("exact", "years", 3, 4, False),
        ("warn", "integer", 50, 80, True),
        ("none", "integer", 50, 1, True),
        ("ceiling", "period", Recurrence.QUARTER, Recurrence.MONTH, True),
        ("ceiling", "period", Recurrence.QUARTER, Recurrence.YEAR, False),
        ("floor", "majority", HALF, Majority(Fraction(2, 3), False, Base.ENTITLED), True),
        ("floor", "majority", HALF, Majority(Fraction(1, 2), False, Base.ENTITLED), False),
        ("floor", "majority", HALF, Majority(Fraction(2, 3), False, Base.PRESENT), False),
        ("ceiling", "share", Fraction(1, 10), Fraction(1, 20), True),
        ("ceiling", "share", Fraction(1, 10), Fraction(1, 9), False),
    ],
)
def test_a_lock_lets_only_the_stricter_pass(
    lock: str, kind: str, base: Value, value: Value, allowed: bool
) -> None:
    raw = {"period": "quarter", "majority": {"share": "1/2", "more": True, "of": "entitled"}}
    raw |= {"share": "10%"}
    one = parameter(lock=lock, kind=kind, value=raw.get(kind, base))

    assert rules.is_as_strict(one, value, base) is allowed


@given(
    st.sampled_from([Lock.FLOOR, Lock.CEILING, Lock.EXACT]),
    st.lists(
        st.tuples(
            st.integers(0, 20), st.integers(0, 60), st.none() | st.integers(1, 60), st.booleans()
        ),
        max_size=6,
    ),
    st.integers(0, 130),
)
def test_what_holds_is_never_looser_than_the_text(
    lock: Lock, changes: list[tuple[int, int, int | None, bool]], day: int
) -> None:
    one = parameter(lock=lock)
    on = DAY + timedelta(days=day)
    rows = []
    for value, start, length, supersedes in changes:
        first = DAY + timedelta(days=start)
        end = None if length is None else first + timedelta(days=length)
        rows.append(row(value, first, end, supersedes=supersedes))

    standing = rules.resolve(one, rows, on)
    base = rules.base_of(one, rows, on)

    assert base is not None
    assert rules.is_as_strict(one, standing.value, base.value)


def test_a_stricter_own_rule_needs_no_document() -> None:
    assert rules.reasons_not_to_change(parameter(), proposal(), [], today=TODAY) == []


def test_a_looser_own_rule_is_told_the_way() -> None:
    (reason,) = rules.reasons_not_to_change(parameter(), proposal(3), [], today=TODAY)

    assert "不少于5个工作日" in reason
    assert "本院只能提高" in reason
    assert "上级文件修订" in reason


def test_a_revised_text_needs_number_and_file() -> None:
    wanted = proposal(3, supersedes=True)

    assert rules.reasons_not_to_change(parameter(), wanted, [], today=TODAY) == [
        "没有写上级文件的文号",
        "没有附上级文件",
    ]


def test_a_revised_text_may_be_entered_late() -> None:
    wanted = proposal(
        3, supersedes=True, document="中发〔2025〕1号", has_file=True, active_from=date(2025, 1, 1)
    )

    assert rules.reasons_not_to_change(parameter(), wanted, [], today=TODAY) == []


def test_every_fault_is_told_at_once() -> None:
    wanted = proposal(3, reason=" ", active_from=date(2025, 6, 2), active_to=date(2025, 6, 2))

    reasons = rules.reasons_not_to_change(parameter(), wanted, [], today=TODAY)

    assert len(reasons) == 4


def test_two_own_rules_cannot_begin_on_one_day() -> None:
    (reason,) = rules.reasons_not_to_change(parameter(), proposal(9), [row(7)], today=TODAY)

    assert "2025年7月1日起已有一项" in reason


def test_what_is_free_needs_no_revised_text() -> None:
    wanted = proposal(3, supersedes=True, document="文", has_file=True)
    free = parameter(lock="none", tag="G")

    (reason,) = rules.reasons_not_to_change(free, wanted, [], today=TODAY)

    assert "没有锁定" in reason


@pytest.mark.parametrize(
    ("drafter", "approver", "same"),
    [
        (("A", ""), ("B", None), False),
        (("A", ""), ("A", None), True),
        (("A", "C"), ("C", None), True),
        (("A", ""), ("B", "A"), True),
        (("A", "C"), ("B", "C"), True),
        (("", ""), ("", None), False),
    ],
)
def test_a_delegate_does_not_make_two_persons_of_one(
    drafter: tuple[str, str], approver: tuple[str, str | None], same: bool
) -> None:
    assert rules.is_same_hand(drafter, approver) is same
