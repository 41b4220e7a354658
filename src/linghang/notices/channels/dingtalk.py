"""A DingTalk (钉钉) group robot, which calls the person by account; signed where it asks for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from django.conf import settings

from linghang.foundation.later import later
from linghang.notices.channels import robot
from linghang.notices.channels.message import Message

if TYPE_CHECKING:
    import requests
else:
    requests = later("requests")

NAME = "钉钉"
# Signature, keyword or address not accepted; too many messages; robot stopped or unknown.
IS_DOWN = frozenset({310000, 130101, 300001, 400101, 410100, 400102, 400013})


def is_set() -> bool:
    """Whether this installation has a robot."""
    return bool(settings.DINGTALK_ROBOT)


@contextmanager
def session() -> Iterator[Callable[[Message], None]]:
    """One HTTP session for all messages of the block."""
    with requests.Session() as http:
        yield lambda message: robot.post(
            _signed(settings.DINGTALK_ROBOT, settings.DINGTALK_SECRET, int(time.time() * 1000)),
            {
                "msgtype": "text",
                "text": {"content": message.text},
                "at": {"atUserIds": [message.address], "isAtAll": False},
            },
            name=NAME,
            is_down=IS_DOWN,
            http=http.post,
        )


def _signed(url: str, secret: str, milliseconds: int) -> str:
    """The address with timestamp and signature, as a robot with 加签 wants it."""
    if not secret:
        return url
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    sign = quote_plus(base64.b64encode(digest.digest()))
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}timestamp={milliseconds}&sign={sign}"
