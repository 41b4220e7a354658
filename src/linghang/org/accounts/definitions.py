"""The limits that a login keeps to, and what somebody may do with an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LINK_HOURS = 24  # how long a handed-out link lets its owner set a password
PASSWORDS_KEPT = 5  # a new password differs from so many former ones, the present one included
LONGEST_TOKEN_DAYS = 366
LONGEST_SESSION = timedelta(hours=8)  # whatever one does meanwhile
TOUCH = timedelta(minutes=1)  # activity is written down at most this often
SHORTEST_REASON = 4  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rule parameters of a login (codes `login.…`) as they hold on a day."""

    failures_to_lock: int = 5
    lock_minutes: int = 15
    idle_minutes: int = 30
    password_least_length: int = 8
    password_kinds: int = 3
    password_days: int = 90

    @property
    def lock(self) -> timedelta:
        """How long the door stays shut after too many failures."""
        return timedelta(minutes=self.lock_minutes)

    @property
    def idle(self) -> timedelta:
        """How long a session may stand still."""
        return timedelta(minutes=self.idle_minutes)
