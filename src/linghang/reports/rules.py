"""How a report words a figure: amounts, growth, percentage points, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from linghang.foundation import quantity
from linghang.foundation.period import Period, day_label

PERCENT = "%"
PROVISIONAL = "暂定"
FEW_CASES = "病例较少"
WHOLE_HOSPITAL = "全院"
UNCOUNTED = "无可计算病例"
# Growth on a base of a few cases says nothing; the base itself is written instead.
SMALLEST_BASE = Decimal(10)
GROWTH_DECIMALS = 1
SHARE_DECIMALS = 1
COMPARISONS = {"year_before": "同比", "previous": "环比"}
SPANS = {"month": "月", "quarter": "季度", "year": "年"}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_NUMERALS = "〇一二三四五六七八九"
_UP_DOWN = {PERCENT: ("上升", "下降"), "天": ("延长", "缩短")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What the words need to know about an indicator. Measures without a name do not exist."""

    code: str
    name: str
    unit: str
    decimals: int
    meaning: str
    numerator: str
    numerator_unit: str
    denominator: str = ""
    denominator_unit: str = ""
    definition_hash: str = ""

    @property
    def is_share(self) -> bool:
        return self.unit == PERCENT

    @property
    def is_count(self) -> bool:
        """A count adds up over places; a ratio does not."""
        return not self.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An indicator's figure for one period and place; `value` is in the indicator's unit.

    value None: nothing was counted. small: too few cases for a ratio that says something.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    definition_hash: str
    manifest_id: int
    computed_at: datetime
    provisional: bool = False
    small: bool = False

    @property
    def is_nothing(self) -> bool:
        """No case stands behind it. A rate of 0 over some cases is something."""
        if self.value is None:
            return True
        return not self.numerator and not self.denominator

    @property
    def is_judged_on_few(self) -> bool:
        """Counted, but on too few cases for a mean or a rate."""
        return self.small and self.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words for a figure and the number in them; value None when the words hold no number."""

    text: str
    value: Decimal | None
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a change is measured against: `year_before` (同比) or `previous` (环比)."""

    against: str
    period: Period
    is_complete: bool = True

    @property
    def word(self) -> str:
        return COMPARISONS[self.against]

    @property
    def base_name(self) -> str:
        """上年同期, 上月, 上季度, 上年, or 上期 for other spans."""
        if self.against == "year_before":
            return "上年同期"
        span = next((s for s in SPANS if is_span(self.period, s)), "")
        return {"month": "上月", "quarter": "上季度", "year": "上年"}.get(span, "上期")


def is_span(period: Period, span: str) -> bool:
    """Whether the period is exactly one calendar month, quarter or year."""
    months = _MONTHS_IN[span]
    starts_well = period.start.day == 1 and (period.start.month - 1) % months == 0
    return starts_well and len(list(period.months())) == months and period.end.day == 1


def amount(indicator: Indicator, reading: Reading) -> str:
    """The figure in a sentence: 4986人次, 7.86天, 4.21%; 无可计算病例 when nothing was counted."""
    if reading.value is None:
        return UNCOUNTED
    return quantity.text(reading.value, unit=indicator.unit, decimals=indicator.decimals)


def part(value: Decimal | None, unit: str) -> str:
    """A numerator or denominator with its unit; decimals only where it has them."""
    whole = value is None or value == value.to_integral_value()
    return quantity.text(value, unit=unit, decimals=0 if whole else 2)


def marks(*, provisional: bool, few_cases: bool) -> str:
    """（暂定）, （病例较少）, both in one bracket, or nothing."""
    words = [PROVISIONAL] if provisional else []
    words += [FEW_CASES] if few_cases else []
    return f"（{'，'.join(words)}）" if words else ""


def said_part(indicator: Indicator, reading: Reading, show: str) -> Said:
    """The value itself, or its numerator or denominator with the measure's unit."""
    if show == "numerator":
        text = part(reading.numerator, indicator.numerator_unit)
        return Said(text=text, value=reading.numerator, provisional=reading.provisional)
    if show == "denominator":
        text = part(reading.denominator, indicator.denominator_unit)
        return Said(text=text, value=reading.denominator)
    return Said(
        text=amount(indicator, reading), value=reading.value, provisional=reading.provisional
    )


def share(part_reading: Reading, whole: Reading) -> Said:
    """A place's part of the hospital's count, in per cent; the two stand on the same period."""
    if part_reading.numerator is None or not whole.numerator:
        return Said(text=UNCOUNTED, value=None)
    value = part_reading.numerator * 100 / whole.numerator
    return Said(
        text=quantity.text(value, unit=PERCENT, decimals=SHARE_DECIMALS),
        value=value,
        provisional=part_reading.provisional or whole.provisional,
    )


def shares_look_uneven(values: Sequence[Decimal]) -> bool:
    """Whether shares that make up the whole stop adding to 100 % when they are rounded."""
    makes_whole = abs(sum(values, Decimal(0)) - 100) < Decimal("1e-9")
    return makes_whole and sum(quantity.rounded(v, SHARE_DECIMALS) for v in values) != 100


def change(indicator: Indicator, now: Reading, base: Reading, comparison: Comparison) -> Said:
    """Growth in per cent: 同比增长3.2%, 环比下降1.1%, 同比持平."""
    values = _comparable(now, base, comparison)
    if isinstance(values, Said):
        return values
    new, old = values
    smallest = SMALLEST_BASE if indicator.is_count else Decimal(0)
    if old < smallest or not old:
        return Said(text=f"{comparison.base_name}为{amount(indicator, base)}", value=old)
    value = (new - old) * 100 / old
    words = _moved(value, "增长", "下降", GROWTH_DECIMALS, PERCENT)
    return Said(text=comparison.word + words, value=value)


def difference(indicator: Indicator, now: Reading, base: Reading, comparison: Comparison) -> Said:
    """The change in the indicator's own unit: 同比下降0.12个百分点, 同比缩短0.21天, 同比持平.

    The difference of two shares is in percentage points, never in per cent.
    """
    values = _comparable(now, base, comparison)
    if isinstance(values, Said):
        return values
    value = values[0] - values[1]
    up, down = _UP_DOWN.get(indicator.unit, ("增加", "减少"))
    unit = "个百分点" if indicator.is_share else indicator.unit
    words = _moved(value, up, down, indicator.decimals, unit)
    return Said(text=comparison.word + words, value=value)


CHANGES: dict[str, Callable[[Indicator, Reading, Reading, Comparison], Said]] = {
    "change": change,
    "difference": difference,
}


def _comparable(
    now: Reading, base: Reading, comparison: Comparison
) -> tuple[Decimal, Decimal] | Said:
    """The two values, or the words in place of a change that would mislead."""
    word, base_name = comparison.word, comparison.base_name
    if base.value is None or base.is_nothing:
        text = f"{base_name}无可比数据"
    elif now.value is None or now.is_nothing:
        text = f"{word}不作比较"
    elif not comparison.is_complete:
        text = f"{word}因数据未满期不作比较"
    elif now.provisional or base.provisional:
        text = f"{word}待观察期满后比较"
    elif now.definition_hash != base.definition_hash:
        text = f"{base_name}口径不同，不作比较"
    elif base.is_judged_on_few:
        text = f"{base_name}病例较少，不作比较"
    else:
        return now.value, base.value
    return Said(text=text, value=None)


def _moved(value: Decimal, up: str, down: str, decimals: int, unit: str) -> str:
    shown = quantity.rounded(abs(value), decimals)
    if not shown:
        return "持平"
    return f"{up if value > 0 else down}{shown}{unit}"


def cell(indicator: Indicator, reading: Reading) -> str:
    """The bare number of a table; — when nothing was counted or the cases are too few."""
    if reading.is_nothing or reading.is_judged_on_few:
        return quantity.NOTHING
    return quantity.text(reading.value, decimals=indicator.decimals)


def column_heading(heading: str, indicator: Indicator, *, provisional: bool) -> str:
    """The heading with the unit that its numbers leave out: 31日再住院率（%，暂定）, 出院人次."""
    words = [] if heading.endswith(indicator.unit) else [indicator.unit]
    words += [PROVISIONAL] if provisional else []
    return f"{heading}（{'，'.join(words)}）" if words else heading


def issue(period: Period) -> str:
    """The bulletin's number within its year: 2025年第6期 for June; empty for other spans."""
    if not is_span(period, "month"):
        return ""
    return f"{period.start.year}年第{period.start.month}期"


def reasons_not_to_build(
    *, name: str, span: str, period: Period, today: date, data_through: date | None
) -> list[str]:
    """Every reason, in Chinese, why this report cannot be written for this period."""
    reasons = []
    if not is_span(period, span):
        reasons.append(f"{name}按{SPANS[span]}编制，“{period.label}”不是一个整{SPANS[span]}")
    if period.start > today:
        reasons.append(f"{period.label}尚未开始")
    elif data_through is None:
        reasons.append("尚无病案首页数据入库")
    elif data_through < period.start:
        reasons.append(f"病案首页数据只到{day_label(data_through)}，没有{period.label}的数据")
    return reasons


def contradictions(figures: Iterable[tuple[tuple[object, ...], Decimal | None]]) -> list[str]:
    """Keys (indicator, period, place …) under which two different values were bound."""
    seen: dict[tuple[object, ...], Decimal | None] = {}
    wrong = []
    for key, value in figures:
        if seen.setdefault(key, value) != value:
            wrong.append(" ".join(str(word) for word in key))
    return wrong


def chapter_number(number: int) -> str:
    """一, 二, … 十, 十一 … for level-one headings; up to 99."""
    tens, ones = divmod(number, 10)
    written = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return written + (_NUMERALS[ones] if ones else "")
