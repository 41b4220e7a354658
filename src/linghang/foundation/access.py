"""Who acts, and the answer to the question whether they may."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does a deed. Separation of duties compares `person`, never the appointment.

    person: the person's code, or "system" for the scheduler and the command line.
    appointment: id of the post that the person acts under; None for the system.
    on_behalf_of: code of the person who delegated the post, if any.
    """

    person: str
    appointment: int | None = None
    on_behalf_of: str | None = None


def system_actor() -> Actor:
    """The actor of deeds that nobody clicked: scheduler, command line, set-up."""
    return Actor(person=SYSTEM)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, why, and who could allow it. Both texts are Chinese."""

    allowed: bool
    reason: str
    who_can: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def allow(reason: str) -> Decision:
    """Permission with the ground it rests on."""
    return Decision(True, reason)


def deny(reason: str, *, who_can: str) -> Decision:
    """Refusal with its reason and who could lift it. Neither may be empty."""
    if not reason or not who_can:
        raise ValueError("a denial names its reason and who could allow it")
    return Decision(False, reason, who_can)
