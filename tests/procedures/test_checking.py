"""A procedure that can't work is found out before anybody starts it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.procedures.checking.persons.rules import Holding
from linghang.procedures.checking.rules import Known, faults
from linghang.procedures.checking.timing.rules import contradictions
from linghang.procedures.definitions import Procedure
from tests.procedures.factories import procedure, step

KNOWN = Known(
    posts={
        "head": Holding(name="科主任"),
        "office": Holding(name="党办主任"),
        "president": Holding(name="院长", is_single=True, is_at_the_top=True),
        "secretary": Holding(name="书记", is_single=True, is_at_the_top=True),
        "chief": Holding(name="主任", is_single=True),
    },
    providers={"meetings.resolution": None},
    subjects=frozenset({"matter"}),
    parameters={"some.months": ("months", 3)},
    amounts=frozenset({"some.amount"}),
)
PRESIDENT = [{"posts": ["president"], "at": "anywhere"}]
MONEY = {"fields": [{"code": "amount", "name": "金额", "kind": "money"}]}
CHOICE = {
    "fields": [
        {"code": "way", "name": "方式", "kind": "choice", "options": [{"code": "a", "name": "甲"}]}
    ]
}


def between(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"from": start, "to": end, "unit": "months", **more}


def test_a_sound_procedure_has_no_faults() -> None:
    sound = procedure(
        step("s", needs=MONEY),
        step("x", "s", when={"all": [{"field": "amount", "at_least": "some.amount"}]}),
        step("e", "x", returns_to=["s"]),
        intervals=[between("s", "e", least="some.months", most=3)],
        different=[{"steps": ["s", "e"]}],
    )

    assert faults(sound, KNOWN) == []


FAULTY: list[tuple[str, str, Procedure]] = [
    ("steps.s.who", "nobody", procedure(step("s", post="nobody"))),
    ("overseers", "ghost", procedure(step("s"), overseers=[{"posts": ["ghost"]}])),
    ("subject", "x.y", procedure(step("s"), subject="x.y")),
    (
        "steps.s.needs.requirements",
        "a.b",
        procedure(step("s", needs={"requirements": [{"provider": "a.b"}]})),
    ),
    ("steps.s.after", "nothing", procedure(step("s", "nothing"))),
    ("steps", "互为前后", procedure(step("a", "b"), step("b", "a"), step("c"))),
    ("steps", "永远不能办结", procedure(step("s", ends="rejected"))),
    (
        "steps.x",
        "永远办不到",
        procedure(step("s", ends="completed"), step("x", "s", ends="voided")),
    ),
    ("steps.x", "之后没有步骤", procedure(step("s"), step("x"), step("e", "s"))),
    ("steps.e.may_precede", "不在 after", procedure(step("s"), step("e", may_precede=["s"]))),
    ("steps.s.returns_to", "不在前面", procedure(step("s", returns_to=["e"]), step("e", "s"))),
    (
        "steps.e.when",
        "没有填写",
        procedure(step("s"), step("e", "s", when={"all": [{"field": "way", "equals": "a"}]})),
    ),
    (
        "steps.e.when",
        "没有选项 b",
        procedure(
            step("s", needs=CHOICE),
            step("e", "s", when={"any": [{"field": "way", "among": ["a", "b"]}]}),
        ),
    ),
    (
        "steps.e.when",
        "不是数",
        procedure(
            step("s", needs=CHOICE), step("e", "s", when={"all": [{"field": "way", "below": 3}]})
        ),
    ),
    ("different.1", "写了两次", procedure(step("s"), different=[{"steps": ["s", "s"]}])),
    (
        "intervals.1",
        "不在 e 之前",
        procedure(step("s"), step("e"), intervals=[between("s", "e", least=1)]),
    ),
    (
        "intervals.1",
        "没有以时间计的",
        procedure(step("s"), step("e", "s"), intervals=[between("s", "e", most="no.such")]),
    ),
    (
        "intervals.1",
        "不以“日”计",
        procedure(
            step("s"),
            step("e", "s"),
            intervals=[{"from": "s", "to": "e", "unit": "days", "most": "some.months"}],
        ),
    ),
    (
        "intervals.1",
        "不以“日”计",
        procedure(
            step("s"),
            step("e", "s"),
            intervals=[between("s", "e", most=3, remind="some.months")],
        ),
    ),
    (
        "intervals.1.from_field",
        "没有必填的日期 amount",
        procedure(
            step("s", needs=MONEY),
            step("e", "s"),
            intervals=[between("s", "e", from_field="amount", most=1)],
        ),
    ),
    (
        "intervals",
        "“步骤s”→“步骤e”至少4",
        procedure(
            step("s"),
            step("e", "s"),
            intervals=[between("s", "e", least=4, most="some.months")],
        ),
    ),
    (
        "different.1",
        "只有一人担任",
        procedure(
            step("s", who=PRESIDENT),
            step("e", "s", who=PRESIDENT),
            different=[{"steps": ["s", "e"]}],
        ),
    ),
    (
        "different.1",
        "同",
        procedure(
            step("s", who=[{"posts": ["head"]}]),
            step("e", "s", who=[{"posts": ["chief"]}]),
            different=[{"steps": ["s", "e"], "by": "department"}],
        ),
    ),
    ("steps.s.who", "没有这么多人", procedure(step("s", who=PRESIDENT * 2, mode="all"))),
    (
        "steps.s.who",
        "没有这么多人",
        procedure(step("s", who=PRESIDENT, mode="n_of_m", count=2, of=3)),
    ),
]


@pytest.mark.parametrize(("field", "says", "wrong"), FAULTY)
def test_a_fault_names_its_field_and_reason(field: str, says: str, wrong: Procedure) -> None:
    found = faults(wrong, KNOWN)

    assert any(one.field == field and says in one.says for one in found), found


def test_two_single_posts_are_two_people_but_not_three() -> None:
    both = [{"posts": ["president", "secretary"], "at": "anywhere"}]
    apart = [{"steps": ["a", "b", "c"]}]

    two = procedure(step("a", who=both), step("b", "a", who=both), step("c", "b"), different=apart)
    three = procedure(
        step("a", who=both), step("b", "a", who=both), step("c", "b", who=both), different=apart
    )

    assert faults(two, KNOWN) == []
    assert [one.field for one in faults(three, KNOWN)] == ["different.1"]


def test_terms_contradict_each_other_across_steps_and_units() -> None:
    steps = step("s"), step("x", "s"), step("e", "x")
    same = [between("s", "x", least=3), between("x", "e", least=3), between("s", "e", most=5)]
    mixed = [
        between("s", "x", least=12),
        {"from": "s", "to": "e", "most": 300, "unit": "days"},
    ]
    fine = [between("s", "x", least=1), {"from": "s", "to": "e", "most": 20, "unit": "workdays"}]

    assert len(contradictions(procedure(*steps, intervals=same), {})) == 1
    assert "至多300" in contradictions(procedure(*steps, intervals=mixed), {})[0]
    assert contradictions(procedure(*steps, intervals=fine), {}) == []


def test_a_told_date_contradicts_only_itself() -> None:
    """It may lie before or after the deed, so that terms from both never exclude each other."""
    field = {"code": "since", "name": "起始日期", "kind": "date", "required": True}
    steps = step("s", needs={"fields": [field]}), step("e", "s")
    from_field, from_step = (
        between("s", "e", from_field="since", least=5),
        between("s", "e", most=3),
    )

    assert faults(procedure(*steps, intervals=[from_field, from_step]), KNOWN) == []
    both = procedure(*steps, intervals=[{**from_field, "most": 3}])
    assert "“起始日期”→“步骤e”至少5个月" in faults(both, KNOWN)[0].says


BOUND = st.integers(0, 6)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), BOUND, BOUND), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
)
def test_what_some_course_of_days_fulfils_is_never_called_contradictory(
    asked: list[tuple[int, int, int, int]], waits: list[int]
) -> None:
    days = [sum(waits[: n + 1]) for n in range(5)]
    steps = [step("s0"), *(step(f"s{n}", f"s{n - 1}") for n in range(1, 5))]
    intervals = [
        {
            "from": f"s{start}",
            "to": f"s{min(start + reach, 4)}",
            "unit": "days",
            "least": max(0, days[min(start + reach, 4)] - days[start] - less),
            "most": days[min(start + reach, 4)] - days[start] + more,
        }
        for start, reach, less, more in asked
    ]

    assert contradictions(procedure(*steps, intervals=intervals), {}) == []
