"""What lies too long: files that nobody committed may hold people's numbers, and are given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from linghang.foundation.access import system_actor
from linghang.foundation.intake import kinds
from linghang.foundation.intake.models import Batch
from linghang.foundation.later import later
from linghang.foundation.schedule import jobs

if TYPE_CHECKING:
    from linghang.foundation.intake import services
else:
    services = later("linghang.foundation.intake.services")


def give_up(now: datetime) -> None:
    """Discard what was sent too long ago and never came into force; its files are deleted."""
    for kind in kinds.every():
        if not kind.given_up_after:
            continue
        services.settle(kind=kind.code)
        waiting = Batch.objects.filter(
            kind=kind.code,
            state__in=services.waiting(kind),
            received_at__lt=now - timedelta(days=kind.given_up_after),
        )
        for batch in waiting.values_list("pk", flat=True):
            services.discard(batch_id=batch, actor=system_actor(), at=now)


jobs.register("intake.give_up", "清理久未入库的上传文件", "20 4 * * *", give_up)
