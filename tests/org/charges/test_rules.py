"""Who may be in charge of what: rules on plain values."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.org import posts
from linghang.org.charges import rules
from linghang.org.charges.rules import Leader
from linghang.org.definitions import Kind
from linghang.org.rules import UnitFacts
from linghang.org.trees.rules import Span

FROM = date(2025, 1, 1)
UNIT = UnitFacts(code="D1", name="骨科", kind=Kind.DEPARTMENT, span=Span(FROM))


def leader(post: str = "vice_president", **changed: object) -> Leader:
    facts = {"person": "V", "title": "副院长", "post": posts.post(post), "span": Span(FROM)}
    return Leader(**{**facts, **changed})  # type: ignore[arg-type]


def test_a_deputy_is_in_charge_of_a_department() -> None:
    assert rules.reasons_not_to_charge(leader(), unit=UNIT, span=Span(FROM)) == []


def test_every_reason_is_told_at_once() -> None:
    ward = UnitFacts(code="W", name="病区", kind=Kind.WARD, span=Span(date(2025, 6, 1)))

    reasons = rules.reasons_not_to_charge(
        leader("department_head", title="骨科主任", span=Span(FROM, date(2025, 3, 1))),
        unit=ward,
        span=Span(FROM),
        later=["2026年1月1日起"],
        actor="V",
    )

    assert len(reasons) == 6
    assert reasons[0] == "骨科主任不是可以分管单位的院领导岗位"
    assert "“病区”是病区，只分管科室和职能部门" in reasons


@pytest.mark.parametrize(
    ("held", "powers"),
    [
        ({"hr_director", "hr_clerk"}, ("人事",)),
        ({"finance_director"}, ("财务",)),
        ({"quality_director"}, ()),
        ((), ()),
    ],
)
def test_a_unit_is_known_by_the_posts_on_it(held: set[str], powers: tuple[str, ...]) -> None:
    assert rules.powers_of(held) == powers


@pytest.mark.parametrize(
    ("post", "powers", "reason", "is_refused"),
    [
        ("vice_president", ["人事"], "", False),
        ("vice_president", ["人事", "人事"], "", False),
        ("vice_president", ["人事", "财务"], "", True),
        ("vice_president", ["人事", "财务"], "班子缺额，过渡期", False),
        ("president", ["物资采购"], "", True),
        ("president", [], "", False),
    ],
)
def test_powers_kept_apart_need_a_reason(
    post: str, powers: list[str], reason: str, is_refused: bool
) -> None:
    assert bool(rules.reasons_of_powers(post, powers, reason)) is is_refused
