"""Read models of notices: the number in the shell, receipts, and the state of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from linghang.notices.definitions import Channel
from linghang.notices.models import Delivery, Notice
from linghang.notices.rules import State


def unread(person: str) -> int:
    """How many notices of the person (code) still ask for reading or confirming; one query."""
    return Notice.objects.of(person).open().count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """How far a notice that went to several people has come. told: how many people."""

    told: int
    read: int
    confirmed: int
    escalated: int


def receipts(notice: Notice) -> Receipts:
    """Of all notices that the same deed caused: same kind, subject, sender and instant."""
    same = Notice.objects.filter(
        kind=notice.kind,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        sender=notice.sender,
        created_at=notice.created_at,
    )
    return Receipts(
        **same.aggregate(
            told=Count("pk"),
            read=Count("pk", filter=Q(read_at__isnull=False)),
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            escalated=Count("pk", filter=Q(escalated_at__isnull=False)),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is stuck in the ledger. oldest: since when the oldest due row has waited."""

    waiting: int
    oldest: datetime | None
    failed: int


def backlog(now: datetime, *, since: timedelta) -> Backlog:
    """Outward rows that are overdue for sending, and those that failed in the last while."""
    begun = Q(state=State.QUEUED, attempts__gt=0)
    failed = Q(state=State.FAILED, queued_at__gte=now - since)
    found = Delivery.objects.exclude(channel=Channel.INBOX).aggregate(
        waiting=Count("pk", filter=begun),
        oldest=Min("queued_at", filter=begun),
        failed=Count("pk", filter=failed),
    )
    return Backlog(**found)
