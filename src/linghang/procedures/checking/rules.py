"""Whether a declared procedure can work: every fault with its field and its reason. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linghang.foundation.fields.definitions import MEASURED, Kind
from linghang.foundation.fields.definitions import Field as FormField
from linghang.procedures.checking.params import rules as params
from linghang.procedures.checking.params.rules import Names, Param
from linghang.procedures.checking.persons.rules import Holding, crowded
from linghang.procedures.checking.timing.rules import contradictions
from linghang.procedures.definitions import (
    UNIT_NAMES,
    Interval,
    Join,
    Outcome,
    Procedure,
    Step,
    Unit,
)
from linghang.procedures.needs.definitions import Condition


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: `steps.training.after`."""

    field: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a procedure may name.

    posts: code → how the post is held. providers: code → its params, None for one that looks at
    them itself. subjects: codes. parameters: code → unit and value ("months", 12), of those that
    count time; amounts: codes of the others that are numbers. procedures: code → its fields.
    """

    posts: Mapping[str, Holding]
    providers: Mapping[str, tuple[Param, ...] | None] = dataclasses.field(default_factory=dict)
    subjects: frozenset[str] = frozenset()
    parameters: Mapping[str, tuple[str, int]]
    amounts: frozenset[str] = frozenset()
    procedures: Mapping[str, Mapping[str, FormField]] = dataclasses.field(default_factory=dict)


def faults(definition: Procedure, known: Known) -> list[Fault]:
    """Everything that keeps the procedure from working; what it names comes first.

    A fault of the order hides those that can only be told when the order is right.
    """
    named = [*_names(definition, known), *_references(definition)]
    if named:
        return named
    ordered = [*_order(definition), *_fields(definition, known), *_intervals(definition, known)]
    if ordered:
        return ordered
    bounds = {code: value for code, (_, value) in known.parameters.items()}
    told = [Fault("intervals", says) for says in contradictions(definition, bounds)]
    return told + [Fault(field, says) for field, says in crowded(definition, known.posts)]


def _names(definition: Procedure, known: Known) -> Iterator[Fault]:
    yield from _posts(definition, known)
    if isinstance(definition.keep, str) and _unit(definition.keep, known) != Unit.YEARS:
        yield Fault("keep", f"规则参数里没有以年计的 {definition.keep}")
    if definition.subject not in known.subjects:
        told = "、".join(sorted(known.subjects))
        yield Fault("subject", f"没有 {definition.subject} 这类事项；可用：{told}")
    for step in definition.steps:
        for one in step.needs.requirements:
            if one.provider not in known.providers:
                told = "、".join(sorted(known.providers)) or "（暂无）"
                field = f"steps.{step.key}.needs.requirements"
                yield Fault(field, f"没有前置条件 {one.provider}；可用：{told}")


def _posts(definition: Procedure, known: Known) -> Iterator[Fault]:
    named = [("never", definition.never)]
    places = [("overseers", definition.overseers), ("starters", definition.starters)]
    places.append(("watchers", definition.watchers))
    places += [(f"steps.{step.key}.who", step.who) for step in definition.steps]
    named += [
        (field, tuple(post for one in seats for post in one.posts)) for field, seats in places
    ]
    for field, posts in named:
        if strange := sorted(set(posts) - set(known.posts)):
            yield Fault(field, f"岗位目录里没有 {'、'.join(strange)}")


def _unit(parameter: str, known: Known) -> str:
    return known.parameters.get(parameter, ("", 0))[0]


def _references(definition: Procedure) -> Iterator[Fault]:
    keys = set(definition.by_key)
    for step in definition.steps:
        for field in ("after", "may_precede", "returns_to"):
            yield from _strange(f"steps.{step.key}.{field}", getattr(step, field), keys)
    for number, separation in enumerate(definition.different, start=1):
        yield from _strange(f"different.{number}", separation.all, keys)
        if len(set(separation.all)) < len(separation.all):
            yield Fault(f"different.{number}", "同一步骤写了两次，不可能由不同的人办理")
    for number, interval in enumerate(definition.intervals, start=1):
        yield from _strange(f"intervals.{number}", (interval.start, interval.end), keys)


def _strange(field: str, told: tuple[str, ...], keys: set[str]) -> Iterator[Fault]:
    strange = sorted(set(told) - keys)
    if strange:
        yield Fault(field, f"没有步骤 {'、'.join(strange)}")


def _order(definition: Procedure) -> Iterator[Fault]:
    titles = {step.key: step.title for step in definition.steps}
    round_about = [key for key in titles if key in definition.before[key]]
    if round_about:
        told = "、".join(titles[key] for key in round_about)
        yield Fault("steps", f"步骤互为前后，谁也不能先办：{told}；要回到前面，用 returns_to")
        return
    if not any(step.ends is Outcome.COMPLETED for step in definition.steps):
        yield Fault("steps", "没有一步写 ends: completed，程序永远不能办结")
    for step in definition.steps:
        yield from _place(definition, step, titles)


def _place(definition: Procedure, step: Step, titles: Mapping[str, str]) -> Iterator[Fault]:
    where = f"steps.{step.key}"
    ends = [key for key in _needed_before(definition, step) if definition.by_key[key].ends]
    if ends:
        told = "、".join(titles[key] for key in ends)
        yield Fault(where, f"“{step.title}”永远办不到：“{told}”已经结束程序")
    if not definition.following[step.key] and not step.ends:
        yield Fault(where, f"“{step.title}”之后没有步骤，也没有写 ends")
    late = sorted(set(step.may_precede) - set(step.after))
    if late:
        yield Fault(f"{where}.may_precede", f"{'、'.join(late)} 不在 after 里")
    strange = sorted(set(step.returns_to) - definition.before[step.key])
    if strange:
        yield Fault(f"{where}.returns_to", f"只能退回到前面的步骤，{'、'.join(strange)} 不在前面")


def _needed_before(definition: Procedure, step: Step) -> list[str]:
    """The steps that are always done before it: optional ones and other branches are not."""
    found: list[str] = []
    waiting = [step]
    while waiting:
        current = waiting.pop()
        if current.join is Join.ANY and len(current.after) > 1:
            continue
        for key in current.after:
            above = definition.by_key[key]
            waiting.append(above)
            if not above.optional and above.when is None and key not in found:
                found.append(key)
    return found


def _fields(definition: Procedure, known: Known) -> Iterator[Fault]:
    for step in definition.steps:
        where = f"steps.{step.key}"
        for one in step.needs.fields:
            if definition.fields[one.code] != one:
                yield Fault(f"{where}.needs.fields", f"“{one.code}”在两处写得不一样")
        kinds = [paper.kind for paper in step.needs.documents]
        if len(set(kinds)) < len(kinds):
            yield Fault(f"{where}.needs.documents", "同一种材料写了两次")
        yield from _conditions(definition, step, known)


def _conditions(definition: Procedure, step: Step, known: Known) -> Iterator[Fault]:
    where, above = f"steps.{step.key}", _told_before(definition, step)
    own = above | {one.code for one in step.needs.fields}
    told = [(f"{where}.when", step.when, above)] if step.when else []
    told += [(f"{where}.needs.{place}", when, own) for place, when in step.needs.conditions]
    for field, when, codes in told:
        for condition in when.conditions:
            for says in _condition(definition, codes, condition, known):
                yield Fault(field, says)
    yield from _params(definition, step, own, known)


def _told_before(definition: Procedure, step: Step) -> set[str]:
    above = (definition.by_key[key] for key in definition.before[step.key])
    return {one.code for each in above for one in each.needs.fields}


def _params(definition: Procedure, step: Step, told: set[str], known: Known) -> Iterator[Fault]:
    names = Names(
        fields={code: one for code, one in definition.fields.items() if code in told},
        procedures={**known.procedures, definition.code: definition.fields},
        amounts=known.amounts,
        terms=frozenset(known.parameters),
    )
    for number, one in enumerate(step.needs.requirements, start=1):
        asked = known.providers[one.provider]
        for says in params.faults(asked, one.params, names) if asked is not None else ():
            yield Fault(f"steps.{step.key}.needs.requirements.{number}.params", says)


def _condition(
    definition: Procedure, told: set[str], condition: Condition, known: Known
) -> Iterator[str]:
    if condition.field not in told:
        yield f"前面的步骤没有填写 {condition.field}"
        return
    yield from _comparison(definition.fields[condition.field], condition, known)


def _comparison(field: FormField, condition: Condition, known: Known) -> Iterator[str]:
    options = {one.code for one in field.options}
    wanted = set(condition.among)
    if isinstance(condition.equals, str):
        wanted.add(condition.equals)
    if field.kind is Kind.CHOICE and wanted - options:
        yield f"“{field.name}”没有选项 {'、'.join(sorted(wanted - options))}"
    if isinstance(condition.equals, bool) and field.kind is not Kind.BOOLEAN:
        yield f"“{field.name}”不是“是否”，不能与 true、false 比较"
    bound = condition.at_least if condition.at_least is not None else condition.below
    if bound is not None and field.kind not in MEASURED:
        yield f"“{field.name}”不是数，不能比较大小"
    if isinstance(bound, str) and bound not in known.amounts | set(known.parameters):
        yield f"规则参数里没有 {bound}"


def _intervals(definition: Procedure, known: Known) -> Iterator[Fault]:
    for number, interval in enumerate(definition.intervals, start=1):
        where = f"intervals.{number}"
        if interval.start not in definition.before[interval.end]:
            yield Fault(where, f"{interval.start} 不在 {interval.end} 之前，算不出间隔")
        if interval.from_field and not _tells_a_day(definition, interval):
            says = f"{interval.start} 没有必填的日期 {interval.from_field}，算不出间隔"
            yield Fault(f"{where}.from_field", says)
        for says in _bounds(interval, known):
            yield Fault(where, says)


def _tells_a_day(definition: Procedure, interval: Interval) -> bool:
    return any(
        one.code == interval.from_field
        and one.kind is Kind.DATE
        and one.required
        and one.when is None
        for one in definition.by_key[interval.start].needs.fields
    )


def _bounds(interval: Interval, known: Known) -> Iterator[str]:
    yield from _bound(interval.remind, Unit.DAYS, known)
    for bound in (interval.least, interval.most):
        yield from _bound(bound, interval.unit, known)


def _bound(bound: int | str | None, unit: Unit, known: Known) -> Iterator[str]:
    if isinstance(bound, int) and bound < 0:
        yield "间隔不能是负数"
    if not isinstance(bound, str):
        return
    if bound not in known.parameters:
        yield f"规则参数里没有以时间计的 {bound}"
    elif known.parameters[bound][0] != unit.value:
        yield f"规则参数 {bound} 不以“{UNIT_NAMES[unit]}”计"
