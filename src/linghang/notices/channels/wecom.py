"""A WeCom (企业微信) group robot, which calls the person by account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings

from linghang.foundation.later import later
from linghang.notices.channels import robot
from linghang.notices.channels.message import Message

if TYPE_CHECKING:
    import requests
else:
    requests = later("requests")

NAME = "企业微信"
# Too many messages in a minute; the robot's address is wrong or it was removed.
IS_DOWN = frozenset({45009, 45033, 93000, 93004})


def is_set() -> bool:
    """Whether this installation has a robot."""
    return bool(settings.WECOM_ROBOT)


@contextmanager
def session() -> Iterator[Callable[[Message], None]]:
    """One HTTP session for all messages of the block."""
    with requests.Session() as http:
        yield lambda message: robot.post(
            settings.WECOM_ROBOT,
            {
                "msgtype": "text",
                "text": {"content": message.text, "mentioned_list": [message.address]},
            },
            name=NAME,
            is_down=IS_DOWN,
            http=http.post,
        )
