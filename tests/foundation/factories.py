"""Trail entries that say only what the test is about."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions, services, subjects
from linghang.foundation.trail.models import Entry

AT = datetime(2025, 6, 3, 2, 30, 15, 123456, tzinfo=UTC)
NURSE = Actor(person="P0001", appointment=7)
DONE = "tests.thing.done"
actions.register(DONE, "{actor}办了{count}件事")
subjects.register("tests.thing", "物件")


def entry(
    *,
    count: int = 1,
    subject: str = "1",
    actor: Actor = NURSE,
    at: datetime = AT,
    personal: dict[str, str] | None = None,
    **facts: object,
) -> Entry:
    """Leave one entry in a transaction of its own."""
    with transaction.atomic():
        return services.leave(
            at=at,
            actor=actor,
            action=DONE,
            subject=("tests.thing", subject),
            facts={"count": count, **facts},
            personal=personal,
        )


def entries(number: int, *, personal: dict[str, str] | None = None) -> list[Entry]:
    """Leave several entries about things 1, 2, 3 …"""
    with transaction.atomic():
        return [entry(subject=str(one), count=one, personal=personal) for one in _to(number)]


def _to(number: int) -> range:
    return range(1, number + 1)
