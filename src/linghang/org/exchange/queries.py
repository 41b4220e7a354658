"""Which imports wrote something about a person or a unit."""

from __future__ import annotations

from linghang.foundation.trail.queries import Wider
from linghang.org.exchange import trail_actions
from linghang.org.exchange.models import Touched


def imports(table: str, row: int) -> Wider:
    """The deeds on imports that wrote about it, for its history. table: person | unit."""
    told = trail_actions.IMPORTS
    found = Touched.objects.filter(table=table, row=row)
    return Wider(
        actions=(told.action("committed"), told.action("undone")),
        subject_type=told.subject,
        subject_ids=tuple(map(str, found.values_list("batch", flat=True))),
    )
