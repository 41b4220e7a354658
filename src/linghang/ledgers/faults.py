"""Why a deed on entries is refused: each complaint with the field that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from linghang.foundation.errors import Refused
from linghang.ledgers.facts.rules import Complaint


class CannotEnter(Refused):
    """The deed is refused; the message lists every complaint, `complaints` tells the fields."""

    def __init__(self, what: str, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__(f"{what}：{'；'.join(one.says for one in complaints)}。")
