"""A requirement of the engine's own in one Chinese phrase. Pure.

shown: rule parameter → its value of the day with its unit, in Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping

from linghang.procedures.checking.params.rules import several
from linghang.procedures.definitions import Procedure

Params = Mapping[str, str]
Shown = Mapping[str, str]


def year_total(definition: Procedure, params: Params, shown: Shown) -> str:
    """同一会计年度内“预算项目”“品目”相同的，“预算金额”合计不超过200万元."""
    same = "".join(_name(definition, code) for code in several(params["same"]))
    limit = _said(params["limit"], shown)
    amount = _name(definition, several(params["amount"])[-1])
    return f"同一会计年度内{same}相同的，{amount}合计不超过{limit}"


def share(definition: Procedure, params: Params, shown: Shown) -> str:
    """“其中专家”占“小组人数”不少于66.67%."""
    part, whole = (_name(definition, params[one]) for one in ("part", "whole"))
    same = "".join(_name(definition, code) for code in several(params.get("same", "")))
    summed = f"{same}相同的合计，" if same else ""
    bounds = [
        f"{word}{_said(params[one], shown)}"
        for one, word in (("at_most", "不超过"), ("at_least", "不少于"))
        if one in params
    ]
    return f"{summed}{part}占{whole}{'、'.join(bounds)}"


def not_listed(definition: Procedure, params: Params, shown: Shown) -> str:
    """“供应商”不在禁入期内的名单上."""
    return f"{_name(definition, params['field'])}不在禁入期内的名单上"


def compare(definition: Procedure, params: Params, shown: Shown) -> str:
    """“成交金额”不超过“预算金额”."""
    less, more = (definition.fields[params[one]] for one in ("less", "more"))
    word = "不晚于" if less.kind.value in ("date", "month") else "不超过"
    return f"“{less.name}”{word}“{more.name}”"


def same_side(definition: Procedure, params: Params, shown: Shown) -> str:
    """“成交金额”不达到“预算金额”没有达到的标准（50万元、200万元）."""
    was, now = (_name(definition, params[one]) for one in ("was", "now"))
    bounds = "、".join(_said(code, shown) for code in several(params["bounds"]))
    return f"{now}不达到{was}没有达到的标准（{bounds}）"


def odd(definition: Procedure, params: Params, shown: Shown) -> str:
    """“小组人数”为单数."""
    return f"{_name(definition, params['field'])}为单数"


def among(definition: Procedure, params: Params, shown: Shown) -> str:
    """“技术要求”为合格或不涉及."""
    return f"{_name(definition, params['field'])}为{_options(definition, params)}"


def not_told_before(definition: Procedure, params: Params, shown: Shown) -> str:
    """“讨论结果”此前没有写过延长预备期（含退回的）."""
    field = _name(definition, params["field"])
    return f"{field}此前没有写过{_options(definition, params)}（含退回的）"


def _options(definition: Procedure, params: Params) -> str:
    field = definition.fields[params["field"]]
    names = {"true": "是", "false": "否", **{one.code: one.name for one in field.options}}
    return "或".join(names.get(code, code) for code in several(params["among"]))


def any_reaches(definition: Procedure, params: Params, shown: Shown) -> str:
    """“集中学习”不少于3天或者“学时”不少于24学时."""
    pairs = zip(several(params["fields"]), several(params["bounds"]), strict=True)
    return "或者".join(
        f"{_name(definition, code)}不少于{_said(bound, shown)}" for code, bound in pairs
    )


def sum_within(definition: Procedure, params: Params, shown: Shown) -> str:
    """“预付款”“进度款”“质保金”合计不超过“合同金额”."""
    parts = "".join(_name(definition, code) for code in several(params["parts"]))
    return f"{parts}合计不超过{_name(definition, params['whole'])}"


def sum_of_lines(definition: Procedure, params: Params, shown: Shown) -> str:
    """“各次进度款”的“金额”合计等于“进度款合计”."""
    lines = definition.fields[params["lines"]]
    column = next(one.name for one in lines.columns if one.code == params["column"])
    return f"“{lines.name}”的“{column}”合计等于{_name(definition, params['total'])}"


def in_lines(definition: Procedure, params: Params, shown: Shown) -> str:
    """“供应商”“成交金额”与“各供应商报价”中的一行一致."""
    fields = "".join(_name(definition, code) for code in several(params["columns"]))
    return f"{fields}与{_name(definition, params['lines'])}中的一行一致"


def day_after(definition: Procedure, params: Params, shown: Shown) -> str:
    """“投标截止”距办理之日不少于20日."""
    return f"{_name(definition, params['field'])}距办理之日不少于{_said(params['term'], shown)}"


def day_within(definition: Procedure, params: Params, shown: Shown) -> str:
    """“知道之日”起7日以内办理."""
    return f"{_name(definition, params['field'])}起{_said(params['term'], shown)}以内办理"


def _name(definition: Procedure, code: str) -> str:
    return f"“{definition.fields[code].name}”"


def _said(code: str, shown: Shown) -> str:
    return shown.get(code, code)
