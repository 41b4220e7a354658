"""Whose figures are whose now: chains are followed to the end, whatever their order."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linghang.org.definitions import Kind
from linghang.org.succession import rules
from linghang.org.succession.rules import Change, Heir, Step
from linghang.org.trees.rules import Span
from tests.org.factories import START, TODAY, unit_facts

DAY = timedelta(days=1)


def test_a_chain_leads_to_its_last_unit_and_only_after_its_day():
    steps = [Step("A", "B", TODAY), Step("B", "C", TODAY + DAY)]

    assert rules.current_codes(steps, TODAY - DAY) == {}
    assert rules.current_codes(steps, TODAY) == {"A": "B"}
    assert rules.current_codes(steps, TODAY + DAY) == {"A": "C", "B": "C"}


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12), st.randoms())
def test_following_ends_and_does_not_depend_on_the_order(pairs, chance):
    steps = [Step(f"u{one}", f"u{other}", TODAY) for one, other in dict(pairs).items()]
    shuffled = list(steps)
    chance.shuffle(shuffled)

    found = rules.current_codes(steps, TODAY)

    assert found == rules.current_codes(shuffled, TODAY)
    assert set(found) == {step.former for step in steps}


def test_every_reason_is_told_at_once():
    former = [unit_facts(Kind.DEPARTMENT, name="骨科"), unit_facts(Kind.HOSPITAL, name="医院")]
    heir = Heir(unit=unit_facts(Kind.OFFICE, name="质控科", span=Span(TODAY + DAY)), above=["U"])

    reasons = rules.reasons_not_to_follow_units(
        Change.MERGED, former=former, heirs=[heir], on=START
    )

    assert reasons == [
        "同一个单位写了两次",
        "承接单位不能同时是原单位",
        "“骨科”要在2024-01-01之前已经设立、当日尚未撤销（2024年1月1日起）",
        "承接单位“质控科”还在“骨科”之下，先调整它的隶属关系",
        "医院“医院”不能合并、拆分或改设",
        "“医院”要在2024-01-01之前已经设立、当日尚未撤销（2024年1月1日起）",
        "承接单位“质控科”还在“医院”之下，先调整它的隶属关系",
        "承接单位“质控科”在2024-01-01不存在，先设立它",
        "科室“骨科”不能由职能部门“质控科”承接",
        "医院“医院”不能由职能部门“质控科”承接",
    ]


def test_set_up_anew_a_unit_may_become_another_kind_of_its_tree():
    former = [unit_facts(Kind.OFFICE, name="体检办")]
    heir = unit_facts(Kind.DEPARTMENT, name="体检科")
    heir = type(heir)(code="V", name=heir.name, kind=heir.kind, span=heir.span)

    def reasons(change: Change) -> list[str]:
        return rules.reasons_not_to_follow_units(
            change, former=former, heirs=[Heir(unit=heir)], on=date(2025, 1, 1)
        )

    assert reasons(Change.RENAMED) == []
    assert reasons(Change.MERGED) == ["职能部门“体检办”不能由科室“体检科”承接"]
