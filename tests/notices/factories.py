"""Notices and addresses that say only what the test is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.notices import catalog, services
from linghang.notices.addresses import services as addresses
from linghang.notices.definitions import Channel, NoticeKind
from linghang.notices.models import Address, Notice

# Tuesday, half past ten in China; no holiday near.
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)
HR = Actor(person="P8", appointment=1)
SUBJECT = ("org.appointment", "7")


def kind(**facts: Any) -> NoticeKind:
    """A kind that says hello."""
    default = {
        "code": "hello",
        "name": "问候",
        "title": "{name}您好",
        "body": "祝{name}顺利。",
        "channels": ("mail", "wecom", "dingtalk"),
        "source": "本测试",
    }
    return NoticeKind.model_validate({**default, **facts}, strict=False)


def declare(monkeypatch: Any, *kinds: NoticeKind) -> None:
    """Let these kinds stand beside the product's own."""
    known = catalog.catalog()
    first = next(iter(known.items.values()))
    more = {
        one.code: type(first)(
            item=one, hash="", body="", file="catalogs/test/notices.yaml", system="test"
        )
        for one in kinds
    }
    both = type(known)(known.kind, {**known.items, **more})
    monkeypatch.setattr(catalog, "catalog", lambda: both)


def notify(to: tuple[str, ...] = ("D1",), **facts: Any) -> list[Notice]:
    """Tell people, in a transaction of its own."""
    default: dict[str, Any] = {
        "kind": "hello",
        "subject": SUBJECT,
        "facts": {"name": "张三丰"},
        "actor": HR,
        "at": AT,
    }
    with transaction.atomic():
        return services.notify(to=to, **{**default, **facts})


def address(person: str = "D1", channel: Channel = Channel.MAIL, value: str = "") -> Address:
    """An address of a person: d1@hospital.test, or the code as account."""
    plain = f"{person.lower()}@hospital.test" if channel is Channel.MAIL else person
    return addresses.set_address(
        channel=channel, value=value or plain, actor=Actor(person=person), at=AT
    )
