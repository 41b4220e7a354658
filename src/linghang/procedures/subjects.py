"""The kinds of things that a procedure can be about: engines above register theirs at start.

subjects.register("ledgers.entry", "台账条目", describe, follow)

def describe(id: str, on: date) -> Subject | None: ...
def follow(happened: Happened) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from linghang.foundation.access import Actor
from linghang.procedures.definitions import MATTER, Outcome
from linghang.procedures.progress.rules import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing as a proceeding knows it. unit: code. concerned: persons whom it is about."""

    title: str
    unit: str
    concerned: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A deed on a proceeding, told to whoever looks after its subject.

    open: keys of the steps that lie open now. outcome: how the proceeding stands now. day: on
    which it happened; today: on which it was entered, the same or later.
    """

    subject: tuple[str, str]
    proceeding: int
    procedure: str
    verb: Verb
    step: str
    open: frozenset[str]
    outcome: Outcome
    actor: Actor
    day: date
    today: date
    at: datetime


Describe = Callable[[str, date], Subject | None]
Follow = Callable[[Happened], None]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    describe: Describe | None = None
    follow: Follow | None = None
    is_about_nobody: bool = False
    tells_itself: bool = False
    is_confidential: Callable[[str], bool] | None = None


_kinds: dict[str, _Kind] = {MATTER: _Kind("事项")}


def register(
    kind: str,
    name: str,
    describe: Describe,
    follow: Follow | None = None,
    *,
    is_about_nobody: bool = False,
    tells_itself: bool = False,
    is_confidential: Callable[[str], bool] | None = None,
) -> None:
    """Add a kind, once.

    describe: the thing by its id on a day, None when there is none. follow: told of every deed
    inside its transaction; a Refused that it raises refuses the deed. is_about_nobody: it never
    names persons whom it concerns. tells_itself: its engine has a line of its own on the
    workbench for open steps, one for many. is_confidential: whether only few may know of the
    thing; the trail, which many read, then tells no more than that something was done.
    """
    added = _Kind(name, describe, follow, is_about_nobody, tells_itself, is_confidential)
    if _kinds.setdefault(kind, added) != added:
        raise ValueError(f"the kind of subject {kind!r} is registered already")


def names() -> dict[str, str]:
    """Kind → Chinese name."""
    return {kind: known.name for kind, known in _kinds.items()}


def describe(kind: str, id: str, on: date) -> Subject | None:
    """The thing on the day; None for one that there is not, and for mere matters."""
    known = _kinds.get(kind)
    return known.describe(id, on) if known and known.describe else None


def concerned(kind: str, id: str, on: date) -> frozenset[str]:
    """Persons whom the thing is about; asks nothing for a kind that never names any."""
    known = _kinds.get(kind)
    told = None if known and known.is_about_nobody else describe(kind, id, on)
    return told.concerned if told else frozenset()


def is_confidential(kind: str, id: str) -> bool:
    """Whether only few may know of the thing."""
    known = _kinds.get(kind)
    return bool(known and known.is_confidential and known.is_confidential(id))


def telling_themselves() -> frozenset[str]:
    """Kinds of whose open steps another engine tells the workbench."""
    return frozenset(kind for kind, known in _kinds.items() if known.tells_itself)


def tell(happened: Happened) -> None:
    """Pass a deed on to the engine that looks after the thing."""
    known = _kinds.get(happened.subject[0])
    if known and known.follow:
        known.follow(happened)
