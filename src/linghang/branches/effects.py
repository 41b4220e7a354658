"""What a finished re-election changes: the new committee's term begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from linghang.branches.terms import services
from linghang.procedures import effects
from linghang.procedures.definitions import Procedure, Step

ELECTED = "elected"


def _wrong(definition: Procedure, step: Step, params: Mapping[str, str]) -> Iterator[str]:
    if set(params) != {ELECTED}:
        yield f"参数只写 {ELECTED}"
    elif params[ELECTED] not in definition.before[step.key] | {step.key}:
        yield f"{ELECTED}：前面没有步骤 {params[ELECTED]}"


def register() -> None:
    """Declare it."""
    effects.register(
        "branches.begin_term", "新一届委员会任期起算", services.begin_by_election, _wrong
    )
