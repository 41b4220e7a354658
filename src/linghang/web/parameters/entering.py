"""How the value of a parameter is asked for on a form, kind by kind, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from linghang.foundation.fields.definitions import Field, Option
from linghang.foundation.fields.definitions import Kind as Entry
from linghang.foundation.parameters import kinds
from linghang.foundation.parameters.definitions import Parameter
from linghang.foundation.parameters.kinds import (
    BASE_NAMES,
    COUNTS,
    FEN,
    RECURRENCE_NAMES,
    UNITS,
    Bounds,
    Brackets,
    Kind,
    Majority,
    Value,
)

LEAST, MOST, USUAL, SHARE, MORE, VALUE = "least", "most", "usual", "share", "more", "value"
OVER, AT_LEAST = "over", "at_least"
REST = "以上"
AS_SHARE = "写成 4/5、20% 或 1‰。"


def fields(parameter: Parameter) -> list[Field]:
    """What the form asks for."""
    return _ASKED.get(parameter.kind, _count)(parameter)


def _field(code: str, name: str, kind: Entry, **more: Any) -> Field:
    return Field(code=code, name=name, kind=kind, required=True, **more)


def _count(parameter: Parameter) -> list[Field]:
    unit = UNITS.get(parameter.kind, parameter.unit)
    return [_field(VALUE, "值", Entry.INTEGER, least=0, unit=unit)]


def _majority(parameter: Parameter) -> list[Field]:
    now = parameter.typed
    of = BASE_NAMES[now.of] if isinstance(now, Majority) else ""
    options = (Option(code=AT_LEAST, name="不少于"), Option(code=OVER, name="超过"))
    return [
        _field(MORE, "要求", Entry.CHOICE, options=options),
        _field(SHARE, "比例", Entry.TEXT, help=f"占{of}的比例，{AS_SHARE}"),
    ]


def _range(parameter: Parameter) -> list[Field]:
    return [
        _field(LEAST, "最少", Entry.INTEGER, least=0, unit=parameter.unit),
        _field(MOST, "最多", Entry.INTEGER, least=0, unit=parameter.unit),
        Field(code=USUAL, name="一般不超过", kind=Entry.INTEGER, least=0, unit=parameter.unit),
    ]


def _period(_parameter: Parameter) -> list[Field]:
    options = tuple(Option(code=each, name=name) for each, name in RECURRENCE_NAMES.items())
    return [_field(VALUE, "至少一次", Entry.CHOICE, options=options)]


def _brackets(_parameter: Parameter) -> list[Field]:
    says = f"每行一档，从低到高：“上限元数 比例”；最后一行写“{REST} 比例”。"
    return [_field(VALUE, "分档", Entry.LONG_TEXT, help=says)]


_ASKED: Mapping[Kind, Callable[[Parameter], list[Field]]] = {
    Kind.MAJORITY: _majority,
    Kind.RANGE: _range,
    Kind.PERIOD: _period,
    Kind.BRACKETS: _brackets,
    Kind.AMOUNT: lambda _one: [_field(VALUE, "值", Entry.MONEY, least=Decimal(0), unit="元")],
    Kind.SHARE: lambda _one: [_field(VALUE, "值", Entry.TEXT, help=AS_SHARE)],
    Kind.DECIMAL: lambda _one: [_field(VALUE, "值", Entry.TEXT)],
    Kind.TIME: lambda _one: [_field(VALUE, "时刻", Entry.TEXT, help="写成 21:00。")],
    Kind.DAY_OF_YEAR: lambda _one: [_field(VALUE, "月和日", Entry.TEXT, help="写成 07-01。")],
    Kind.TEXT: lambda _one: [_field(VALUE, "内容", Entry.LONG_TEXT)],
}


def initial(value: Value) -> dict[str, Any]:
    """What the form holds at first: the value that is in force."""
    if isinstance(value, Majority):
        share = kinds.show_share(value.share)
        return {MORE: OVER if value.more else AT_LEAST, SHARE: share}
    if isinstance(value, Bounds):
        return {LEAST: value.least, MOST: value.most, USUAL: value.usual}
    if isinstance(value, Brackets):
        lines = (
            f"{REST if row.up_to is None else row.up_to // FEN} {kinds.show_share(row.share)}"
            for row in value.rows
        )
        return {VALUE: "\n".join(lines)}
    plain = kinds.plain(value)
    return {VALUE: plain if isinstance(plain, int) else str(plain)}


def raw(parameter: Parameter, values: Mapping[str, Any]) -> object:
    """The JSON value of what was entered; what is wrong with it, `kinds.parse` will say."""
    if parameter.kind is Kind.MAJORITY:
        now = parameter.typed
        of = now.of.value if isinstance(now, Majority) else ""
        return {"share": _plain_share(values[SHARE]), "more": values[MORE] == OVER, "of": of}
    if parameter.kind is Kind.RANGE:
        names = [name for name in (LEAST, MOST, USUAL) if values.get(name) is not None]
        return {name: values[name] for name in names}
    if parameter.kind is Kind.BRACKETS:
        return [_bracket(line) for line in values[VALUE].splitlines() if line.strip()]
    if parameter.kind in COUNTS or parameter.kind in (Kind.PERIOD, Kind.TEXT):
        return values[VALUE]
    return _plain_share(values[VALUE])


def _plain_share(text: str) -> str:
    """Without blanks and in half-width signs."""
    return re.sub(r"\s", "", text).translate(str.maketrans("％／：", "%/:"))


def _bracket(line: str) -> dict[str, object]:
    upper, _, share = line.strip().replace("\t", " ").partition(" ")
    given: dict[str, object] = {"share": _plain_share(share)}
    if upper.endswith(REST):
        return given
    return {**given, "up_to": int(upper) * FEN if upper.isdigit() else upper}
