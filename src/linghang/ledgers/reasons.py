"""Why something was asked for or sent back: sealed where the ledger keeps its entries sealed."""

from __future__ import annotations

from typing import Protocol

from linghang.foundation.vault.fields import Sealed
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.entering.rows import NEUTRAL


class Reasoned(Protocol):
    """A row with a reason."""

    reason: str
    sealed_reason: Sealed


def keep(row: Reasoned, ledger: Ledger, reason: str) -> list[str]:
    """Set the reason on a row that is not saved yet; the names of the columns to save."""
    row.reason, row.sealed_reason = sealed_or_not(ledger, reason)  # type: ignore[assignment]
    return ["reason", "sealed_reason"]


def sealed_or_not(ledger: Ledger, reason: str) -> tuple[str, str]:
    """What the open column holds of a text, and what the sealed one."""
    if ledger.secrecy is Secrecy.SEALED and reason:
        return NEUTRAL, reason
    return reason, ""


def shown(row: Reasoned) -> str:
    """The reason, opened where it is sealed; （暂时打不开） while the key is not at hand."""
    return opened(row.reason, row.sealed_reason)


def opened(kept: str, sealed: Sealed) -> str:
    """The same for a text of any two columns."""
    return sealed.masked(str) if sealed else kept
