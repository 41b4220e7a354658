"""What the engine's own requirement providers answer, and what stops the start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.errors import WrongCatalog
from linghang.foundation.fields.definitions import Field, Kind
from linghang.procedures import catalog, requirements
from linghang.procedures.amounts import rules
from linghang.procedures.checking.params.rules import Names, faults
from linghang.procedures.naming.rules import is_same, plain, spelling
from linghang.procedures.rules import Met
from tests.procedures.factories import Course, codes, facts, procedure, step

DAYS = Field(code="days", name="集中学习", kind=Kind.DECIMAL, unit="天")
HOURS = Field(code="hours", name="学时", kind=Kind.DECIMAL, unit="学时")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示范医疗器械有限公司", "示范医疗器械有限责任公司"),
        ("示范医疗器械（沪）股份有限公司", "示范医疗器械(沪) 公司"),
        ("ＡＢ科技有限公司", "ab 科技有限公司"),
        ("示范医药　有限公司", "示范医药有限公司"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    """§4.6.14: full width, blanks, brackets and the forms of 有限公司 change no name."""
    assert is_same(one, other)


def test_other_names_stay_other_and_nothing_is_no_name() -> None:
    assert not is_same("示范医药有限公司", "示范药业有限公司")
    assert not is_same("", " ")


@given(st.text(max_size=300))
def test_a_spelling_is_its_own_spelling_and_has_room(text: str) -> None:
    assert spelling(spelling(text)) == spelling(text)
    assert len(spelling(text)) <= 120


def test_values_of_every_kind_are_compared_as_texts() -> None:
    told = [plain(one) for one in (True, 4000, date(2026, 1, 2), ("a", "b"), "某 公司")]

    assert told == ["true", "4000", "2026-01-02", "a,b", "某公司"]


def test_a_sum_of_forty_forty_and_thirty_passes_a_hundred_and_none_alone_does() -> None:
    """B16: 40+40+30 万 over 100 万; equal to the limit is not above it; one alone is no split."""
    wan = 1_000_000
    assert rules.over_limit(30 * wan, [40 * wan, 40 * wan], 100 * wan) == (
        "同一会计年度内同类3件合计110万元，超过100万元"
    )
    assert rules.over_limit(20 * wan, [40 * wan, 40 * wan], 100 * wan) == ""
    assert rules.over_limit(150 * wan, [], 100 * wan) == ""


def test_a_share_is_exact_and_told_in_percent() -> None:
    """B17: 95 万 of 900 万 is 10.56 %; exactly a tenth is allowed; two of three are two thirds."""
    tenth, thirds = Fraction(1, 10), Fraction(2, 3)
    assert rules.share_fault("添购", 95, 900, at_most=tenth) == "添购为10.56%，超过10%"
    assert rules.share_fault("添购", 90, 900, at_most=tenth) == ""
    assert rules.share_fault("专家", 2, 3, at_least=thirds) == ""
    assert rules.share_fault("专家", 3, 5, at_least=thirds) == "专家为60%，不到66.67%"
    assert rules.share_fault("专家", 0, 0, at_least=thirds) == "专家：没有可以相比的总数"


@pytest.mark.parametrize(
    ("days", "hours", "is_enough"),
    [("2.5", "20", False), ("3", "20", True), ("2.5", "24", True), (None, None, False)],
)
def test_one_of_several_fields_reaches_its_bound_or_all_are_named(
    days: str | None, hours: str | None, is_enough: bool
) -> None:
    told = [
        (DAYS, Fraction(days) if days else None, Fraction(3)),
        (HOURS, Fraction(hours) if hours else None, Fraction(24)),
    ]

    says = rules.none_reaches(told)

    assert (says == "") is is_enough
    assert is_enough or says == "至少要有“集中学习”3天或者“学时”24学时"


def test_what_was_told_before_counts_from_when_the_step_that_settles_it_was_done() -> None:
    way = Field(code="way", name="办法", kind=Kind.BOOLEAN)
    first, second, today = date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 4)
    told = [(first, "meet", {"way": "是"}), (second, "approve", {})]

    def says(*acts: Any, on: date = today, done: str = "") -> str:
        return rules.told_before(way, ["true"], acts, on=on, done=done)

    assert says(*told) == "“办法”已于2026年1月2日写过“是”，退回以后也不能再写"
    assert says(*told, done="approve") == says(*told)
    assert says(told[0], done="approve") == "", "returned before it was approved"
    assert says(*told, on=first) == "", "the same decision, entered anew"
    assert says((first, "meet", {"way": "否"}), told[1]) == ""


def test_of_two_fields_the_less_is_not_after_the_more() -> None:
    first = Field(code="first", name="起", kind=Kind.DATE)
    last = Field(code="last", name="止", kind=Kind.DATE)

    assert rules.order_fault(first, last, {"first": date(2026, 1, 2), "last": None}) == ""
    told = {"first": date(2026, 1, 2), "last": date(2026, 1, 1)}
    assert rules.order_fault(first, last, told) == "“起”（2026-01-02）晚于“止”（2026-01-01）"


# ---- conditions and explanations

WISH = {"provider": "tests.wish", "if_unmet": "explain"}
UNMET = Met(is_met=False, says="合计超过标准", who_can="某人", opens=(7, 8))
COLOUR = {"code": "colour", "name": "颜色", "kind": "text"}


def asking(**needs: object) -> Course:
    definition = procedure(step("one", needs=needs))
    return Course(definition, requirements={("one", 0): UNMET})


def test_an_unmet_requirement_that_asks_for_an_explanation_lets_an_explained_deed_through() -> None:
    course = asking(requirements=[WISH])

    bare = course.ask("one")
    assert codes(bare) == {"explain"}
    assert bare.blocks[0].who_can == "本人写明说明后即可办理"
    assert codes(course.ask("one", explanation="好 的")) == {"explain"}, "four signs at least"
    done = course.do("one", explanation="已报财政部门批准")
    assert [(one.says, one.opens) for one in done.prompts] == [("合计超过标准", (7, 8))]


def test_an_explanation_lifts_nothing_else() -> None:
    course = asking(requirements=[{"provider": "tests.wish"}])

    assert codes(course.ask("one", explanation="已报财政部门批准")) == {"requirement"}


def test_a_field_a_paper_and_a_requirement_are_asked_for_only_on_their_condition() -> None:
    yes = {"all": [{"field": "has_colour", "equals": True}]}
    has = {"code": "has_colour", "name": "有颜色", "kind": "boolean", "required": True}
    course = asking(
        fields=[has, {**COLOUR, "required": True, "when": yes}],
        documents=[{"kind": "swatch", "name": "色卡", "when": yes}],
        requirements=[{**WISH, "when": yes, "if_unmet": "refuse"}],
    )

    assert codes(course.ask("one", fields={"has_colour": "是"})) == {
        "field",
        "document",
        "requirement",
    }
    assert (
        "“颜色”不适用"
        in course.ask("one", fields={"has_colour": "否", "colour": "红"}).decision.reason
    )
    assert course.do("one", fields={"has_colour": "否"})


def test_what_each_voice_declares_is_not_taken_from_another_voice() -> None:
    mine = {
        "code": "mine",
        "name": "本人声明",
        "kind": "boolean",
        "required": True,
        "by_each": True,
    }
    two = [{"posts": ["head"], "at": "anywhere"}, {"posts": ["chief"], "at": "anywhere"}]
    course = Course(procedure(step("one", who=two, mode="all", needs={"fields": [mine]})))
    from tests.procedures.factories import doer

    assert course.do("one", doer("a", "head"), fields={"mine": "是"})
    assert codes(course.ask("one", doer("b", "chief"))) == {"field"}
    assert course.do("one", doer("b", "chief"), fields={"mine": "否"})


def test_a_requirement_that_waits_for_the_form_stands_in_nobodys_way_before() -> None:
    course = asking(requirements=[{"provider": "tests.wish"}])
    course.facts = facts(requirements={("one", 0): None})

    assert course.ask("one")


def test_a_requirement_of_the_engine_is_told_with_its_fields_and_the_values_of_the_day() -> None:
    shown = catalog.shown({"proc.open_tender": 200_000_000, "proc.group_experts": Fraction(2, 3)})
    definition = catalog.catalog()["procurement"]
    told = requirements.tellers()

    asked = {
        (each.key, one.provider): told[one.provider](definition, one.params, shown)
        for each in definition.steps
        for one in each.needs.requirements
        if one.provider in told
    }
    assert asked["group", "procedures.odd"] == "“小组人数”为单数"
    assert asked["purchase", "procedures.year_total"] == (
        "同一会计年度内“品目”相同的，“预算金额”合计不超过200万元"
    )
    assert asked["group", "procedures.share"].startswith("“其中专家”占“小组人数”不少于")
    assert asked["award", "procedures.in_lines"] == (
        "“中标（成交）供应商”“中标（成交）金额”与“各供应商报价”中的一行一致"
    )
    assert asked["award", "procedures.compare"] == "“中标（成交）金额”不超过“预算金额”"
    assert asked["award", "procedures.same_side"] == (
        "“中标（成交）金额”不达到“预算金额”没有达到的标准（200万元）"
    )


@pytest.mark.parametrize(
    ("provider", "changed", "says"),
    [
        ("procedures.in_lines", {"lines": "supplier"}, "类型不对"),
        ("procedures.in_lines", {"columns": "supplier, amount"}, "没有同样的列 amount"),
        ("procedures.in_lines", {"columns": "nothing"}, "没有填写 nothing"),
        ("procedures.sum_of_lines", {"column": "ground"}, "没有金额列 ground"),
        ("procedures.sum_within", {"parts": "advance, supplier"}, "“中标（成交）供应商”的类型不对"),
    ],
)
def test_what_looks_into_lines_names_lines_and_columns_that_there_are(
    provider: str, changed: dict[str, str], says: str
) -> None:
    definition = catalog.catalog()["procurement"]
    declared = next(
        one
        for each in definition.steps
        for one in each.needs.requirements
        if one.provider == provider
    )
    none: frozenset[str] = frozenset()
    names = Names(fields=definition.fields, procedures={}, amounts=none, terms=none, steps=none)
    params = requirements.params()[provider] or ()

    assert list(faults(params, declared.params, names)) == []
    assert says in "".join(faults(params, {**declared.params, **changed}, names))


# ---- the start

OWN = """
- code: purchase_of_chairs
  name: 买椅子
  source: 为测试而设
  overseers:
    - {posts: [hr_director], at: anywhere}
  steps:
    - key: ask
      title: 申请
      who: [{posts: [department_head]}]
      needs:
        fields:
          - {code: amount, name: 金额, kind: money, unit: 元}
          - {code: colour, name: 颜色, kind: text}
        requirements:
          - provider: procedures.year_total
            params: {amount: amount, same: colour, limit: proc.open_tender}
      ends: completed
"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("amount: amount,", "amount: price,"), "amount：本步和前面的步骤没有填写 price"),
        (("amount: amount,", "amount: colour,"), "amount：“颜色”的类型不对"),
        (("same: colour,", ""), "缺少参数 same"),
        (("same: colour,", 'same: "",'), "参数 same 是空的"),
        (("proc.open_tender", "proc.nothing"), "limit：规则参数里没有 proc.nothing"),
        (("limit:", "most:"), "没有参数 most"),
        (("procedures.year_total", "procedures.total"), "没有前置条件 procedures.total"),
    ],
)
def test_wrong_params_stop_the_start_with_file_item_and_reason(
    declare: Callable[[str], None], change: tuple[str, str], says: str
) -> None:
    declare(OWN.replace(*change))

    with pytest.raises(WrongCatalog) as refused:
        catalog.check()

    fault = refused.value
    assert fault.file.endswith("own/procedures.yaml")
    assert fault.item == "purchase_of_chairs"
    assert fault.field.startswith("steps.ask.needs.requirements")
    assert says in fault.says


def test_the_right_params_start(declare: Callable[[str], None]) -> None:
    declare(OWN)

    catalog.check()
    assert "purchase_of_chairs" in catalog.catalog()


@pytest.mark.parametrize(
    ("line", "field"),
    [("  never: [nobody]\n", "never"), ("  keep: proc.bid_time\n", "keep")],
)
def test_unknown_supervisors_and_a_keeping_that_is_no_years_stop_the_start(
    declare: Callable[[str], None], line: str, field: str
) -> None:
    declare(OWN.replace("  steps:\n", f"{line}  steps:\n"))

    with pytest.raises(WrongCatalog) as refused:
        catalog.check()

    assert refused.value.field == field
