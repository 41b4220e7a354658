"""Conditions: what is read, in what order, and what is refused."""

from __future__ import annotations

import re
from itertools import product

import pytest

from linghang.cases.drg.conditions import (
    Compare,
    InList,
    Literal,
    Severity,
    WrongCondition,
    alternatives,
)

DX = Literal(InList("pdx", "dx"))
DAYS = Literal(Compare("days", "<=", 28))
MCC, CC = Literal(Severity("mcc")), Literal(Severity("cc"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true", ((),)),
        ("false", ()),
        ("pdx(dx)", ((DX,),)),
        ("pdx(dx) & days<=28", ((DX, DAYS),)),
        ("mcc | cc", ((MCC,), (CC,))),
        ("mcc|cc&days <= 28", ((MCC,), (CC, DAYS))),
        ("!(mcc | cc)", ((Literal(MCC.test, False), Literal(CC.test, False)),)),
        ("cc & !cc", ()),
        ("cc & true | cc", ((CC,),)),
        ("pproc{96.0400|96.7201}", ((Literal(InList("pproc", "", ("96.0400", "96.7201"))),),)),
    ],
)
def test_alternatives(condition: str, expected: tuple[tuple[Literal, ...], ...]) -> None:
    assert alternatives(condition) == expected


def test_alternatives_mean_what_the_condition_says() -> None:
    condition = "a & ((b | !c) & !(d & b)) | !a & c"
    words = dict(zip("abcd", ("mcc", "cc", "age=0", "sex=1"), strict=True))
    written = "".join(words.get(one, one) for one in condition)
    for values in product([False, True], repeat=4):
        held = dict(zip(words.values(), values, strict=True))
        python = condition.replace("&", " and ").replace("|", " or ").replace("!", " not ")
        expected = bool(eval(python, {}, dict(zip("abcd", values, strict=True))))
        tests = {MCC.test: held["mcc"], CC.test: held["cc"]}
        tests |= {Compare("age", "=", 0): held["age=0"], Compare("sex", "=", 1): held["sex=1"]}
        found = any(
            all(tests[one.test] == one.wanted for one in literals)
            for literals in alternatives(written)
        )
        assert found == expected


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("", "条件为空"),
        ("pdx(dx", "看不懂“pdx(dx”（第1个字符起）"),
        ("mcc & foo(dx)", "看不懂“foo(dx)”（第7个字符起）"),
        ("mcc cc", "多出“cc”"),
        ("mcc &", "缺少条件"),
        ("(mcc", "括号没有配对"),
        ("ccx", "看不懂"),
        ("age<=", "看不懂"),
        ("!" * 500 + "cc", "超过40层"),
        ("(" * 500 + "cc", "超过40层"),
        ("cc " * 1000, "条件过长"),
        ("&".join(f"(age={one}|los={one})" for one in range(9)), "过于复杂"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(condition: str, says: str) -> None:
    with pytest.raises(WrongCondition, match=re.escape(says)):
        alternatives(condition)
