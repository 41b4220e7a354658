"""The requirement providers that add amounts up and look into fields of several lines."""

from __future__ import annotations

from linghang.procedures import requirements
from linghang.procedures.amounts import rules
from linghang.procedures.amounts.wording import rules as wording
from linghang.procedures.asking.rules import HIMSELF, Met
from linghang.procedures.checking.params.rules import Param, Takes, several
from linghang.procedures.requirements import Asked


def sum_within(asked: Asked) -> Met:
    """parts: money whose sum is at most the field `whole`; what is not filled in counts nothing."""
    names = asked.definition.fields
    parts = [asked.fields.get(code) or 0 for code in several(asked.params["parts"])]
    whole = asked.fields.get(asked.params["whole"])
    return _met(rules.sum_fault(parts, whole, names[asked.params["whole"]].name))


def sum_of_lines(asked: Asked) -> Met:
    """lines, column: money in each of several lines. total: a field that is their sum."""
    field = asked.definition.fields[asked.params["lines"]]
    total = asked.definition.fields[asked.params["total"]]
    told = asked.fields.get(total.code)
    added = rules.sum_of(field, asked.fields.get(field.code) or (), asked.params["column"])
    if told is None or told == added:
        return _met("")
    return _met(
        f"“{field.name}”合计{rules.money(added)}，与“{total.name}”{rules.money(told)}不一致"
    )


def in_lines(asked: Asked) -> Met:
    """lines: a field of several lines, of which one says the same as these fields in the columns
    of their codes. Texts are compared as names are."""
    field = asked.definition.fields[asked.params["lines"]]
    codes = several(asked.params["columns"])
    wanted = {code: asked.fields.get(code) for code in codes}
    if None in wanted.values():
        return _met("")
    names = "、".join(f"“{asked.definition.fields[code].name}”" for code in codes)
    found = rules.has_line(field, asked.fields.get(field.code) or (), wanted)
    return _met("" if found else f"{names}与“{field.name}”中的各行都不一致")


def register() -> None:
    """Make them known, with what they take."""
    requirements.register(
        "procedures.sum_within",
        "几项金额合计不超过另一项",
        sum_within,
        tell=wording.sum_within,
        params=(Param("parts", Takes.MONEYS), Param("whole", Takes.MONEY)),
    )
    requirements.register(
        "procedures.sum_of_lines",
        "多行金额的合计与所填一致",
        sum_of_lines,
        tell=wording.sum_of_lines,
        params=(
            Param("lines", Takes.LINES),
            Param("column", Takes.MONEY_COLUMN, of="lines"),
            Param("total", Takes.MONEY),
        ),
    )
    requirements.register(
        "procedures.in_lines",
        "与多行中的一行一致",
        in_lines,
        tell=wording.in_lines,
        params=(Param("lines", Takes.LINES), Param("columns", Takes.COLUMNS, of="lines")),
    )


def _met(says: str) -> Met:
    return Met(is_met=not says, says=says, who_can=HIMSELF)
