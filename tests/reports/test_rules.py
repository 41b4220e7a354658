"""The words for figures, by table and by property."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period
from linghang.reports import rules
from linghang.reports.rules import Comparison, Indicator, Reading

JUNE = Period.month(2025, 6)
YEAR_BEFORE = Comparison(against="year_before", period=JUNE)
MONTH_BEFORE = Comparison(against="previous", period=JUNE)


def indicator(unit: str, decimals: int, *, denominator: str = "出院人次") -> Indicator:
    return Indicator(
        code="some",
        name="某指标",
        unit=unit,
        decimals=decimals,
        meaning="为测试而设。",
        numerator="分子",
        numerator_unit="例",
        denominator=denominator,
        denominator_unit="人次" if denominator else "",
    )


PEOPLE = indicator("人次", 0, denominator="")
DAYS = indicator("天", 2)
SHARE = indicator("%", 2)
MONEY = indicator("元", 1)


def reading(value: str | None, *, over: str | None = "100", **more: bool) -> Reading:
    return Reading(
        numerator=None if value is None else Decimal(value),
        denominator=None if over is None else Decimal(over),
        value=None if value is None else Decimal(value),
        definition_hash="h",
        manifest_id=1,
        computed_at=datetime(2025, 7, 1, tzinfo=UTC),
        **more,
    )


def count(value: str) -> Reading:
    return reading(value, over=None)


@pytest.mark.parametrize(
    ("what", "value", "words"),
    [
        (PEOPLE, "4986", "4986人次"),
        (DAYS, "7.86", "7.86天"),
        (DAYS, "8", "8.00天"),
        (SHARE, "4.205", "4.21%"),
        (SHARE, "0", "0.00%"),
        (SHARE, None, "无可计算病例"),
    ],
)
def test_amounts_carry_their_unit_and_decimals(
    what: Indicator, value: str | None, words: str
) -> None:
    assert rules.amount(what, reading(value)) == words


@pytest.mark.parametrize(
    ("now", "base", "words"),
    [
        ("1032", "1000", "同比增长3.2%"),
        ("989", "1000", "同比下降1.1%"),
        ("1000", "1000", "同比持平"),
        ("10004", "10000", "同比持平"),  # 0.04 % rounds to nothing
        ("10005", "10000", "同比增长0.1%"),
        ("3686", "1000", "同比增长268.6%"),  # grown by, not grown to
        ("1000", "0", "上年同期无可比数据"),
        ("1000", "9", "上年同期为9人次"),  # no percent on a base of a few
        ("1000", "10", "同比增长9900.0%"),
        ("0", "1000", "同比不作比较"),
    ],
)
def test_counts_grow_and_fall_in_per_cent(now: str, base: str, words: str) -> None:
    assert rules.change(PEOPLE, count(now), count(base), YEAR_BEFORE).text == words


def test_a_provisional_value_is_not_compared_until_its_cases_are_final() -> None:
    waits = rules.difference(
        SHARE, replace(reading("0.98"), provisional=True), reading("4.66"), YEAR_BEFORE
    )

    assert (waits.text, waits.value) == ("同比待观察期满后比较", None)


@pytest.mark.parametrize(
    ("what", "now", "base", "words"),
    [
        (SHARE, "4.20", "4.32", "同比下降0.12个百分点"),
        (SHARE, "4.32", "4.20", "同比上升0.12个百分点"),
        (SHARE, "4.20", "0.00", "同比上升4.20个百分点"),
        (SHARE, "4.20", "4.20", "同比持平"),
        (DAYS, "7.86", "8.07", "同比缩短0.21天"),
        (DAYS, "8.07", "7.86", "同比延长0.21天"),
        (MONEY, "900.0", "1000.0", "同比减少100.0元"),
        (SHARE, None, "4.20", "同比不作比较"),
        (SHARE, "4.20", None, "上年同期无可比数据"),
    ],
)
def test_differences_are_in_points_or_in_the_unit(
    what: Indicator, now: str | None, base: str | None, words: str
) -> None:
    assert rules.difference(what, reading(now), reading(base), YEAR_BEFORE).text == words


def test_a_rate_of_nought_over_some_cases_is_a_rate() -> None:
    assert not reading("0").is_nothing
    assert count("0").is_nothing
    assert reading(None, over="0").is_nothing


@pytest.mark.parametrize(
    ("comparison", "now", "base", "words"),
    [
        (MONTH_BEFORE, {}, {}, "环比上升1.00个百分点"),
        (replace(YEAR_BEFORE, is_complete=False), {}, {}, "同比因数据未满期不作比较"),
        (YEAR_BEFORE, {}, {"small": True}, "上年同期病例较少，不作比较"),
        (MONTH_BEFORE, {}, {"small": True}, "上月病例较少，不作比较"),
    ],
)
def test_what_would_mislead_is_not_compared(
    comparison: Comparison, now: dict[str, bool], base: dict[str, bool], words: str
) -> None:
    said = rules.difference(SHARE, reading("5", **now), reading("4", **base), comparison)

    assert said.text == words


def test_two_definitions_are_not_compared() -> None:
    other = replace(reading("4"), definition_hash="another")

    said = rules.difference(SHARE, reading("5"), other, YEAR_BEFORE)

    assert said.text == "上年同期口径不同，不作比较"
    assert said.value is None


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Period.month(2025, 1), "上月"),
        (Period.quarter(2025, 3), "上季度"),
        (Period.year(2025), "上年"),
        (Period(date(2025, 1, 1), date(2025, 6, 1)), "上期"),
    ],
)
def test_the_period_before_is_named(period: Period, name: str) -> None:
    assert Comparison(against="previous", period=period).base_name == name


def test_marks_stand_in_one_bracket() -> None:
    assert rules.marks(provisional=False, few_cases=False) == ""
    assert rules.marks(provisional=True, few_cases=False) == "（暂定）"
    assert rules.marks(provisional=True, few_cases=True) == "（暂定，病例较少）"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (reading("7.86"), "7.86"),
        (reading("7.86", over="5", small=True), "—"),
        (reading(None, over="0"), "—"),
        (reading("0"), "0.00"),
    ],
)
def test_table_cells_are_bare_and_hide_what_says_nothing(one: Reading, words: str) -> None:
    assert rules.cell(DAYS, one) == words


def test_headings_carry_the_unit_once() -> None:
    assert rules.column_heading("平均住院日", DAYS, provisional=False) == "平均住院日（天）"
    assert rules.column_heading("再住院率", SHARE, provisional=True) == "再住院率（%，暂定）"
    assert rules.column_heading("出院人次", PEOPLE, provisional=False) == "出院人次"


def test_shares_that_no_longer_add_up_after_rounding_are_noticed() -> None:
    thirds = [Decimal(100) / 3] * 3

    assert rules.shares_look_uneven(thirds)
    assert not rules.shares_look_uneven([Decimal("60.04"), Decimal("39.96")])
    assert not rules.shares_look_uneven([Decimal(60), Decimal(39)])  # 未归属 is the rest


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")]
)
def test_chapters_are_numbered_in_chinese(number: int, words: str) -> None:
    assert rules.chapter_number(number) == words


def test_the_issue_is_the_month() -> None:
    assert rules.issue(JUNE) == "2025年第6期"
    assert rules.issue(Period.year(2025)) == ""


def reasons(period: Period, *, through: date | None = date(2025, 6, 30)) -> list[str]:
    return rules.reasons_not_to_build(
        name="运行简报", span="month", period=period, today=date(2025, 7, 3), data_through=through
    )


def test_a_month_with_data_can_be_told() -> None:
    assert reasons(JUNE) == []


def test_every_reason_is_given() -> None:
    assert reasons(Period.quarter(2026, 1)) == [
        "运行简报按月编制，“2026年第一季度”不是一个整月",
        "2026年第一季度尚未开始",
    ]
    assert reasons(JUNE, through=None) == ["尚无病案首页数据入库"]
    assert reasons(Period.month(2025, 7)) == ["病案首页数据只到2025年6月30日，没有2025年7月的数据"]


@pytest.mark.parametrize(
    ("period", "span", "fits"),
    [
        (JUNE, "month", True),
        (JUNE, "quarter", False),
        (Period.quarter(2025, 2), "quarter", True),
        (Period(date(2025, 2, 1), date(2025, 5, 1)), "quarter", False),
        (Period(date(2025, 6, 2), date(2025, 7, 2)), "month", False),
        (Period.year(2025), "year", True),
    ],
)
def test_spans_are_whole_calendar_spans(period: Period, span: str, fits: bool) -> None:
    assert rules.is_span(period, span) is fits


amounts = st.decimals(min_value=10, max_value=10**6, places=2)


@given(now=amounts, base=amounts)
def test_a_change_and_its_return_point_in_opposite_ways(now: Decimal, base: Decimal) -> None:
    there = rules.difference(DAYS, reading(str(now)), reading(str(base)), YEAR_BEFORE)
    back = rules.difference(DAYS, reading(str(base)), reading(str(now)), YEAR_BEFORE)

    turned = back.text.translate(str.maketrans({"延": "缩", "长": "短", "缩": "延", "短": "长"}))
    assert turned == there.text


@given(now=amounts, base=amounts)
def test_growth_is_zero_only_when_the_words_say_so(now: Decimal, base: Decimal) -> None:
    said = rules.change(PEOPLE, count(str(now)), count(str(base)), YEAR_BEFORE)

    assert said.value is not None
    assert ("持平" in said.text) == (abs(said.value) < Decimal("0.05"))
    assert "百分点" not in said.text


@given(now=amounts, base=amounts)
def test_shares_never_change_in_per_cent(now: Decimal, base: Decimal) -> None:
    said = rules.difference(SHARE, reading(str(now)), reading(str(base)), YEAR_BEFORE)

    assert "%" not in said.text


def test_one_figure_with_two_values_is_a_contradiction() -> None:
    figures = [(("stay", "2025-06"), Decimal(8)), (("stay", "2025-06"), Decimal(7))]

    assert rules.contradictions(figures) == ["stay 2025-06"]
    assert rules.contradictions(figures[:1] * 2) == []
