"""Why a deed on commitments is refused: each complaint with the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from linghang.foundation.errors import Refused
from linghang.ledgers.facts.rules import Complaint

__all__ = ["CannotCommit", "Complaint", "refuse"]


class CannotCommit(Refused):
    """The deed is refused; the message lists every complaint, `complaints` tells the fields."""

    def __init__(self, what: str, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__(f"{what}：{'；'.join(one.says for one in self.complaints)}。")


def refuse(what: str, complaints: Iterable[Complaint | str]) -> None:
    """Raise CannotCommit when there is any complaint; a mere text is about no field."""
    found = [one if isinstance(one, Complaint) else Complaint("", one) for one in complaints]
    if found:
        raise CannotCommit(what, found)
