"""Chinese words for the faults that YAML and pydantic report."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

_WORDS = {
    "missing": "缺少这个字段",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应当是文字，请加引号",
    "int_type": "应当是整数",
    "float_type": "应当是数字",
    "bool_type": "应当是 true 或 false",
    "list_type": "应当是清单",
    "tuple_type": "应当是清单",
    "dict_type": "应当由“字段: 值”组成",
    "model_type": "应当由“字段: 值”组成",
    "date_from_datetime_parsing": "应当是日期，如 2025-01-31",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "string_pattern_mismatch": "写法不符合要求（小写字母开头，只用小写字母、数字和下划线）",
}


def most_telling(errors: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """A misspelt field explains the missing one that pydantic names first."""
    unknown = (one for one in errors if one["type"] == "extra_forbidden")
    return next(unknown, errors[0])


def field_fault(error: Mapping[str, Any], *, known: Sequence[str]) -> str:
    """One sentence for pydantic's error, with the value that was found.

    known: the field names of the item, to guess what a misspelt one meant.
    """
    kind = str(error["type"])
    if kind == "extra_forbidden":
        meant = difflib.get_close_matches(str(error["loc"][-1]), known, n=1)
        return _WORDS[kind] + (f"，是否应为 {meant[0]}？" if meant else "")
    if kind == "literal_error":
        words = f"只能是 {error['ctx']['expected']}"
    elif kind == "value_error":
        words = str(error["ctx"]["error"])
    else:
        words = _WORDS.get(kind, str(error["msg"]))
    if kind == "missing":
        return words
    return f"{words}（现为 {str(error['input'])[:60]!r}）"


def yaml_fault(fault: yaml.MarkedYAMLError) -> str:
    """Where the YAML breaks: line and column, counted from 1."""
    mark = fault.problem_mark
    where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "某处"
    return f"不是合法的 YAML，{where}：{fault.problem}"
