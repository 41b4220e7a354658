"""What waits for a body: engines above register matters that its agenda items may be about.

matters.register("procedures.proceeding", "程序", waiting)

def waiting(unit: str, kinds: Collection[str], on: date) -> Sequence[Matter]: ...

So a matter is put up as it stands where it came from, and what the body decided about it is read
there: nobody types title or votes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Thing = tuple[str, str]
NOTHING: Thing = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that a body must deal with.

    about: (type, id). item: code of the kind of item. person: whom alone it is about, "" for none.
    """

    about: Thing
    title: str
    item: str
    person: str = ""


Waiting = Callable[[str, Collection[str], date], Sequence[Matter]]
_kinds: dict[str, tuple[str, Waiting]] = {}


def register(type: str, name: str, waiting: Waiting) -> None:
    """Add a type of things, once, when the application starts.

    waiting: what the unit's meetings of these kinds have to deal with as of a day.
    """
    if _kinds.setdefault(type, (name, waiting)) != (name, waiting):
        raise ValueError(f"another provider of matters is registered as {type!r}")


def waiting(unit: str, kinds: Iterable[str], on: date) -> tuple[Matter, ...]:
    """Everything that waits for the unit's meetings of these kinds, each matter once."""
    asked = tuple(dict.fromkeys(kinds))
    found = (one for _, ask in _kinds.values() for one in ask(unit, asked, on))
    return tuple(dict.fromkeys(found))


def names() -> dict[str, str]:
    """Type → Chinese name."""
    return {type: name for type, (name, _) in _kinds.items()}
