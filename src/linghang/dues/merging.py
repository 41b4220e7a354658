"""What dues hold of somebody who was registered twice comes to the person that stays."""

from __future__ import annotations

from django.db import models

from linghang.dues.models import STANDS, Base, Extra, GoodReason, Payment
from linghang.foundation import clock
from linghang.org.merging import pointing
from linghang.org.models import Person

# Model → whether a person has one standing row a month at most.
_COLUMNS: tuple[tuple[type[models.Model], bool], ...] = (
    (Base, True),
    (Payment, True),
    (Extra, False),
    (GoodReason, False),
)
REASON = "同一人登记了两次，合并时保留另一条"


class _Repoint:
    """Brings the rows to the survivor; a second one of the same month is made void first."""

    def __init__(self, model: type[models.Model], monthly: bool) -> None:
        self.model, self.monthly = model, monthly

    def __call__(self, *, duplicate: Person, survivor: Person) -> int:
        rows = self.model._default_manager.filter(person=duplicate)
        if self.monthly:
            taken = self.model._default_manager.filter(STANDS, person=survivor).values("month")
            rows.filter(STANDS, month__in=taken).update(voided_at=clock.now(), void_reason=REASON)
        return int(rows.update(person=survivor))


_REPOINTS = {
    f"{model._meta.label_lower}.person": _Repoint(model, monthly) for model, monthly in _COLUMNS
}


def register() -> None:
    """Declare every column that names a person."""
    for column, repoint in _REPOINTS.items():
        pointing.register(column, repoint)
