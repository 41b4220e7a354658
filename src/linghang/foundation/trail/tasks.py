"""Work for the background worker."""

from __future__ import annotations

from django_tasks import task

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.trail import verifying


@task()
def verify(verification_id: int, person: str, appointment: int | None) -> str:
    """Check the whole trail as somebody asked; returns the outcome."""
    actor = Actor(person=person, appointment=appointment)
    done = verifying.run(verification_id=verification_id, actor=actor, clock=clock.now)
    return str(done.outcome)
