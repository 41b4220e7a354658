"""What must happen at once when somebody leaves: engines above register it when they start.

A hook runs inside the deed's transaction, after appointments, delegations and memberships have
been ended and the account has been closed. It gets the person's code, who did it, and when:

    leaving.register("accounts.sessions", end_everything)

    def end_everything(*, person: str, actor: Actor, at: datetime) -> None: ...
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from linghang.foundation.access import Actor


class Hook(Protocol):
    """Cuts one kind of access off; called with the code of the person who leaves."""

    def __call__(self, *, person: str, actor: Actor, at: datetime) -> None: ...


_hooks: dict[str, Hook] = {}


def register(code: str, hook: Hook) -> None:
    """Have a hook called for each leaver. Raises ValueError when the code is taken by another."""
    if _hooks.setdefault(code, hook) is not hook:
        raise ValueError(f"a leaving hook {code!r} is already registered")


def run(*, person: str, actor: Actor, at: datetime) -> None:
    """Call every hook, in the order of their registration."""
    for hook in tuple(_hooks.values()):
        hook(person=person, actor=actor, at=at)
