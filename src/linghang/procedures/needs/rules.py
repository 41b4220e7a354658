"""Whether all that a step asks for is on the table: every lack, and who can mend it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.procedures.asking.rules import (
    HIMSELF,
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
