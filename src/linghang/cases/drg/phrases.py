"""How conditions sound: the words in which a coder tells a physician what a group asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from linghang.cases.drg.codes import Codes
from linghang.cases.drg.conditions import Compare, InList, Literal, alternatives

SIGNS = {"=": "为", "<": "不足", "<=": "不超过", ">": "超过", ">=": "不少于"}
FIELDS = {
    "age": ("年龄", "周岁"),
    "days": ("出生", "天"),
    "weight": ("体重", "克"),
    "los": ("住院", "天"),
}
SEVERITIES = {
    "mcc": "有严重并发症或合并症（MCC）",
    "cc": "有并发症或合并症（CC）",
    "mcc | cc": "有并发症或合并症（MCC或CC）",
    "true": "其余情形",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition asks of the principal codes. valid, not_valid: an operation as such."""

    diagnosis: bool
    procedure: bool
    valid: bool
    not_valid: bool


@cache
def asks(condition: str) -> Asked:
    """What a condition asks of the principal diagnosis and the principal procedure."""
    tests = [
        (one.test, one.wanted)
        for literals in alternatives(condition)
        for one in literals
        if isinstance(one.test, InList)
    ]
    pproc = [(test, wanted) for test, wanted in tests if test.word == "pproc"]
    return Asked(
        any(test.word in {"pdx", "anydx"} for test, _ in tests),
        bool(pproc),
        any(test.name == "VALID" and wanted for test, wanted in pproc),
        any(not wanted for _, wanted in pproc),
    )


def missing_procedure(asked: Asked, *, has_procedure: bool, where: str) -> str:
    """Why the principal procedure doesn't fit."""
    if asked.not_valid:
        return f"首要手术操作属于手术，{where}要求没有手术"
    if not has_procedure:
        return f"没有手术操作，{where}要求有"
    if asked.valid:
        return "首要手术操作不是分组所认的手术"
    return f"首要手术操作不在{where}手术范围内"


def missing(literal: dict[str, Any], where: str) -> str:
    """Why a test of other codes or of a number fails; literal: one of told["literals"]."""
    word, wanted = literal["word"], literal["wanted"]
    if word in FIELDS or word == "sex":
        asked = Compare(word, literal["sign"], literal["value"])
        return f"{where}要求{_number(asked, wanted=wanted)}"
    if word in {"mcc", "cc"}:
        return f"{where}要求{'' if wanted else '没'}{SEVERITIES[word]}"
    kind = "手术操作" if word.endswith("proc") else "诊断"
    if literal["list"] == "VALID":
        return f"{where}要求有手术" if wanted else f"有手术，{where}要求没有"
    whose = "其他诊断" if word == "odx" else kind
    if wanted:
        return f"没有一项{whose}在{where}要求的{_nth(literal['list'])}{kind}范围内"
    return f"有{kind}在{where}不允许的范围内"


def split(condition: str) -> str:
    """What a DRG asks within its group."""
    if condition in SEVERITIES:
        return SEVERITIES[condition]
    return "，或".join("且".join(_literals(one)) or "其余情形" for one in alternatives(condition))


def called(code: str, codes: Codes) -> str:
    """A code with its name."""
    name = codes.name(code)
    return f"{code} {name}" if name else code


def similar(code: str) -> Iterator[str]:
    """Ways in which a code may have been meant that is in no table."""
    bare = "".join(code.split())
    yield from (bare, bare.upper(), bare.upper().replace("X", "x"))
    stem = bare.upper().split("X")[0]
    if len(stem) in {3, 4, 5}:
        yield from (f"{stem}.x00", f"{stem}00", f"{stem}.000", f"{stem}.900")


def _literals(literals: tuple[Literal, ...]) -> Iterator[str]:
    for one in literals:
        if isinstance(one.test, Compare):
            yield _number(one.test, wanted=one.wanted)
        elif isinstance(one.test, InList):
            kind = "手术操作" if one.test.word.endswith("proc") else "诊断"
            yield f"{'' if one.wanted else '没'}有该组规定的{kind}"
        else:
            yield f"{'' if one.wanted else '没'}{SEVERITIES[one.test.level]}"


def _number(test: Compare, *, wanted: bool) -> str:
    if test.field == "sex":
        male = (test.value == 1) == wanted
        return "男性" if male else "女性"
    name, unit = FIELDS[test.field]
    if test.field == "age" and (test.sign, test.value) == ("=", 0):
        return "不满1周岁" if wanted else "已满1周岁"
    return f"{'' if wanted else '并非'}{name}{SIGNS[test.sign]}{test.value}{unit}"


def _nth(name: str) -> str:
    ordinal = {"px2": "第二组", "px3": "第三组", "slot2": "第二组", "slot3": "第三组"}
    return {**ordinal, "slot4": "第四组", "dx2": "附加"}.get(name, "")
