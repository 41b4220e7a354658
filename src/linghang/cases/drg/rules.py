"""What a rule set is, what a case is, what grouping answers, and when an edition is in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MISSING = -(2**31)
"""Instead of a number that was not given; numbers are int32, larger ones are cut off."""
BLANK = MISSING + 1
"""Instead of a birth weight whose field was left blank; most rule sets let that pass."""
LOWEST, HIGHEST = MISSING + 2, 2**31 - 1

SETS = ("chs_drg_11", "guangxi_2022", "yunnan_2023", "linfen_2022", "beijing_2022", "chs_drg_10")
"""The rule sets that come with the product, the national one first."""

TRIAL = "试算（旧版）"
COMPARISON = "试算（仅供比较）"


class Status(StrEnum):
    """The words of the status column, as the national grouper writes them."""

    GROUPED = "分组成功"
    AMBIGUOUS = "歧义病案"
    UNGROUPED = "无法入组"
    UNCHECKED = "信息校验不通过"
    DIAGNOSIS_UNMAPPED = "诊断不能转换为分组器支持的编码"
    PROCEDURE_UNMAPPED = "手术操作不能转换为分组器支持的编码"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about an edition of the rules. Spans have an open, exclusive end.

    places: administrative division codes (GB/T 2260, six digits; 000000 the whole country) where
    the edition was in force. blank_weight_passes: whether a newborn whose weight is left blank
    passes the check. The two triples are mdc, adrg, drg of a case that isn't grouped.
    """

    code: str
    title: str
    places: tuple[str, ...] = ()
    active_from: date | None = None
    active_to: date | None = None
    comparison_only: bool = False
    blank_weight_passes: bool = True
    ungrouped: tuple[str, str, str] = ("0000", "00", "0000")
    unchecked: tuple[str, str, str] = ("0000", "00", "0000")
    remark: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One discharge, as far as grouping reads it.

    sex: 1 male, 2 female. age: whole years. age_days: whole days of life. birth_weight: grams,
    0 unknown, BLANK for a field left blank. los: whole days. None is «missing». dx, px: codes of
    diagnoses and procedures, the first is the principal one. No dx counts as one unknown diagnosis.
    """

    sex: int | None = None
    age: int | None = None
    age_days: int | None = None
    birth_weight: int | None = None
    los: int | None = None
    dx: tuple[str, ...] = field(default=())
    px: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a case was grouped into; codes as in the set's output columns."""

    status: Status
    mdc: str
    adrg: str
    drg: str


@dataclass(frozen=True, slots=True)
class DrgName:
    """One DRG of a set, for lists and choices."""

    mdc: str
    adrg: str
    drg: str
    name: str


def whole(value: int | None) -> int:
    """A number of a case as grouping reads it: MISSING for none, else within int32."""
    if value is None:
        return MISSING
    if BLANK <= value <= HIGHEST:
        return value
    return LOWEST if value < BLANK else HIGHEST


def check_faults(
    numbers: tuple[int, int, int, int, int], *, blank_weight_passes: bool
) -> list[str]:
    """Why a case fails the check before grouping, in Chinese; empty when it passes.

    numbers: sex, age, age_days, birth_weight, los, as `whole` gives them.
    """
    sex, age, days, weight, _ = numbers
    found = []
    if sex not in {1, 2}:
        found.append("性别未填或不是1（男）、2（女）")
    if age <= BLANK:
        found.append("年龄未填或不是整数")
    if age == 0 and days <= BLANK:
        found.append("不满1周岁，但年龄天数未填或不是整数")
    unweighed = weight == MISSING or (weight == BLANK and not blank_weight_passes)
    if age == 0 and BLANK < days <= 28 and unweighed:
        found.append("出生28天以内，但未填体重")
    return found


def is_in_force(facts: Facts, *, place: str | None, on: date) -> bool:
    """Whether the edition is in force at a place (division code, six digits) on a day.

    A place that isn't known, an edition without dates or only for comparison: never.
    A place lies in a division when it begins with the division's code without trailing zeros.
    """
    if facts.comparison_only or place is None or facts.active_from is None:
        return False
    if on < facts.active_from or (facts.active_to is not None and on >= facts.active_to):
        return False
    return any(_lies_in(place, one) for one in facts.places)


def standing(facts: Facts, *, place: str | None, on: date) -> str:
    """What to write beside every result of an edition that isn't in force here; else empty."""
    if is_in_force(facts, place=place, on=on):
        return ""
    return COMPARISON if facts.comparison_only else TRIAL


def _lies_in(place: str, division: str) -> bool:
    pairs = [division[at : at + 2] for at in range(0, 6, 2)]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return place.startswith("".join(pairs))
