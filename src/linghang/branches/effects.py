"""What a re-election changes: who holds the posts of the committee, and whose term begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from linghang.branches.electing import services as electing
from linghang.branches.electing.rules import COMMITTEE
from linghang.branches.terms import services
from linghang.foundation.fields.definitions import Kind
from linghang.procedures import effects
from linghang.procedures.definitions import Procedure, Step

ELECTED = "elected"


def _wrong(definition: Procedure, step: Step, params: Mapping[str, str]) -> Iterator[str]:
    if set(params) != {ELECTED}:
        yield f"参数只写 {ELECTED}"
    elif params[ELECTED] not in definition.before[step.key] | {step.key}:
        yield f"{ELECTED}：前面没有步骤 {params[ELECTED]}"


def _wrong_posts(definition: Procedure, step: Step, params: Mapping[str, str]) -> Iterator[str]:
    behind = [definition.by_key[key] for key in definition.before[step.key]] + [step]
    people = {one.code for each in behind for one in each.needs.fields if one.kind is Kind.PERSON}
    if not params:
        yield "没有写哪个职务由哪一项的人担任"
    for post, field in params.items():
        if post not in COMMITTEE:
            yield f"{post} 不是支部委员会的职务；可用：{'、'.join(COMMITTEE)}"
        if field not in people:
            yield f"{post}：前面没有填写人员的 {field}"


def register() -> None:
    """Declare them."""
    effects.register(
        "branches.begin_term", "新一届委员会任期起算", services.begin_by_election, _wrong
    )
    effects.register(
        "branches.install", "登记当选人的职务，前任不再担任", electing.install, _wrong_posts
    )
