"""What lies too long: workbooks that nobody committed hold people's numbers, and are given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from linghang.foundation.access import system_actor
from linghang.foundation.intake.models import Batch
from linghang.foundation.later import later
from linghang.foundation.schedule import jobs

if TYPE_CHECKING:
    from linghang.org.exchange import services
else:
    services = later("linghang.org.exchange.services")

KEPT = timedelta(days=14)


def give_up(now: datetime) -> None:
    """Discard what was sent two weeks ago and never came into force; its file is deleted."""
    waiting = Batch.objects.filter(
        kind=services.KIND, state__in=services.OPEN, received_at__lt=now - KEPT
    )
    for batch in waiting.values_list("pk", flat=True):
        services.discard(batch_id=batch, actor=system_actor(), at=now)


jobs.register("exchange.give_up", "清理久未入库的组织和人员表格", "20 4 * * *", give_up)
