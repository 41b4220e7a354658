"""The register of lists that a ledger may offer.

registry.register("party.fifty_years", "光荣在党50年待核对名单", ask)

def ask(asked: Asked) -> Found: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from linghang.ledgers.definitions import Ledger
from linghang.ledgers.offering.rules import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which ledger, for which units (None: all), on which day."""

    ledger: Ledger
    units: frozenset[str] | None
    today: date

    def wants(self, unit: str) -> bool:
        """Whether the unit is one of those that are asked for."""
        return self.units is None or unit in self.units


Ask = Callable[[Asked], Found]


@dataclass(frozen=True, slots=True)
class Known:
    """A list by its code. name: as its page is called."""

    code: str
    name: str
    ask: Ask


_known: dict[str, Known] = {}


def register(code: str, name: str, ask: Ask) -> None:
    """Add a list, once per code. Raises ValueError for a code that is taken by another."""
    if _known.setdefault(code, Known(code, name, ask)) != Known(code, name, ask):
        raise ValueError(f"another list is registered as {code!r}")


def names() -> frozenset[str]:
    """All codes."""
    return frozenset(_known)


def get(code: str) -> Known:
    """A list by its code. Raises KeyError."""
    return _known[code]
