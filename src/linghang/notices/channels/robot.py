"""Posting to a group robot: what WeCom and DingTalk share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from linghang.foundation.later import later
from linghang.notices.channels.message import ChannelDown, TurnedDown

if TYPE_CHECKING:
    import requests
else:
    requests = later("requests")

TIMEOUT = 10  # seconds, to connect and to answer
SERVER_FAULT, TOO_MANY, OK = 500, 429, 200


def post(
    url: str,
    content: Mapping[str, object],
    *,
    name: str,
    is_down: Collection[int],
    http: Callable[..., requests.Response],
) -> None:
    """Post a message as JSON and understand the answer `{"errcode": 0}`.

    name: of the platform, in Chinese. is_down: codes that mean that no message gets through.
    Raises TurnedDown, ChannelDown; neither quotes the address or what the other side says.
    """
    answer = _answer(url, content, name, http)
    if answer.status_code >= SERVER_FAULT or answer.status_code == TOO_MANY:
        raise ChannelDown(f"{name}暂时不可用（{answer.status_code}）")
    if answer.status_code != OK:
        raise ChannelDown(f"{name}不接受请求（{answer.status_code}），请检查机器人地址")
    code = _code(answer)
    if code is None:
        raise ChannelDown(f"{name}的应答看不懂，请检查机器人地址")
    if code in is_down:
        raise ChannelDown(f"{name}机器人现在不能用（{code}）")
    if code:
        raise TurnedDown(f"{name}拒绝这条消息（{code}）")


def _answer(
    url: str, content: Mapping[str, object], name: str, http: Callable[..., requests.Response]
) -> requests.Response:
    try:
        return http(url, json=content, timeout=TIMEOUT)
    except requests.ReadTimeout:
        raise ChannelDown(f"{name}没有应答（超时）", unsure=True) from None
    except requests.Timeout:
        raise ChannelDown(f"{name}没有应答（超时）") from None
    except requests.RequestException:
        raise ChannelDown(f"连不上{name}") from None


def _code(answer: requests.Response) -> int | None:
    try:
        code = answer.json()["errcode"]
    except (requests.JSONDecodeError, KeyError, TypeError):
        return None
    return code if isinstance(code, int) else None
