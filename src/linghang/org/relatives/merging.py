"""What was declared by, or about, somebody who was registered twice."""

from __future__ import annotations

from linghang.org.models import Person, Tie


def own(*, duplicate: Person, survivor: Person) -> int:
    """What the duplicate declared comes to the survivor."""
    return Tie.objects.filter(person=duplicate).update(person=survivor)


def named(*, duplicate: Person, survivor: Person) -> int:
    """What others declared about the duplicate is about the survivor."""
    return Tie.objects.filter(relative=duplicate).update(relative=survivor)
