"""Params of requirements: which there are, and whether what they name exists. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from linghang.foundation.fields.definitions import DATED, MEASURED, Field, Kind


class Takes(StrEnum):
    """What a param names. Several are separated by commas."""

    TEXT = "text"
    FIELD = "field"
    NUMBER = "number"  # a field that is a number
    DAY = "day"  # a field that is a day
    MONEY = "money"
    WHOLE = "whole"
    ORDERED = "ordered"  # a number or a day
    FIELDS = "fields"
    NUMBERS = "numbers"
    MONEYS = "moneys"
    LINES = "lines"  # a field of several lines
    MONEY_COLUMN = "money_column"  # a column, money, of the field that the param `of` names
    COLUMNS = "columns"  # fields that are columns, too, of the field that the param `of` names
    OPTIONS = "options"  # codes of options of the field that the param `of` names
    PARAMETER = "parameter"  # a rule parameter that is a number, of days as well
    PARAMETERS = "parameters"
    TERM = "term"  # a rule parameter that is a time
    PROCEDURE = "procedure"
    STEP = "step"
    THERE = "there"  # a field of the procedure that the param `of` names
    DAY_THERE = "day_there"


OWN = frozenset(
    {
        *(Takes.FIELD, Takes.NUMBER, Takes.MONEY, Takes.WHOLE, Takes.ORDERED),
        *(Takes.FIELDS, Takes.NUMBERS, Takes.DAY),
        *(Takes.MONEYS, Takes.LINES, Takes.COLUMNS),
    }
)
KINDS = {
    Takes.NUMBER: MEASURED,
    Takes.NUMBERS: MEASURED,
    Takes.MONEY: frozenset({Kind.MONEY}),
    Takes.MONEYS: frozenset({Kind.MONEY}),
    Takes.LINES: frozenset({Kind.LINES}),
    Takes.WHOLE: frozenset({Kind.INTEGER}),
    Takes.DAY: DATED,
    Takes.ORDERED: MEASURED | DATED,
    Takes.DAY_THERE: DATED,
}


@dataclass(frozen=True, slots=True)
class Param:
    """One param of a provider. of: the other param on which it depends."""

    name: str
    takes: Takes = Takes.TEXT
    required: bool = True
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What params may name. fields: of the steps that are behind and of the step itself.

    steps: all of the procedure. procedures: code → its fields. amounts: rule parameters that are
    numbers; terms: those of time.
    """

    fields: Mapping[str, Field]
    steps: frozenset[str]
    procedures: Mapping[str, Mapping[str, Field]]
    amounts: frozenset[str]
    terms: frozenset[str]


def several(text: str) -> tuple[str, ...]:
    """The codes of a list: "a, b"."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def named(params: tuple[Param, ...], given: Mapping[str, str]) -> frozenset[str]:
    """The fields of the proceeding itself that the params name."""
    return frozenset(
        code for one in params if one.takes in OWN for code in several(given.get(one.name, ""))
    )


def faults(params: tuple[Param, ...], given: Mapping[str, str], names: Names) -> Iterator[str]:
    """Everything that is wrong with the params, in Chinese."""
    known = {one.name for one in params}
    if strange := sorted(set(given) - known):
        told = "、".join(sorted(known)) or "（无）"
        yield f"没有参数 {'、'.join(strange)}；可用：{told}"
    for one in params:
        if one.name not in given:
            if one.required:
                yield f"缺少参数 {one.name}"
            continue
        codes = several(given[one.name])
        if not codes:
            yield f"参数 {one.name} 是空的"
        for code in codes:
            yield from (f"{one.name}：{says}" for says in _one(one, code, given, names))


def _one(one: Param, code: str, given: Mapping[str, str], names: Names) -> Iterator[str]:
    if one.takes in OF_FIELD:
        yield from OF_FIELD[one.takes](code, given.get(one.of, ""), names)
    elif one.takes in OWN:
        yield from _field(one, code, names.fields, "本步和前面的步骤")
    elif one.takes in (Takes.THERE, Takes.DAY_THERE):
        there = names.procedures.get(given.get(one.of, ""), {})
        yield from _field(one, code, there, given.get(one.of, one.of))
    else:
        yield from _code(one.takes, code, names)


def _code(takes: Takes, code: str, names: Names) -> Iterator[str]:
    if takes is Takes.STEP and code not in names.steps:
        yield f"没有步骤 {code}"
    elif takes is Takes.PROCEDURE and code not in names.procedures:
        yield f"没有程序 {code}"
    elif takes is Takes.TERM and code not in names.terms:
        yield f"规则参数里没有以时间计的 {code}"
    elif takes in (Takes.PARAMETER, Takes.PARAMETERS) and not _is_number(code, names):
        yield f"规则参数里没有 {code}，也不是数"


def _field(one: Param, code: str, fields: Mapping[str, Field], where: str) -> Iterator[str]:
    field = fields.get(code)
    if field is None:
        yield f"{where}没有填写 {code}"
    elif one.takes in KINDS and field.kind not in KINDS[one.takes]:
        yield f"“{field.name}”的类型不对"


def _column_kind(code: str, of: str, names: Names) -> Kind | None:
    lines = names.fields.get(of)
    return next((one.kind for one in lines.columns if one.code == code), None) if lines else None


def _column(code: str, of: str, names: Names) -> Iterator[str]:
    field = names.fields.get(code)
    if field is None:
        yield f"本步和前面的步骤没有填写 {code}"
    elif _column_kind(code, of, names) is not field.kind:
        yield f"“{of}”没有同样的列 {code}"


def _money_column(code: str, of: str, names: Names) -> Iterator[str]:
    if _column_kind(code, of, names) is not Kind.MONEY:
        yield f"“{of}”没有金额列 {code}"


def _option(code: str, of: str, names: Names) -> Iterator[str]:
    field = names.fields.get(of)
    if field is not None and code not in _options(field):
        yield f"“{field.name}”没有选项 {code}"


def _options(field: Field) -> set[str]:
    if field.kind is Kind.BOOLEAN:
        return {"true", "false"}
    return {each.code for each in field.options}


OF_FIELD = {
    Takes.OPTIONS: _option,
    Takes.COLUMNS: _column,
    Takes.MONEY_COLUMN: _money_column,
}


def _is_number(code: str, names: Names) -> bool:
    return code in names.amounts | names.terms or number(code) is not None


def number(text: str) -> Fraction | None:
    """0.1, 2/3 or 3 as it is written; None for anything else."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
