"""Work for the background worker."""

from __future__ import annotations

from django_tasks import task

from linghang.cases import services
from linghang.foundation import clock


@task()
def stage_batch(batch_id: int) -> str:
    """Stage a received batch; returns the state that it ended in."""
    batch = services.stage(batch_id=batch_id, today=clock.today(), clock=clock.now)
    return str(batch.state)
