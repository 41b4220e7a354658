"""What was quoted, agreed and paid on one purchase, and what the register tells of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.procedures import catalog
from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import state_of
from linghang.procedures.purchasing.rules import Standing, duties, purchase
from tests.catalogs.purchasing import FILLED, Buying
from tests.procedures.factories import codes

pytestmark = pytest.mark.one_engine
PROCEDURE = catalog.catalog()["procurement"]
MAY, ACCEPTED, LATER = date(2026, 5, 6), date(2026, 5, 12), date(2026, 5, 20)


def paid_in_parts(**told: str) -> Buying:
    """A contract with a third ahead, two instalments, and a twentieth kept back."""
    given = {
        "has_advance": "是",
        "advance": "90000",
        "has_progress": "是",
        "instalments": "2026-05-07；60000；到货\n2026-05-08；40000；安装完毕",
        "progress": "100000",
        "has_retention": "是",
        "retention": "14500",
        "retention_until": "2027-05-20",
        "paid": "85500",
        **told,
    }
    return agreed(**given)


def agreed(**told: str) -> Buying:
    """The contract is signed, published and filed."""
    course = Buying(**told).until_contract()
    for key in ("contract_publication", "contract_filing"):
        assert course.go(key, date(2026, 4, 27)), key
    return course


def accepted(course: Buying) -> Buying:
    for number in (0, 1):
        key = "acceptance_equipment"
        assert course.go(key, ACCEPTED, course.by(key, number)), number
    assert course.go("storage", ACCEPTED)
    return course


def of(course: Buying) -> Any:
    state = state_of(PROCEDURE, course.acts, in_force=course.facts.in_force)
    return purchase(
        state, proceeding=1, title="购置", unit=("D1", "内科"), asked_on=date(2026, 4, 1)
    )


def test_a_purchase_is_over_when_its_use_is_evaluated_and_its_papers_are_filed() -> None:
    """S109: payment is not the end: 使用评价 by the department, 归档 by the purchasing centre."""
    course = accepted(agreed())
    assert course.go("payment", LATER)
    assert of(course).standing is Standing.PAID
    assert codes(course.go("archive", LATER)) == {"not_open"}

    assert course.go("feedback", date(2026, 8, 3))
    assert course.go("archive", date(2026, 8, 4))

    told = of(course)
    assert (told.outcome, told.standing) == (Outcome.COMPLETED, Standing.FILED)
    assert told.use_result == "满足需要"
    assert (told.paid, told.committed) == (29_000_000, 29_000_000)


def test_what_is_paid_in_parts_comes_to_no_more_than_the_contract() -> None:
    """S109: 预付款, 进度款, 验收后付款 and 质保金 with their amounts, each instalment by itself."""
    course = paid_in_parts()
    assert codes(course.go("advance_payment", MAY, advance="280000")) == {"requirement"}
    assert course.go("advance_payment", MAY)
    wrong = course.go("progress_payment", date(2026, 5, 8), progress="90000")
    assert "“各次进度款”合计10万元" in wrong.decision.reason
    assert course.go("progress_payment", date(2026, 5, 8))
    accepted(course)
    assert codes(course.go("payment", LATER, paid="90000")) == {"explain"}
    assert course.go("payment", LATER)

    told = of(course)
    assert [(one.name, one.amount) for one in told.payments] == [
        ("预付款", 9_000_000),
        ("进度款", 6_000_000),
        ("进度款", 4_000_000),
        ("验收后付款", 8_550_000),
    ]
    assert told.paid + told.retention == told.committed


def test_what_is_kept_back_is_paid_when_the_warranty_is_over_and_never_more() -> None:
    """S109: 质保金 is kept until the day in the contract."""
    course = paid_in_parts()
    for key in ("advance_payment", "progress_payment"):
        course.go(key, date(2026, 5, 8))
    accepted(course)
    course.go("payment", LATER)
    course.go("feedback", date(2026, 8, 3))
    day = date(2027, 5, 21)
    kept = {"retention_paid": "14500", "retention_paid_on": "2027-05-21"}

    early = course.go("retention_payment", day, **{**kept, "retention_paid_on": "2027-05-19"})
    assert "“质保期满”" in early.decision.reason
    much = course.go("retention_payment", day, **{**kept, "retention_paid": "15000"})
    assert codes(much) == {"requirement"}
    assert course.go("retention_payment", day, **kept)
    assert of(course).paid == of(course).committed


def test_quotes_stand_side_by_side_and_the_award_is_one_of_them_or_explained() -> None:
    """S109: every supplier's price; a price that nobody quoted asks for its ground."""
    course = Buying().until_contract()
    assert [(one.supplier, one.price, one.won) for one in of(course).quotes] == [
        ("某公司", 29_000_000, True),
        ("另一公司", 29_500_000, False),
    ]

    other = Buying().until_method()
    for key in ("purchase", "tender_notice"):
        other.go(key, date(2026, 4, 1))
    for person in ("one", "two"):
        expert = other.by("evaluation", person=person, departments=frozenset())
        other.go("evaluation", date(2026, 4, 22), expert)
    answer = other.go("award", date(2026, 4, 24), price="289000", quotes=FILLED["quotes"])
    assert codes(answer) == {"explain"}
    assert "与“各供应商报价”中的各行都不一致" in answer.decision.reason


def test_each_class_of_goods_has_who_argues_buys_accepts_and_pays() -> None:
    """S38, §4.6.1: 药品和所有试剂由药学部门论证，基建物资由基建部门论证; one office buys all."""
    told = {row[0]: row[1:] for row in duties(PROCEDURE, catalog.post_names())}

    assert len(told) == 6
    assert told["药品和试剂"][0] == "药学部主任（全院）"
    assert told["基建物资"][0] == "基建科科长（全院）"
    assert {row[1] for row in told.values()} == {"采购中心主任（全院）"}
    assert all(row[0].split("（")[0] in row[2] for row in told.values()), "who argues accepts"
