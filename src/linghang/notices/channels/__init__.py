"""The ways out of the house: mail, WeCom and DingTalk group robots; each used when it is set."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from linghang.notices.channels import dingtalk, mail, wecom
from linghang.notices.channels.message import ChannelDown, Message, TurnedDown
from linghang.notices.definitions import OUTWARD, Channel

__all__ = ["ChannelDown", "Message", "TurnedDown", "configured", "session"]
Send = Callable[[Message], None]


class _Adapter(Protocol):
    def is_set(self) -> bool: ...

    def session(self) -> AbstractContextManager[Send]: ...


_ADAPTERS: dict[Channel, _Adapter] = {
    Channel.MAIL: mail,
    Channel.WECOM: wecom,
    Channel.DINGTALK: dingtalk,
}


def configured() -> tuple[Channel, ...]:
    """The channels for which this installation has settings."""
    return tuple(channel for channel in OUTWARD if _ADAPTERS[channel].is_set())


def session(channel: Channel) -> AbstractContextManager[Send]:
    """A connection for several messages: the block gets a function that sends one.

    It raises TurnedDown for a message, ChannelDown when no message gets through now.
    """
    return _ADAPTERS[channel].session()
