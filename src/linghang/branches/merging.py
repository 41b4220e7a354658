"""What branches hold of somebody who was registered twice comes to the person that stays."""

from __future__ import annotations

from linghang.branches.models import Cultivated, Flowing, Pairing
from linghang.foundation import clock
from linghang.org.merging import pointing
from linghang.org.models import Person
from linghang.org.models.dated import OPEN

REASON = "同一人登记了两次，合并时保留另一条"


def _flowing(*, duplicate: Person, survivor: Person) -> int:
    rows = Flowing.objects.filter(person=duplicate)
    if Flowing.objects.filter(OPEN, person=survivor).exists():
        for row in rows.filter(OPEN):
            row.active_to = max(row.back_on, row.active_from)
            row.save(update_fields=["active_to"])
    return int(rows.update(person=survivor))


def _cultivated(*, duplicate: Person, survivor: Person) -> int:
    rows = Cultivated.objects.filter(person=duplicate)
    kept = set(
        Cultivated.objects.filter(person=survivor, voided_at=None).values_list("kind", "day")
    )
    for row in rows.filter(voided_at=None):
        if (row.kind, row.day) in kept:
            row.voided_at, row.void_reason = clock.now(), REASON
            row.save(update_fields=["voided_at", "void_reason"])
    return int(rows.update(person=survivor))


def _pairing(*, duplicate: Person, survivor: Person) -> int:
    """A running one of the same kind, or with oneself, ends: nobody is grown twice at a time."""
    rows = Pairing.objects.filter(person=duplicate)
    running = Pairing.objects.filter(person=survivor, ended_on=None).values_list("kind", flat=True)
    for row in rows.filter(ended_on=None, kind__in=list(running)):
        row.ended_on, row.end_reason = max(clock.today(), row.since), REASON
        row.save(update_fields=["ended_on", "end_reason"])
    return int(rows.exclude(mentor=survivor).update(person=survivor))


def _mentor(*, duplicate: Person, survivor: Person) -> int:
    rows = Pairing.objects.filter(mentor=duplicate).exclude(person=survivor)
    return int(rows.update(mentor=survivor))


def register() -> None:
    """Declare every column that names a person."""
    pointing.register("branches.flowing.person", _flowing)
    pointing.register("branches.cultivated.person", _cultivated)
    pointing.register("branches.pairing.person", _pairing)
    pointing.register("branches.pairing.mentor", _mentor)
