"""A step that nothing leads to, and an answer after which nothing ends, stop the start."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linghang.procedures.checking.paths.rules import MOST, dead_ends
from linghang.procedures.checking.rules import faults
from linghang.procedures.definitions import Outcome, Procedure
from linghang.procedures.progress.rules import Act, Verb, Way, state_of
from tests.procedures.factories import TODAY, procedure, step
from tests.procedures.test_checking import KNOWN

OPTIONS = [{"code": "a", "name": "甲"}, {"code": "b", "name": "乙"}]
WAY = {"code": "way", "name": "方式", "kind": "choice", "required": True, "options": OPTIONS}
AMOUNT = {"code": "amount", "name": "金额", "kind": "money", "required": True}
ASKED = {"fields": [WAY, AMOUNT]}
LOST = "永远办不到：条件自相矛盾，或者与前面步骤的条件矛盾"
STUCK = "时没有一步能结束程序，会一直停在办理中"


def of(way: str) -> dict[str, Any]:
    return {"all": [{"field": "way", "equals": way}]}


def amount(**bounds: int | str) -> dict[str, Any]:
    return {"all": [{"field": "amount", name: bound} for name, bound in bounds.items()]}


def chain(*whens: dict[str, Any] | None, **needs: Any) -> Procedure:
    """s, then x1, x2 … one after the other, each on its condition; the last one ends it."""
    steps = [step("s", needs=needs or ASKED)]
    for number, when in enumerate(whens, start=1):
        before = f"x{number - 1}" if number > 1 else "s"
        steps.append(step(f"x{number}", before, **({"when": when} if when else {})))
    return procedure(*steps)


@pytest.mark.parametrize(
    ("field", "says", "wrong"),
    [
        ("steps.x1.when", LOST, chain({"all": [*of("a")["all"], *of("b")["all"]]}, None)),
        ("steps.x1.when", LOST, chain(amount(at_least=10_000, below=5_000), None)),
        (
            "steps.x1.when",
            LOST,
            chain(amount(at_least="some.amount", below="some.amount"), None),
        ),
        ("steps", f"“方式”为“乙”{STUCK}", chain(of("a"))),
        ("steps", f"“方式”为“甲”{STUCK}", chain(of("a"), of("b"))),
        ("steps", f"“金额”不到some.amount{STUCK}", chain(amount(at_least="some.amount"))),
        (
            "steps",
            f"“方式”不填{STUCK}",
            procedure(
                step("s", needs={"fields": [{**WAY, "required": False}]}),
                step("x", "s", when=of("a"), ends="completed"),
                step("y", "s", when=of("b"), ends="rejected"),
            ),
        ),
        (
            "steps.e.when",
            LOST,
            procedure(
                step("s", needs=ASKED),
                step("x", "s", when=of("a"), ends="rejected"),
                step("e", "x", when=of("a"), ends="completed"),
                step("f", "x", when=of("b"), ends="completed"),
            ),
        ),
        (
            "steps.x.who",
            "能办的岗位都写在 never 里",
            procedure(step("s"), step("x", "s", post="office"), step("e", "x"), never=["office"]),
        ),
        (
            "steps.x.who",
            "能办的岗位都写在 never 里",
            procedure(
                step("s"),
                step("x", "s", who=[{"posts": ["head"]}, {"posts": ["office"]}], mode="all"),
                step("e", "x"),
                never=["office"],
            ),
        ),
        (
            "starters",
            "永远不能发起",
            procedure(step("s"), starters=[{"posts": ["office"]}], never=["office"]),
        ),
    ],
)
def test_what_nobody_can_reach_or_end_is_told_with_its_field(
    field: str, says: str, wrong: Procedure
) -> None:
    found = faults(wrong, KNOWN)

    assert [one.field for one in found] == [field]
    assert says in found[0].says


@pytest.mark.parametrize(
    "sound",
    [
        chain(of("a"), None),
        chain(amount(at_least=5_000, below=10_000), None),
        procedure(
            step("s", needs=ASKED),
            step("x", "s", when=amount(at_least="some.amount"), ends="completed"),
            step("y", "s", when=amount(below="some.amount"), ends="completed"),
        ),
        procedure(
            step("s", needs={"fields": [{**WAY, "required": False}]}),
            step("x", "s", when=of("a"), ends="rejected"),
            step("e", "s", "x", ends="completed"),
        ),
        procedure(
            step("s", who=[{"posts": ["head"]}, {"posts": ["office"]}], mode="one"),
            never=["office"],
        ),
    ],
)
def test_what_some_values_of_the_parameters_allow_is_no_fault(sound: Procedure) -> None:
    assert faults(sound, KNOWN) == []


def test_more_combinations_than_can_be_looked_at_are_told() -> None:
    number = MOST.bit_length()
    fields = [{"code": f"f{n}", "name": f"项{n}", "kind": "boolean"} for n in range(number)]
    whens = [{"all": [{"field": f"f{n}", "equals": True}]} for n in range(number)]

    ((field, says),) = dead_ends(chain(*whens, None, fields=fields))

    assert field == "steps"
    assert says.startswith(f"步骤的条件有{2**number}种组合")


@st.composite
def branching(draw: st.DrawFn) -> Procedure:
    count = draw(st.integers(2, 6))
    steps = [step("s0", needs={"fields": [WAY]})]
    for number in range(1, count):
        above = draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=2))
        when = draw(st.sampled_from([None, "a", "b"]))
        steps.append(
            step(
                f"s{number}",
                *(f"s{one}" for one in sorted(above)),
                join=draw(st.sampled_from(["all", "any"])),
                optional=draw(st.integers(0, 3)) == 0,
                **({"when": of(when)} if when else {}),
            )
        )
    for one in draw(st.sets(st.integers(1, count - 1), max_size=2)):
        steps[one]["ends"] = draw(st.sampled_from(["completed", "rejected"]))
    followed = {key for one in steps for key in one["after"]}
    for one in steps:
        if one["key"] not in followed:
            one.setdefault("ends", "completed")
    return procedure(*steps)


def walked(definition: Procedure, way: str, *, ends_first: bool) -> tuple[set[str], bool]:
    """What the engine lets be done when whatever lies open is done at once, and whether it ends."""
    acts: list[Act] = []
    while True:
        state = state_of(definition, acts)
        lies_open = Way(state).open()
        if not lies_open:
            return {act.step for act in acts}, state.outcome is not Outcome.RUNNING
        chosen = sorted(lies_open, key=lambda one: (one.ends is None) is ends_first)[0]
        acts.append(
            Act(
                number=len(acts) + 1,
                verb=Verb.APPROVE,
                step=chosen.key,
                person="p",
                day=TODAY,
                recorded_on=TODAY,
                fields={"way": way} if chosen.key == "s0" else {},
            )
        )


@given(definition=branching())
def test_the_check_says_of_random_procedures_what_the_engine_does(definition: Procedure) -> None:
    found = list(dead_ends(definition))
    lost = {field.split(".")[1] for field, says in found if says.endswith(LOST)}
    ended = {"甲": False, "乙": False}
    for name, ends_first in product(ended, (True, False)):
        done, ends = walked(definition, name, ends_first=ends_first)
        assert lost.isdisjoint(done)
        ended[name] |= ends

    assume(not lost)
    for name in ended:
        is_stuck = any(f"为“{name}”" in says or says.startswith("没有") for _, says in found)
        assert ended[name] is not is_stuck
