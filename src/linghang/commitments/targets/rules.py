"""Whether a target is reached: numbers, grades, directions against a base, events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from linghang.foundation.quantity import NOTHING


class Op(StrEnum):
    """What a figure must be to the value of the target."""

    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    BETWEEN = "between"
    INCREASE = "increase"
    DECREASE = "decrease"
    EVENT = "event"


OP_NAMES: dict[Op, str] = {
    Op.EQUAL: "达到",
    Op.AT_LEAST: "不低于",
    Op.ABOVE: "高于",
    Op.AT_MOST: "不高于",
    Op.BELOW: "低于",
    Op.BETWEEN: "在范围内",
    Op.INCREASE: "高于基数",
    Op.DECREASE: "低于基数",
    Op.EVENT: "完成",
}
DIRECTIONAL = (Op.INCREASE, Op.DECREASE)


class Over(StrEnum):
    """Over which days a source is counted: the year of the day due, or since the beginning."""

    YEAR = "year"
    SINCE = "since"


class Of(StrEnum):
    """Whose figure it is: the whole hospital's, or that of the department that answers for it."""

    HOSPITAL = "hospital"
    DEPARTMENT = "department"


class State(StrEnum):
    """How a target stands; without any figure nothing is said of it."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    MISSED = "missed"
    NO_FIGURE = "no_figure"


STATE_NAMES: dict[State, str] = {
    State.REACHED: "已达到",
    State.ON_THE_WAY: "推进中",
    State.MISSED: "未达到",
    State.NO_FIGURE: "暂无数据",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is aimed at.

    value, value2: numbers; value2 with BETWEEN. grade: in place of a number, one of `grades`,
    which stand from the lowest to the highest. base: what a direction is judged against; base_year:
    the year whose figure of the same source is the base. source: code of an indicator or of a
    record measure, "" for one that is observed. over, of: see Over, Of.
    """

    op: Op
    value: Decimal | None = None
    value2: Decimal | None = None
    grade: str = ""
    grades: tuple[str, ...] = ()
    unit: str = ""
    base: Decimal | None = None
    base_year: int | None = None
    source: str = ""
    over: Over = Over.YEAR
    of: Of = Of.HOSPITAL

    def told(self) -> dict[str, Any]:
        """As it is kept (JSON); empty parts are left out."""
        numbers = {name: getattr(self, name) for name in ("value", "value2", "base")}
        plain = {name: getattr(self, name) for name in ("grade", "unit", "source", "base_year")}
        other = {
            "grades": list(self.grades),
            "over": "" if self.over is Over.YEAR else self.over.value,
            "of": "" if self.of is Of.HOSPITAL else self.of.value,
        }
        return {
            "op": self.op.value,
            **{name: str(number) for name, number in numbers.items() if number is not None},
            **{name: said for name, said in {**plain, **other}.items() if said},
        }

    @property
    def says(self) -> str:
        """不低于50项；较2023年降低；完成."""
        if self.op is Op.EVENT:
            return OP_NAMES[self.op]
        if self.op in DIRECTIONAL:
            way = "提高" if self.op is Op.INCREASE else "降低"
            since = f"较{self.base_year}年" if self.base_year else ""
            since = since or (f"较{self.base}{self.unit}" if self.base is not None else "")
            return f"{since}{way}"
        if self.op is Op.BETWEEN:
            return f"{self.value}至{self.value2}{self.unit}"
        aim = self.grade or f"{self.value}{self.unit}"
        return f"{OP_NAMES[self.op]}{aim}"


def target(told: Mapping[str, Any]) -> Target | None:
    """The target as it was kept; None for none. Raises ValueError for what is none."""
    if not told:
        return None
    try:
        numbers = {
            name: Decimal(str(told[name]))
            for name in ("value", "value2", "base")
            if told.get(name) is not None
        }
    except InvalidOperation:
        raise ValueError("目标值不是数") from None
    return Target(
        op=Op(told["op"]),
        grade=str(told.get("grade", "")),
        grades=tuple(told.get("grades", ())),
        unit=str(told.get("unit", "")),
        base_year=int(told["base_year"]) if told.get("base_year") else None,
        source=str(told.get("source", "")),
        over=Over(told.get("over", Over.YEAR)),
        of=Of(told.get("of", Of.HOSPITAL)),
        **numbers,
    )


def faults(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with a target as it was entered, in Chinese."""
    try:
        one = target(told)
    except (ValueError, KeyError):
        return [f"目标的写法不对，可用：{'、'.join(Op)}"]
    if one is None:
        return []
    found = []
    needs_value = one.op not in (*DIRECTIONAL, Op.EVENT)
    if needs_value and one.value is None and not one.grade:
        found.append(f"“{OP_NAMES[one.op]}”要写目标值")
    if one.grade and (one.grade not in one.grades or one.value is not None):
        found.append("等次要写在等次顺序里，不再写数值")
    if one.op is Op.BETWEEN and (one.value2 is None or one.value is None or one.value2 < one.value):
        found.append("范围要写下限和上限，上限不小于下限")
    if one.op in DIRECTIONAL and one.base is None and one.base_year is None:
        found.append("提高、降低要写基数，或者写与哪一年比")
    if one.base_year and not one.source and one.base is None:
        found.append("与某年比较的，要写数据来源，或者写那一年的数")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of the figure. value, base: None when nothing was counted. text: of a grade.

    happened: of an event. is_final: the period of the figure is over and its data are complete.
    """

    value: Decimal | None = None
    base: Decimal | None = None
    text: str = ""
    happened: bool = False
    is_final: bool = False

    def shown(self, unit: str) -> str:
        """The figure with its unit; — for none."""
        if self.text:
            return self.text
        return f"{self.value.normalize():f}{unit}" if self.value is not None else NOTHING


def state_of(one: Target, seen: Seen, *, due: date | None, today: date) -> State:
    """A figure that is as it must be has reached it; one that is not has missed it after the day.

    What may still turn (at most, below, between, a direction) is reached only when its figure is
    final or its day has passed; until then it is on the way.
    """
    is_over = due is not None and due < today
    now = holds(one, seen)
    if now is None:
        return State.NO_FIGURE
    if not now:
        return State.MISSED if is_over or seen.is_final else State.ON_THE_WAY
    may_turn = one.op in (Op.AT_MOST, Op.BELOW, Op.BETWEEN, *DIRECTIONAL)
    return State.ON_THE_WAY if may_turn and not (is_over or seen.is_final) else State.REACHED


def holds(one: Target, seen: Seen) -> bool | None:
    """Whether the figure is as it must be; None without a figure."""
    if one.op is Op.EVENT:
        return seen.happened
    if one.grade:
        return _compare(one.op, *_ranks(one, seen)) if seen.text in one.grades else None
    value, base = seen.value, seen.base if seen.base is not None else one.base
    if value is None:
        return None
    if one.op in DIRECTIONAL:
        if base is None:
            return None
        return value > base if one.op is Op.INCREASE else value < base
    assert one.value is not None, "checked when it was entered"
    if one.op is Op.BETWEEN:
        return one.value <= value <= (one.value2 if one.value2 is not None else value)
    return _compare(one.op, value, one.value)


def _ranks(one: Target, seen: Seen) -> tuple[Decimal, Decimal]:
    return Decimal(one.grades.index(seen.text)), Decimal(one.grades.index(one.grade))


def _compare(op: Op, value: Decimal, aim: Decimal) -> bool:
    """达到1200张 is not missed by 1201: what is to be reached holds from its value on."""
    return {
        Op.EQUAL: value >= aim,
        Op.AT_LEAST: value >= aim,
        Op.ABOVE: value > aim,
        Op.AT_MOST: value <= aim,
        Op.BELOW: value < aim,
    }[op]
