"""What becomes of two Party records when two registrations turn out to be one person."""

from __future__ import annotations

from linghang.org.models import PartyRecord, Person

DATES = ("applied_on", "admitted_on", "full_since", "ended_on")


def records(*, duplicate: Person, survivor: Person) -> int:
    """The survivor's own dates stay; what only the duplicate knows is taken over."""
    row = PartyRecord.objects.filter(person=duplicate).first()
    if row is None:
        return 0
    own = PartyRecord.objects.filter(person=survivor).first()
    if own is None:
        return PartyRecord.objects.filter(pk=row.pk).update(person=survivor)
    for name in DATES:
        if getattr(own, name) is None:
            setattr(own, name, getattr(row, name))
    own.ending = own.ending or row.ending
    own.save()
    row.delete()
    return 1
