"""Requirement providers: higher engines answer whether a meeting, an entry, a figure is there.

requirements.register("meetings.resolution", "会议已通过决议", ask)

def ask(asked: Asked) -> Met: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from linghang.procedures.rules import Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider is asked: for which thing and proceeding, with which params, on which day."""

    subject: tuple[str, str]
    proceeding: int
    unit: str
    params: Mapping[str, str]
    on: date


Provider = Callable[[Asked], Met]
_providers: dict[str, tuple[str, Provider]] = {}


def register(code: str, name: str, provider: Provider) -> None:
    """Add a provider, once per code, when the application starts."""
    if _providers.setdefault(code, (name, provider)) != (name, provider):
        raise ValueError(f"another requirement provider is registered as {code!r}")


def names() -> dict[str, str]:
    """Code → what it asks for, in Chinese."""
    return {code: name for code, (name, _) in _providers.items()}


def ask(code: str, asked: Asked) -> Met:
    """The provider's answer. Raises KeyError for one that is registered no more."""
    return _providers[code][1](asked)
