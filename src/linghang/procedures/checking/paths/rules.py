"""Steps that no answer leads to, and answers from which nothing leads to an end. Pure.

Every way to fill in the fields that conditions of steps look at is walked through, as far as
conditions tell the ways apart. How a rule parameter compares with a number or with another one
changes with the years: whatever it may be is walked through, and what only some of these values
would leave without an end is not called impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from linghang.foundation.fields.definitions import MEASURED, Kind
from linghang.procedures.definitions import Join, Mode, Procedure, Step
from linghang.procedures.needs.definitions import Condition, FormField, When

MOST = 20_000
EMPTY = "不填"


@dataclass(frozen=True, slots=True)
class Case:
    """One way to fill in a field. fulfils: the conditions on it that then hold.

    is_sure: there are values that do this, whatever the rule parameters are.
    """

    says: str
    fulfils: frozenset[Condition]
    is_sure: bool = True


World = Mapping[str, Case]


def dead_ends(definition: Procedure) -> Iterator[tuple[str, str]]:
    """Field and reason for each step that is never reached, else for what never ends."""
    cases = _cases(definition)
    if (count := prod(len(each) for each in cases.values())) > MOST:
        yield "steps", f"步骤的条件有{count}种组合，查不出能不能办结，请拆成几个程序"
        return
    asking = _asking(definition)
    walks = [
        _Walk(definition, asking, dict(zip(cases, chosen, strict=True)))
        for chosen in product(*cases.values())
    ]
    lost = {step.key: step for step in definition.steps}
    for walk in walks:
        lost = {key: step for key, step in lost.items() if not walk.is_done(key)}
    for step in lost.values():
        if lost.keys().isdisjoint(definition.before[step.key]):
            says = f"“{step.title}”永远办不到：条件自相矛盾，或者与前面步骤的条件矛盾"
            yield f"steps.{step.key}.when", says
    if not lost:
        yield from (("steps", says) for says in _endless(definition, walks))


def _endless(definition: Procedure, walks: list[_Walk]) -> Iterator[str]:
    """What people may fill in after which no step can end the proceeding."""
    ended: dict[frozenset[tuple[str, str]], bool] = {}
    for walk in walks:
        told = walk.told
        ended[told] = ended.get(told, False) or walk.ends
    stuck = {told for told, ends in ended.items() if not ends}
    alone = sorted({one for told in stuck for one in told})
    found = [one for one in alone if all(told in stuck for told in ended if one in told)]
    combined = [tuple(sorted(told)) for told in stuck if told.isdisjoint(found)]
    for answers in [*((one,) for one in found), *sorted(combined)[:1]]:
        said = "，".join(f"“{definition.fields[code].name}”{case}" for code, case in answers)
        yield f"{said}时没有一步能结束程序，会一直停在办理中" if said else "没有一步能结束程序"


@dataclass(eq=False)
class _Walk:
    """What can be done when the fields are filled in like this."""

    definition: Procedure
    asking: Mapping[str, tuple[str, ...]]
    world: World
    _done: dict[str, bool] = field(default_factory=dict)
    _told: dict[str, bool] = field(default_factory=dict)

    @property
    def told(self) -> frozenset[tuple[str, str]]:
        """Field and case of all that is filled in at all, where the case is a sure one."""
        return frozenset(
            (code, case.says)
            for code, case in self.world.items()
            if case.is_sure and self.is_told(code)
        )

    @property
    def ends(self) -> bool:
        """Whether some step that ends the proceeding can be done."""
        return any(step.ends and self.is_done(step.key) for step in self.definition.steps)

    def is_done(self, key: str) -> bool:
        """Whether the step applies and its turn comes."""
        if key not in self._done:
            step = self.definition.by_key[key]
            self._done[key] = self._holds(step.when) and self._follows(step)
        return self._done[key]

    def is_told(self, code: str) -> bool:
        """Whether a step is done that asks for the field."""
        if code not in self._told:
            self._told[code] = False  # a field that asks for itself is never told
            when = self.definition.fields[code].when
            done = any(self.is_done(key) for key in self.asking[code])
            self._told[code] = done and self._holds(when)
        return self._told[code]

    def _holds(self, when: When | None) -> bool:
        if when is None:
            return True
        answers = (
            one in self.world[one.field].fulfils and self.is_told(one.field)
            for one in when.conditions
        )
        return all(answers) if when.all else any(answers)

    def _follows(self, step: Step) -> bool:
        on = [self._lets_on(self.definition.by_key[key]) for key in step.after]
        if step.join is Join.ALL or all(on):
            return all(on)
        return any(one and self.is_done(key) for one, key in zip(on, step.after, strict=True))

    def _lets_on(self, step: Step) -> bool:
        """Whether what comes after it may come: it is done without an end, or needless."""
        if self.is_done(step.key):
            return step.optional or step.ends is None
        return (step.optional or not self._holds(step.when)) and self._follows(step)


def _asking(definition: Procedure) -> dict[str, tuple[str, ...]]:
    """Field → the steps that ask for it."""
    return {
        code: tuple(
            step.key
            for step in definition.steps
            if any(one.code == code for one in step.needs.fields)
        )
        for code in definition.fields
    }


def _cases(definition: Procedure) -> dict[str, list[Case]]:
    """Field → its cases, for the fields on which conditions of steps hang, however far."""
    waiting = [step.when for step in definition.steps if step.when]
    asked: dict[str, dict[Condition, None]] = {}
    while waiting:
        for one in waiting.pop().conditions:
            if one.field not in asked and (when := definition.fields[one.field].when):
                waiting.append(when)
            asked.setdefault(one.field, {})[one] = None
    asking = _asking(definition)
    found = {}
    for code, conditions in asked.items():
        declared = definition.fields[code]
        may_lack = all(definition.by_key[key].optional for key in asking[code])
        found[code] = _of_field(declared, tuple(conditions), may_lack or not declared.required)
    return found


def _of_field(one: FormField, conditions: tuple[Condition, ...], may_be_empty: bool) -> list[Case]:
    found = _of_number(conditions) if one.kind in MEASURED else _of_choice(one, conditions)
    if may_be_empty:
        found.append(Case(EMPTY, frozenset()))
    alike: dict[frozenset[Condition], Case] = {}
    for case in found:
        alike.setdefault(case.fulfils, case)
    return list(alike.values())


def _of_choice(one: FormField, conditions: tuple[Condition, ...]) -> list[Case]:
    names: dict[Any, str] = {each.code: f"为“{each.name}”" for each in one.options}
    if one.kind is Kind.BOOLEAN:
        names = {True: "为“是”", False: "为“否”"}
    elif one.kind is not Kind.CHOICE:
        written = {text for each in conditions for text in (each.equals, *each.among) if text}
        names = {str(text): f"为“{text}”" for text in written} | {"": "为其他内容"}
    return [
        Case(
            says,
            frozenset(each for each in conditions if value == each.equals or value in each.among),
        )
        for value, says in names.items()
    ]


def _of_number(conditions: tuple[Condition, ...]) -> list[Case]:
    """Each stretch between the numbers, with each way in which it may reach the parameters."""
    bounds = {one: one.at_least if one.at_least is not None else one.below for one in conditions}
    numbers = sorted({bound for bound in bounds.values() if isinstance(bound, int)})
    codes = sorted({bound for bound in bounds.values() if isinstance(bound, str)})
    is_sure = len(codes) == 0 or (len(codes) == 1 and not numbers)
    found = []
    for count in range(len(numbers) + 1):
        for chosen in product((True, False), repeat=len(codes)):
            over = {
                *numbers[:count],
                *(code for code, is_over in zip(codes, chosen, strict=True) if is_over),
            }
            fulfils = frozenset(
                one
                for one, bound in bounds.items()
                if (bound in over) == (one.at_least is not None)
            )
            found.append(Case(_stretch(numbers, codes, over), fulfils, is_sure))
    return found


def _stretch(numbers: list[int], codes: list[str], over: set[object]) -> str:
    reached = [str(bound) for bound in (*numbers, *codes) if bound in over]
    missed = [str(bound) for bound in (*numbers, *codes) if bound not in over]
    told = [f"达到{reached[-1]}"] if reached else []
    return "、".join([*told, *([f"不到{missed[0]}"] if missed else [])])


def always_barred(definition: Procedure) -> Iterator[tuple[str, str]]:
    """Field and reason for each step, and the start, that only those may do who never act."""
    never = set(definition.never)
    for step in definition.steps:
        barred = [never.issuperset(seat.posts) for seat in step.who]
        if any(barred) if step.mode in (Mode.ALL, Mode.SEQUENCE) else all(barred):
            yield f"steps.{step.key}.who", f"“{step.title}”永远办不到：能办的岗位都写在 never 里"
    starters = definition.starters
    if starters and all(never.issuperset(seat.posts) for seat in starters):
        yield "starters", "永远不能发起：能发起的岗位都写在 never 里"
