"""The kinds of things that a procedure can be about: engines register theirs at start.

subjects.register("ledgers.entry", "台账条目", describe)

def describe(id: str, on: date) -> Subject | None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from linghang.procedures.definitions import MATTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing as a proceeding knows it. unit: code. concerned: persons whom it is about."""

    title: str
    unit: str
    concerned: frozenset[str] = field(default_factory=frozenset)


Describe = Callable[[str, date], Subject | None]
_kinds: dict[str, tuple[str, Describe | None]] = {MATTER: ("事项", None)}


def register(kind: str, name: str, describe: Describe) -> None:
    """Add a kind, once. describe: the thing by its id, None when there is none."""
    if _kinds.setdefault(kind, (name, describe)) != (name, describe):
        raise ValueError(f"the kind of subject {kind!r} is registered already")


def names() -> dict[str, str]:
    """Kind → Chinese name."""
    return {kind: name for kind, (name, _) in _kinds.items()}


def describe(kind: str, id: str, on: date) -> Subject | None:
    """The thing on the day; None for one that there is not, and for mere matters."""
    known = _kinds.get(kind)
    if known is None or known[1] is None:
        return None
    return known[1](id, on)
