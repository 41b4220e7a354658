"""Effects: what a step that is done changes in other records, so that nobody types it again.

effects.register("party.admit", "编入党支部", do)

def do(doing: Doing) -> str: ...

An effect is carried out inside the transaction of the deed; a Refused that it raises refuses the
deed. It is never undone here: what it changed is corrected where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from linghang.foundation.access import Actor
from linghang.procedures.definitions import Effect, Procedure, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What an effect is told: of which proceeding, and what its steps came to.

    unit, concerned: codes. fields: code → what was entered. done_on: step → its day.
    day: of the deed.
    """

    proceeding: int
    title: str
    unit: str
    concerned: tuple[str, ...]
    fields: Mapping[str, str]
    done_on: Mapping[str, date]
    params: Mapping[str, str]
    day: date
    actor: Actor
    at: datetime


Do = Callable[[Doing], str]
Faults = Callable[[Procedure, Step, Mapping[str, str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    do: Do
    faults: Faults


_known: dict[str, _Known] = {}


def register(code: str, name: str, do: Do, faults: Faults = lambda *_: ()) -> None:
    """Add an effect, once per code, when the application starts.

    do: carries it out and returns in Chinese what it did. faults: what is wrong with the params
    that a catalog gives it, checked at start-up.
    """
    added = _Known(name, do, faults)
    if _known.setdefault(code, added) != added:
        raise ValueError(f"another effect is registered as {code!r}")


def names() -> dict[str, str]:
    """Code → what it does, in Chinese."""
    return {code: known.name for code, known in _known.items()}


def carry_out(code: str, doing: Doing) -> str:
    """Do it. Raises KeyError for one that is registered no more, and what the deed raises."""
    return _known[code].do(doing)


def faults(definition: Procedure) -> Iterable[tuple[str, str]]:
    """(field, what is wrong) of every effect that a procedure names."""
    for step in definition.steps:
        for one in step.effects:
            where = f"steps.{step.key}.effects"
            yield from ((where, says) for says in _wrong(definition, step, one))


def _wrong(definition: Procedure, step: Step, one: Effect) -> Iterable[str]:
    if one.effect not in _known:
        return [f"没有 {one.effect} 这种结果；可用：{'、'.join(sorted(_known)) or '（暂无）'}"]
    return _known[one.effect].faults(definition, step, one.params)
