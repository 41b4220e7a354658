"""Whether all that a step asks for is on the table: every lack, and who can mend it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.procedures.asking.rules import (
    HIMSELF,
    NOBODY,
    SYSTEM_ADMINISTRATOR,
    Attempt,
    Block,
    Facts,
)
from linghang.procedures.definitions import Procedure, Step
from linghang.procedures.needs.definitions import FormField, Unmet, When
from linghang.procedures.progress.conditions.rules import holds
from linghang.procedures.progress.rules import State

LEAST_EXPLANATION = 4
EXPLAINABLE = "本人写明说明后即可办理"
EXPLAIN = "explain"


def known(
    definition: Procedure, step: Step, state: State, typed: Mapping[str, object] | None
) -> dict[str, Any]:
    """Field → value of all that is behind and of this step; None where it is left empty.

    typed: what the form holds, None before it is filled in: then the step's own fields are not
    known yet, but for those that another voice has entered.
    """
    earlier = (definition.by_key[key] for key in definition.before[step.key])
    found: dict[str, Any] = {one.code: None for each in earlier for one in each.needs.fields}
    if typed is not None:
        found.update({one.code: None for one in step.needs.fields})
    found.update(state.values)
    for one in step.needs.fields:
        if typed is not None and typed.get(one.code) not in (None, ""):
            found[one.code] = fields.parse(one, typed[one.code]).value
    return found


def applies(when: When | None, told: Mapping[str, Any], values: Mapping[str, object]) -> bool:
    """Whether it is asked for; what can't be told (a parameter without a value) is."""
    return when is None or holds(when, told, values) is not False


def lacking(
    definition: Procedure, step: Step, state: State, attempt: Attempt, facts: Facts
) -> Iterator[Block]:
    """Fields, papers and requirements that are not there; EXPLAIN marks what may be explained."""
    told = known(definition, step, state, attempt.fields)
    yield from _of_fields(step, state, attempt, told, facts)
    yield from _of_papers(step, state, attempt, told, facts)
    yield from of_requirements(step, told, facts)
    yield from _of_entries(step, state)


def lacking_of_entry(
    definition: Procedure, step: Step, state: State, attempt: Attempt, facts: Facts
) -> Iterator[Block]:
    """What one entry at the step lacks, or why there can't be one more."""
    asked = step.entries
    if asked is None:
        yield Block("verb", f"“{step.title}”不逐次登记", NOBODY)
        return
    told = known(definition, step.entry, state, attempt.fields)
    yield from _of_fields(step.entry, state, attempt, told, facts)
    yield from _of_papers(step.entry, state, attempt, told, facts)
    count, most = len(state.entries(step.key)), number(asked.most, state)
    if most is not None and count >= most:
        yield Block("entries", f"{asked.name}至多{most}次，已经登记{count}次", HIMSELF)
    wanted = told.get(asked.key)
    if wanted in [one.values.get(asked.key) for one in state.entries(step.key)] and asked.key:
        yield Block("entries", f"{asked.name}“{wanted}”已经登记", HIMSELF)
    open_ones = nameable(definition, step, state)
    if wanted is not None and open_ones is not None and wanted not in open_ones:
        says = f"前面没有登记“{wanted}”；可以登记：{'、'.join(open_ones) or '（没有）'}"
        yield Block("entries", says, HIMSELF)


def nameable(definition: Procedure, step: Step, state: State) -> list[str] | None:
    """By what one can be entered here: as entered at the nearest step before that has the field,
    and not here yet. None where anything can."""
    before = _naming(definition, step)
    if before is None or step.entries is None:
        return None
    key = step.entries.key
    here = {one.values.get(key) for one in state.entries(step.key)}
    named = [one.values.get(key) for one in state.entries(before.key)]
    return [str(one) for one in named if one is not None and one not in here]


def named_at(step: Step, state: State, attempt: Attempt) -> tuple[str, date] | None:
    """The step before, and the day, at which that which is to be entered was named."""
    before = _naming(state.definition, step)
    if before is None or step.entries is None:
        return None
    key = step.entries.key
    wanted = known(state.definition, step.entry, state, attempt.fields).get(key)
    days = [one.day for one in state.entries(before.key) if one.values.get(key) == wanted]
    return (before.key, days[0]) if days else None


def _naming(definition: Procedure, step: Step) -> Step | None:
    """The nearest step before whose entries are known by the same field."""
    key = step.entries.key if step.entries else ""
    before = [
        one
        for one in definition.steps
        if key and one.key in definition.before[step.key] and one.entries and one.entries.key == key
    ]
    return before[-1] if before else None


def number(bound: int | str | None, state: State) -> int | None:
    """The number, or what the field says; None without one, or while nobody has told it."""
    found = state.values.get(bound) if isinstance(bound, str) else bound
    return found if isinstance(found, int) else None


def _of_entries(step: Step, state: State) -> Iterator[Block]:
    """The entries that must be there before the step is done."""
    if step.entries is None:
        return
    count, least = len(state.entries(step.key)), number(step.entries.least, state) or 0
    if count < least:
        says = f"{step.entries.name}应登记{least}次，现有{count}次"
        yield Block("entries", says, HIMSELF)


def _of_fields(
    step: Step, state: State, attempt: Attempt, told: Mapping[str, Any], facts: Facts
) -> Iterator[Block]:
    heard = {code for act in state.voices(step.key) for code in act.fields}
    for one in step.needs.fields:
        raw = attempt.fields.get(one.code)
        if raw in (None, "") and one.code in heard and not one.by_each:
            continue
        complaint = _complaint(one, raw, applies(one.when, told, facts.values))
        if complaint:
            yield Block("field", complaint, HIMSELF)
    for code in sorted(set(attempt.fields) - {one.code for one in step.needs.fields}):
        yield Block("field", f"“{step.title}”没有“{code}”这一项", HIMSELF)


def _complaint(one: FormField, raw: object, is_asked: bool) -> str:
    if is_asked:
        return fields.parse(one, raw).complaint
    return "" if raw in (None, "") else f"“{one.name}”不适用，不填写"


def _of_papers(
    step: Step, state: State, attempt: Attempt, told: Mapping[str, Any], facts: Facts
) -> Iterator[Block]:
    for paper in step.needs.documents:
        if not applies(paper.when, told, facts.values):
            continue
        given = [document for act in state.voices(step.key) for document in act.documents]
        count = sum(each.kind == paper.kind for each in (*given, *attempt.documents))
        if count < paper.least:
            says = f"缺少材料“{paper.name}”（应有 {paper.least} 份，现有 {count} 份）"
            yield Block("document", says, HIMSELF)
    kinds = {paper.kind for paper in step.needs.documents}
    for strange in sorted({document.kind for document in attempt.documents} - kinds):
        yield Block("document", f"“{step.title}”不收“{strange}”这类材料", HIMSELF)


def of_requirements(step: Step, told: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    """The requirements that are not met; those that wait for the form to be filled in are not."""
    for number, one in enumerate(step.needs.requirements):
        if not applies(one.when, told, facts.values):
            continue
        if (step.key, number) not in facts.requirements:
            says = f"前置条件（{one.provider}）没有查到结果"
            yield Block("requirement", says, SYSTEM_ADMINISTRATOR)
            continue
        met = facts.requirements[step.key, number]
        if met is not None and not met.is_met:
            if one.if_unmet is Unmet.EXPLAIN:
                yield Block(EXPLAIN, met.says, EXPLAINABLE, met.opens)
            else:
                yield Block("requirement", met.says, met.who_can, met.opens)


def is_explained(attempt: Attempt) -> bool:
    """Whether the attempt brings an explanation in writing of at least LEAST_EXPLANATION signs."""
    return len("".join(attempt.explanation.split())) >= LEAST_EXPLANATION
