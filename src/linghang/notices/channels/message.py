"""What leaves the house, and the two ways in which it can fail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. It names nobody and says nothing but that there is something to read.

    address: mailbox, or the account that a group robot calls by name. reference: the same for
    every attempt, so that a mail that went out twice is recognised as one.
    """

    address: str
    subject: str
    text: str
    reference: str


class TurnedDown(Exception):  # noqa: N818 - an answer, not a fault of ours
    """The other side refused this message. for_good: the address will never do.

    The text is Chinese and ours: what a server says may quote the address.
    """

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        self.why, self.for_good = why, for_good
        super().__init__(why)


class ChannelDown(Exception):  # noqa: N818
    """Nothing gets through on this channel now. The text is Chinese and ours.

    unsure: the message was handed over and no answer came, so it may have gone out.
    """

    def __init__(self, why: str, *, unsure: bool = False) -> None:
        self.why, self.unsure = why, unsure
        super().__init__(why)
