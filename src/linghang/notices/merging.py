"""Notices and addresses of somebody who was registered twice come to the person that stays."""

from __future__ import annotations

from linghang.notices.models import Address, Notice, Remark
from linghang.org.models import Person


def notices(*, duplicate: Person, survivor: Person) -> int:
    """Move the notices; one that the other got, too, and that comes only once, stays."""
    theirs = Notice.objects.filter(person=survivor)
    own = set(theirs.exclude(once="").values_list("kind", "once"))
    escalated = set(theirs.exclude(escalation_of=None).values_list("escalation_of", flat=True))
    moved = 0
    for row in Notice.objects.filter(person=duplicate).only("kind", "once", "escalation_of"):
        if (row.kind, row.once) not in own and row.escalation_of_id not in escalated:
            moved += Notice.objects.filter(pk=row.pk).update(person=survivor)
    return moved


def addresses(*, duplicate: Person, survivor: Person) -> int:
    """Move the addresses on channels where the other has none; the others are given up."""
    own = Address.objects.filter(person=survivor).values("channel")
    moved: int = (
        Address.objects.filter(person=duplicate).exclude(channel__in=own).update(person=survivor)
    )
    Address.objects.filter(person=duplicate).delete()
    return moved


def remarks(*, duplicate: Person, survivor: Person) -> int:
    """Move the remarks."""
    moved: int = Remark.objects.filter(person=duplicate).update(person=survivor)
    return moved
