"""What the library holds of somebody who was registered twice comes to the person that stays."""

from __future__ import annotations

from django.db.models import QuerySet

from linghang.org.merging import pointing
from linghang.org.models import Person
from linghang.texts.models import Confirmation


def repoint(*, duplicate: Person, survivor: Person) -> int:
    """Confirmations follow, but for versions that both have read; those rows are never changed by
    anything else."""
    rows: QuerySet[Confirmation] = QuerySet(Confirmation)
    taken = Confirmation.objects.filter(person=survivor).values("version")
    return rows.filter(person=duplicate).exclude(version__in=taken).update(person=survivor)


def register() -> None:
    """Declare the column that names a person."""
    pointing.register("texts.confirmation.person", repoint)
