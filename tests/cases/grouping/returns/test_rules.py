"""Why two groups differ: one reason, in the declared order; and when a difference is settled."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.cases.grouping.returns import rules
from linghang.cases.grouping.returns.rules import Group, Placed, Reason, Seen, Standing

KNOWN = ("FR41", "FR45", "FR21", "GB11")
OURS = Group(grouped=True, drg="FR45", rw=Decimal("0.8"), cost=100)
codes = st.sampled_from([*KNOWN, "XX99", ""])
groups = st.builds(
    Group,
    grouped=st.booleans(),
    drg=codes,
    rw=st.sampled_from([None, Decimal("0.8"), Decimal("1.2")]),
    cost=st.sampled_from([None, 100, 200]),
)


def theirs(**facts: object) -> Group:
    same = {"grouped": True, "drg": "FR45", "rw": Decimal("0.8"), "cost": 100}
    return Group(**{**same, **facts})


@pytest.mark.parametrize(
    ("ours", "their", "reason"),
    [
        (OURS, theirs(), Reason.SAME),
        (OURS, theirs(grouped=False, drg=""), Reason.THEIRS_UNGROUPED),
        (Group(grouped=False), theirs(), Reason.OURS_UNGROUPED),
        (OURS, theirs(drg="FR49"), Reason.EDITION),
        (OURS, theirs(drg="GB11"), Reason.CATEGORY),
        (OURS, theirs(drg="FR21"), Reason.ADRG),
        (OURS, theirs(drg="FR41", rw=Decimal("1.2"), cost=7), Reason.SEVERITY),
        (OURS, theirs(rw=Decimal("0.9"), cost=7), Reason.WEIGHT),
        (OURS, theirs(cost=7), Reason.COST),
        (OURS, theirs(cost=None, rw=None), Reason.SAME),
        (OURS, None, Reason.NOT_RETURNED),
        (None, theirs(), Reason.WITHOUT_CASE),
        (Group(grouped=False), Group(grouped=False), Reason.SAME),
    ],
)
def test_the_first_reason_that_holds_is_named(ours, their, reason):
    assert rules.reason(ours, their, known=KNOWN) is reason


def test_a_case_that_the_insurance_does_not_pay_is_not_missed():
    assert rules.reason(OURS, None, known=KNOWN, is_due=False) is Reason.SAME


@pytest.mark.parametrize(
    ("payment", "returned", "due"),
    [("1.1", 60, True), ("1.1", 50, True), ("1.2", 2, False), ("7", 90, False), (None, 90, False)],
)
def test_a_case_is_missed_where_most_with_its_way_of_payment_came_back(payment, returned, due):
    assert rules.is_due(payment, returned=returned, cases=100) is due


@given(ours=groups, their=groups)
def test_every_pair_has_one_reason_and_a_case_never_differs_from_itself(ours, their):
    found = rules.reason(ours, their, known=KNOWN)

    assert found in Reason
    assert rules.reason(ours, ours, known=KNOWN) is Reason.SAME
    assert (found is Reason.SAME) <= (ours.grouped == their.grouped)


@given(ours=groups, their=groups)
def test_groups_that_differ_are_never_called_the_same(ours, their):
    found = rules.reason(ours, their, known=KNOWN)

    if ours.grouped and their.grouped and ours.drg != their.drg:
        assert found in {Reason.EDITION, Reason.CATEGORY, Reason.ADRG, Reason.SEVERITY}


def test_every_reason_tells_what_to_check_and_who_answers():
    told = [rules.TOLD[one] for one in rules.DIFFERENCES]

    assert set(rules.TOLD) == set(Reason)
    assert {one.who for one in told} == {"病案科", "临床科室", "医保办"}
    assert all(one.name and one.check.endswith("。") for one in told)


@pytest.mark.parametrize(
    ("word", "drg", "placed"),
    [
        (None, "FR45", Placed.GROUPED),
        (None, "", Placed.UNGROUPED),
        (None, "0000", Placed.UNGROUPED),
        (None, "BQY", Placed.UNGROUPED),
        ("ungrouped", "FR45", Placed.UNGROUPED),
    ],
)
def test_whether_a_row_has_a_group_is_told_by_its_word_else_by_its_code(word, drg, placed):
    assert rules.placed(word, drg) is placed


THEN = Seen(reason=Reason.SEVERITY, content="a", batch=4)


@pytest.mark.parametrize(
    ("standing", "now", "stands"),
    [
        (Standing.APPEALED, THEN, True),
        (Standing.APPEALED, Seen(reason=Reason.SEVERITY, content="a", batch=5), False),
        (Standing.ACCEPTED, Seen(reason=Reason.SEVERITY, content="a", batch=5), True),
        (Standing.ACCEPTED, Seen(reason=Reason.SEVERITY, content="b", batch=5), False),
        (Standing.RESENT, Seen(reason=Reason.ADRG, content="a", batch=4), False),
    ],
)
def test_a_new_return_opens_a_difference_again_unless_it_was_accepted(standing, now, stands):
    assert rules.stands(standing, THEN, now) is stands


def test_the_editions_that_carry_a_group_are_named_without_our_own():
    groups = {"a": {"FR49"}, "b": {"FR49"}, "c": {"FR45"}}

    assert rules.other_editions("FR49", groups, but="a") == ["b"]
