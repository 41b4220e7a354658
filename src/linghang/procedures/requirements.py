"""Requirement providers: they answer whether a meeting, an entry, a figure, a sum is as it must be.

requirements.register("meetings.resolution", "会议已通过决议", ask, wrong)

def ask(asked: Asked) -> Met: ...
def wrong(params: Mapping[str, str]) -> Iterable[str]: ...  # asked at start-up
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linghang.foundation.workdays.rules import Calendar
from linghang.procedures.checking.params.rules import Param, named
from linghang.procedures.definitions import Procedure
from linghang.procedures.rules import Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider is asked: for which thing and proceeding, with which params, on which day.

    fields: code → value of every field that is known, those of this attempt among them; None
    where it was left empty. calendar: which days are workdays. values: rule parameters of the day.
    """

    subject: tuple[str, str]
    proceeding: int
    unit: str
    params: Mapping[str, str]
    on: date
    definition: Procedure
    calendar: Calendar
    fields: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


Provider = Callable[[Asked], Met]
Wrong = Callable[[Mapping[str, str]], Iterable[str]]
Tell = Callable[[Procedure, Mapping[str, str], Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    ask: Provider
    wrong: Wrong
    params: tuple[Param, ...] | None
    tell: Tell | None
    looks_beside: bool = False


_providers: dict[str, _Known] = {}


def register(
    code: str,
    name: str,
    provider: Provider,
    wrong: Wrong = lambda _: (),
    *,
    params: tuple[Param, ...] | None = None,
    tell: Tell | None = None,
    looks_beside: bool = False,
) -> None:
    """Add a provider, once per code, when the application starts.

    params: what it asks for; what does not fit them stops the start. wrong: what else is wrong
    with the params that a catalog gives it, in Chinese. tell: what it asks with its params, as a
    phrase; it gets the procedure, the params, and rule parameters as they are shown.
    looks_beside: the answer hangs on other proceedings of the procedure, so that two deeds at
    the same moment are judged one after the other.
    """
    added = _Known(name, provider, wrong, params, tell, looks_beside)
    if _providers.setdefault(code, added) != added:
        raise ValueError(f"another requirement provider is registered as {code!r}")


def names() -> dict[str, str]:
    """Code → what it asks for, in Chinese."""
    return {code: one.name for code, one in _providers.items()}


def tellers() -> dict[str, Tell]:
    """Code → how to say what it asks with its params; without those that only have a name."""
    return {code: one.tell for code, one in _providers.items() if one.tell is not None}


def params() -> dict[str, tuple[Param, ...] | None]:
    """Code → what params it takes; None for one that looks at them itself."""
    return {code: one.params for code, one in _providers.items()}


def reads(code: str, given: Mapping[str, str]) -> frozenset[str]:
    """The fields whose values the provider looks at with these params."""
    return named(_providers[code].params or (), given)


def looks_beside(codes: Iterable[str]) -> bool:
    """Whether the answer of one of them hangs on other proceedings of the procedure."""
    return any(_providers[code].looks_beside for code in codes if code in _providers)


def ask(code: str, asked: Asked) -> Met:
    """The provider's answer. Raises KeyError for one that is registered no more."""
    return _providers[code].ask(asked)


def faults(definition: Procedure) -> Iterable[tuple[str, str]]:
    """(field, what is wrong) of the params of every requirement that a procedure names."""
    for step in definition.steps:
        for one in step.needs.requirements:
            if one.provider in _providers:
                for says in _providers[one.provider].wrong(one.params):
                    yield f"steps.{step.key}.needs.requirements", says
