"""One message a person and channel each morning, for all that may wait."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linghang.notices.models import Delivery


@transaction.atomic
def digest(*, now: datetime) -> int:
    """Gather what waits for a digest; returns how many digests were queued.

    A person has one digest a channel and local day: what comes after it waits for the next.
    """
    today = timezone.localdate(now)
    waiting: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    rows = Delivery.objects.queued().outward()
    rows = rows.filter(next_attempt_at=None, carried_by=None, digest_on=None).order_by("pk")
    for pk, person, channel in rows.values_list("pk", "person_id", "channel"):
        waiting[person, channel].append(pk)
    had = set(Delivery.objects.filter(digest_on=today).values_list("person_id", "channel"))
    due = {whom: ids for whom, ids in waiting.items() if whom not in had}
    carriers = Delivery.objects.bulk_create(
        Delivery(
            person_id=person,
            channel=channel,
            queued_at=now,
            next_attempt_at=now,
            digest_on=today,
        )
        for person, channel in due
    )
    for carrier, ids in zip(carriers, due.values(), strict=True):
        Delivery.objects.filter(pk__in=ids).update(carried_by=carrier)
    return len(carriers)
