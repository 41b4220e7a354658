"""Sums, shares and comparisons of fields, with what they say. Pure.

Money is 分. Every function answers "" when the rule is kept, else what is wrong, in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import MEASURED, Field, Kind
from linghang.foundation.period import day_label
from linghang.procedures.naming.rules import plain

TEN_THOUSAND = 1_000_000  # 分 in 万元


def money(fen: int) -> str:
    """110万元, 0.5万元: no digit is left out."""
    amount = (Decimal(fen) / TEN_THOUSAND).normalize()
    return f"{amount:f}万元"


def percent(share: Fraction) -> str:
    """10.56%; two places, rounded half up."""
    found = Decimal(share.numerator * 100) / share.denominator
    text = f"{found.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return f"{text.rstrip('0').rstrip('.')}%"


def over_limit(own: int, others: Iterable[int], limit: int) -> str:
    """A sum above the limit that no single amount passes is said; equal to it is not above."""
    found = list(others)
    total = own + sum(found)
    if total <= limit or not found:
        return ""
    return f"同一会计年度内同类{len(found) + 1}件合计{money(total)}，超过{money(limit)}"


def sum_fault(parts: Iterable[int], whole: int | None, name: str) -> str:
    """Whether the parts come to no more than the whole; without a whole nothing can be said."""
    total = sum(parts)
    if whole is None or total <= whole:
        return ""
    return f"合计{money(total)}，超过“{name}”{money(whole)}"


def sum_of(field: Field, lines: Iterable[tuple[Any, ...]], column: str) -> int:
    """The sum of a column of several lines."""
    at = [one.code for one in field.columns].index(column)
    return sum(line[at] or 0 for line in lines)


def has_line(field: Field, lines: Iterable[tuple[Any, ...]], wanted: Mapping[str, Any]) -> bool:
    """Whether one line says the same in every wanted column; names however they are spelled."""
    at = {column.code: number for number, column in enumerate(field.columns)}
    same = {code: plain(value) for code, value in wanted.items()}
    return any(all(plain(line[at[code]]) == said for code, said in same.items()) for line in lines)


def share_fault(
    name: str,
    part: Decimal | int,
    whole: Decimal | int,
    *,
    at_most: Fraction | None = None,
    at_least: Fraction | None = None,
) -> str:
    """Whether part ÷ whole keeps its bounds, both included; without a whole nothing does."""
    if whole <= 0:
        return f"{name}：没有可以相比的总数"
    found = Fraction(part) / Fraction(whole)
    if at_most is not None and found > at_most:
        return f"{name}为{percent(found)}，超过{percent(at_most)}"
    if at_least is not None and found < at_least:
        return f"{name}为{percent(found)}，不到{percent(at_least)}"
    return ""


def order_fault(less: Field, more: Field, told: Mapping[str, Any]) -> str:
    """Whether the one field is at most the other; a field that is empty is not compared."""
    low, high = told.get(less.code), told.get(more.code)
    if low is None or high is None or low <= high:
        return ""
    word = "大于" if less.kind in MEASURED else "晚于"
    shown = (f"“{one.name}”（{_shown(one, told[one.code])}）" for one in (less, more))
    return f"{word}".join(shown)


def crossing(was: Field, now: Field, told: Mapping[str, Any], bounds: Iterable[int]) -> str:
    """Whether an amount reaches a bound that the earlier one did not; an empty one does not."""
    before, after = told.get(was.code), told.get(now.code)
    if before is None or after is None:
        return ""
    for bound in bounds:
        if before < bound <= after:
            return (
                f"“{now.name}”（{money(after)}）达到{money(bound)}，“{was.name}”"
                f"（{money(before)}）没有达到，此前是按没有达到办理的"
            )
    return ""


def odd_fault(field: Field, value: int | None) -> str:
    """Whether a number is odd; an empty field is not."""
    if value is not None and value % 2:
        return ""
    return f"“{field.name}”应当是单数"


def choice_fault(field: Field, value: Any, wanted: Iterable[str]) -> str:
    """Whether what was chosen is among the codes; true and false stand for 是 and 否."""
    codes = tuple(wanted)
    if value is not None and _code(value) in codes:
        return ""
    names = {"true": "是", "false": "否", **{one.code: one.name for one in field.options}}
    return f"“{field.name}”应为{'或'.join(names.get(code, code) for code in codes)}"


def _code(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def told_before(
    field: Field,
    wanted: Iterable[str],
    acts: Iterable[tuple[date, str, Mapping[str, str]]],
    *,
    on: date,
    done: str = "",
) -> str:
    """Whether one of the acts, each with its day, step and texts, told one of the wanted codes.

    on: what was told for that day is the same decision, entered anew. done: a step; what was told
    counts from when that was done after it, without it at once.
    """
    codes, told_on = set(wanted), None
    for day, step, texts in acts:
        if field.code in texts:
            value = fields.parse(field, texts[field.code]).value
            told_on = day if _code(value) in codes and day != on else None
        if told_on is not None and done in ("", step):
            names = {"true": "是", "false": "否", **{one.code: one.name for one in field.options}}
            said = "或".join(names.get(code, code) for code in sorted(codes))
            return f"“{field.name}”已于{day_label(told_on)}写过“{said}”，退回以后也不能再写"
    return ""


def none_reaches(named: Iterable[tuple[Field, Any, Fraction]]) -> str:
    """Whether at least one of the fields reaches its bound; empty counts as nothing."""
    told = list(named)
    if any(value is not None and Fraction(value) >= bound for _, value, bound in told):
        return ""
    wanted = "或者".join(f"“{field.name}”{_plain(bound)}{field.unit}" for field, _, bound in told)
    return f"至少要有{wanted}"


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _shown(field: Field, value: Any) -> str:
    unit = (field.unit or "元") if field.kind is Kind.MONEY else field.unit
    return f"{fields.show(field, value)}{unit}"
