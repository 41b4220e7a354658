"""What points to a person, and how it is brought to point to another.

Every foreign key to a person is declared: here for the tables of the organisation, by the engines
above in their `apps.py`. Rows of one that nobody declared stop a merge, so that none is forgotten.

    pointing.register("notices.notice.person", repoint)

    def repoint(*, duplicate: Person, survivor: Person) -> int:
        return Notice.objects.filter(person=duplicate).update(person=survivor)
"""

from __future__ import annotations

from typing import Protocol

from linghang.org.models import Person

# What the deed itself takes care of.
OWN = frozenset(
    {
        "org.account.person",
        "org.appointment.person",
        "org.membership.person",
        "org.pastemployment.person",
        "org.person.merged_into",
    }
)


class Repoint(Protocol):
    """Brings the rows of one column from the one to the other; returns how many."""

    def __call__(self, *, duplicate: Person, survivor: Person) -> int: ...


_declared: dict[str, Repoint] = {}


def register(column: str, repoint: Repoint) -> None:
    """Declare a column ("app.model.field"), or a text column that holds codes of people.

    Raises ValueError when it is declared already with another function.
    """
    if column in OWN or _declared.setdefault(column, repoint) is not repoint:
        raise ValueError(f"{column} is declared already")


def repoint_all(*, duplicate: Person, survivor: Person) -> int:
    """Bring everything declared from the one to the other; returns how many rows."""
    return sum(each(duplicate=duplicate, survivor=survivor) for each in _declared.values())


def undeclared(person: Person) -> list[str]:
    """Names of the tables with rows that point to the person by a column that nobody declared."""
    found = []
    for relation in Person._meta.related_objects:
        column = f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        if column in OWN or column in _declared:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: person})
        if rows.exists():
            found.append(str(relation.related_model._meta.verbose_name))
    return found
