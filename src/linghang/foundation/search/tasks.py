"""Work for the background worker."""

from __future__ import annotations

from django_tasks import task

from linghang.foundation.search import services


@task()
def rebuild_kind(kind: str) -> int:
    """Compare one kind with its engine after much of it was written at once."""
    return services.rebuild(kinds=[kind])[kind]
