"""Who can offer a commitment: other engines' records from which one is taken over, not typed again.

registry.register("ledgers.entry", "台账记录", find, waiting)

def find(rights: Rights, id: str, today: date) -> Offer | None: ...
def waiting(rights: Rights, today: date) -> Iterable[Offer]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from linghang.commitments.models import Commitment
from linghang.commitments.writing.rules import Wanted
from linghang.org.rules import Rights

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a commitment could say. source: (type, id). unit, owner, leader: codes, "" for none."""

    source: tuple[str, str]
    title: str
    text: str = ""
    unit: str = ""
    owner: str = ""
    leader: str = ""
    due: date | None = None
    standard: str = ""

    def wanted(self, level: str, parent: int | None = None) -> Wanted:
        """As a commitment to be entered; the form fills in what is missing."""
        return Wanted(
            level=level,
            parent=parent,
            title=self.title[:300],
            text=self.text,
            unit=self.unit,
            owner=self.owner,
            leader=self.leader,
            due=self.due,
            standard=self.standard,
            source=self.source,
        )


Find = Callable[[Rights, str, date], Offer | None]
Waiting = Callable[[Rights, date], Iterable[Offer]]


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    find: Find
    waiting: Waiting


_known: dict[str, _Known] = {}


def register(type: str, name: str, find: Find, waiting: Waiting = lambda *_: ()) -> None:
    """Add a kind of records, once, when the application starts.

    find: one by its id, as far as the post may see it. waiting: those that ask for one today.
    """
    added = _Known(name, find, waiting)
    if _known.setdefault(type, added) != added:
        raise ValueError(f"another provider offers {type!r}")


def names() -> dict[str, str]:
    """Type → Chinese name."""
    return {type: one.name for type, one in _known.items()}


def find(rights: Rights, source: tuple[str, str], today: date) -> Offer | None:
    """The record as an offer; None when the post may not see it, or there is none."""
    known = _known.get(source[0])
    return known.find(rights, source[1], today) if known else None


def waiting(rights: Rights, type: str, today: date) -> list[Offer]:
    """What asks for a commitment today and is none yet; one query for all of them."""
    known = _known.get(type)
    found = list(known.waiting(rights, today))[:MOST] if known else []
    taken = set(
        Commitment.objects.filter(source_type=type, source_id__in=[one.source[1] for one in found])
        .exclude(standing="voided")
        .values_list("source_id", flat=True)
    )
    return [one for one in found if one.source[1] not in taken]
