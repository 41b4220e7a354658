"""Requirement providers: they answer whether a meeting, an entry, a figure, a sum is as it must be.

requirements.register("meetings.resolution", "会议已通过决议", ask, params=(Param("items"),))

def ask(asked: Asked) -> Met: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linghang.procedures.checking.params.rules import Param, named
from linghang.procedures.definitions import Procedure
from linghang.procedures.rules import Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider is asked: for which thing and proceeding, with which params, on which day.

    fields: code → value of every field that is known, those of this attempt among them; None
    where it was left empty. values: rule parameters of the day.
    """

    subject: tuple[str, str]
    proceeding: int
    unit: str
    params: Mapping[str, str]
    on: date
    definition: Procedure
    fields: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


Provider = Callable[[Asked], Met]


@dataclass(frozen=True, slots=True)
class _Registered:
    name: str
    provider: Provider
    params: tuple[Param, ...] | None


_providers: dict[str, _Registered] = {}


def register(
    code: str, name: str, provider: Provider, params: tuple[Param, ...] | None = None
) -> None:
    """Add a provider, once per code, when the application starts.

    params: what it asks for, checked at the start; None when it checks that itself.
    """
    added = _Registered(name, provider, params)
    if _providers.setdefault(code, added) != added:
        raise ValueError(f"another requirement provider is registered as {code!r}")


def names() -> dict[str, str]:
    """Code → what it asks for, in Chinese."""
    return {code: one.name for code, one in _providers.items()}


def params() -> dict[str, tuple[Param, ...] | None]:
    """Code → what params it takes; None for one that looks at them itself."""
    return {code: one.params for code, one in _providers.items()}


def reads(code: str, given: Mapping[str, str]) -> frozenset[str]:
    """The fields whose values the provider looks at with these params."""
    return named(_providers[code].params or (), given)


def ask(code: str, asked: Asked) -> Met:
    """The provider's answer. Raises KeyError for one that is registered no more."""
    return _providers[code].provider(asked)
