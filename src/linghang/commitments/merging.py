"""What commitments say of somebody who was registered twice comes to the person that stays.

Deeds keep the number under which they were done: aliases of people are known to the organisation.
"""

from __future__ import annotations

from django.db import models

from linghang.commitments.models import Commitment, Member, Programme
from linghang.org.merging import pointing
from linghang.org.models import Person

_COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Commitment, "owner"),
    (Commitment, "leader"),
    (Programme, "leader"),
    (Member, "person"),
)


class _Repoint:
    """Brings one column from the one to the other."""

    def __init__(self, model: type[models.Model], column: str) -> None:
        self.model, self.column = model, column

    def __call__(self, *, duplicate: Person, survivor: Person) -> int:
        rows = self.model._default_manager.filter(**{self.column: duplicate.code})
        if self.model is Member:
            theirs = Member.objects.filter(person=survivor.code, active_to=None)
            rows = rows.exclude(programme__in=theirs.values("programme"), active_to=None)
        return int(rows.update(**{self.column: survivor.code}))


_REPOINTS = {
    f"{model._meta.label_lower}.{column}": _Repoint(model, column) for model, column in _COLUMNS
}


def register() -> None:
    """Declare every text column that holds codes of people."""
    for column, repoint in _REPOINTS.items():
        pointing.register(column, repoint)
