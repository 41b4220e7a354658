"""What posts must fill in for ledgers in a month, counted from what the ledgers declare. Pure.

Only posts that enter for the unit on which they are held, or one above it, are counted: for others
it is no duty of their own. Where several posts may enter, each is counted as if it did. Ledgers
that name no `burden` are entered when something happens, and told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from linghang.foundation.fields.definitions import Kind
from linghang.foundation.quantity import rounded
from linghang.ledgers.definitions import Ledger
from linghang.procedures.definitions import Scope

MONTHS = {"month": 1, "quarter": 3, "year": 12}
# What every entry has: its title and its day, or the day alone. The unit is the post's own.
TYPED, OFFERED = 2, 1
OWN = frozenset({Scope.UNIT, Scope.WITHIN})
CHOSEN = frozenset({Kind.PERSON, Kind.UNIT, Kind.POST, Kind.RECORD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one ledger asks of one post.

    entries: a month, None for a ledger that says nothing of it. required: fields that must be
    typed or ticked in an entry, with title and day. conditional: required on a condition only.
    offered: required ones that are chosen from what other records know, with the unit.
    """

    post: str
    ledger: str
    name: str
    entries: Decimal | None
    required: int
    conditional: int
    offered: int

    @property
    def inputs(self) -> Decimal:
        """Required inputs a month that nobody offers; 0 where no frequency is declared."""
        return (self.entries or Decimal(0)) * self.required


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """All that a post must enter, its heaviest ledger first."""

    post: str
    loads: tuple[Load, ...]

    @property
    def entries(self) -> Decimal:
        """Expected entries a month."""
        return sum((one.entries or Decimal(0) for one in self.loads), Decimal(0))

    @property
    def inputs(self) -> Decimal:
        """Required inputs a month."""
        return sum((one.inputs for one in self.loads), Decimal(0))


def burdens(ledgers: Iterable[Ledger]) -> list[Burden]:
    """Each post that enters for its own unit, the most burdened first; then by code."""
    by_post: defaultdict[str, list[Load]] = defaultdict(list)
    for ledger in ledgers:
        for post in _posts(ledger):
            by_post[post].append(_load(ledger, post))
    found = [
        Burden(post=post, loads=tuple(sorted(loads, key=lambda one: (-one.inputs, one.ledger))))
        for post, loads in by_post.items()
    ]
    return sorted(found, key=lambda one: (-one.inputs, one.post))


def _posts(ledger: Ledger) -> list[str]:
    if ledger.part_of or ledger.active_to is not None:
        return []
    found = (post for seat in ledger.enter if seat.at in OWN for post in seat.posts)
    return list(dict.fromkeys(found))


def _load(ledger: Ledger, post: str) -> Load:
    asked = [one for one in ledger.fields if one.required and one.retired is None]
    always = [one for one in asked if one.when is None]
    chosen = [one for one in always if one.kind in CHOSEN]
    begun = bool(ledger.titled)
    return Load(
        post=post,
        ledger=ledger.code,
        name=ledger.name,
        entries=monthly(ledger),
        required=TYPED - begun + len(always) - len(chosen),
        conditional=len(asked) - len(always),
        offered=OFFERED + begun + len(chosen),
    )


def monthly(ledger: Ledger) -> Decimal | None:
    """Entries that are expected of each post in a month, to two decimals; None if unsaid."""
    if ledger.burden is None:
        return None
    return rounded(Decimal(ledger.burden.times) / MONTHS[ledger.burden.per], 2)
