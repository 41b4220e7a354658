"""What is looked at and put right before the system serves anybody: engines register theirs.

starting.register("ledgers", settle=services.settle, look=services.look)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Told = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class _Care:
    settle: Told
    look: Told


_cares: dict[str, _Care] = {}


def register(code: str, *, settle: Told, look: Told) -> None:
    """Add what an engine looks at, once.

    settle puts right what it may and yields what was done; look yields what settle would do, and
    writes nothing. Both raise WrongCatalog for what only people can mend, and ask next to nothing
    when all is as at the last start.
    """
    if code in _cares and _cares[code] != _Care(settle, look):
        raise ValueError(f"registered twice: {code}")
    _cares[code] = _Care(settle, look)


def settle() -> list[str]:
    """What was done, in Chinese sentences; before a server takes its first request."""
    return [says for one in _cares.values() for says in one.settle()]


def look() -> list[str]:
    """What the next start would do."""
    return [says for one in _cares.values() for says in one.look()]
