"""Work for the background worker."""

from __future__ import annotations

from django_tasks import task

from linghang.foundation import clock
from linghang.foundation.intake import services


@task()
def check_batch(batch_id: int) -> str:
    """Check a received batch of any kind; returns the state that it ended in."""
    batch = services.check(batch_id=batch_id, today=clock.today(), clock=clock.now)
    return str(batch.state)
