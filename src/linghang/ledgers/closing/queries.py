"""Whether a locked year stands in the way: what is in it changes by who oversees it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from linghang.foundation.access import Actor
from linghang.ledgers import reach
from linghang.ledgers.closing.models import Closing
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry
from linghang.org.models import Person
from linghang.org.rights import rights_of
from linghang.procedures.days import Day


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: under which unit (code), on which day."""

    unit: str
    day: date


def closed_years(ledger: str) -> dict[int, datetime]:
    """Year → when it was locked, of those that are; one query."""
    rows = Closing.objects.in_force().filter(ledger=ledger).order_by()
    return dict(rows.values_list("year", "closed_at"))


def reasons_not_to_change(
    ledger: Ledger, places: Iterable[Place], *, actor: Actor, today: date
) -> list[Complaint]:
    """For each locked year among the days: who may change it, where the actor may not.

    Whoever adds, corrects, moves or voids an entry asks this of where it stands and of where it
    would stand; one query while no such year is locked.
    """
    locked = closed_years(ledger.code)
    asked = {one for one in places if one.day.year in locked}
    if not asked:
        return []
    now = Day(today)
    rights = rights_of(actor.appointment, today) if actor.appointment is not None else None
    found: dict[int, Complaint] = {}
    for one in sorted(asked, key=lambda each: (each.day, each.unit)):
        says = f"{one.day.year}年已经归档，补录和更正由监管的职务办理"
        if rights is not None:
            oversees = reach.may_oversee(ledger, rights, one.unit, now)
            if oversees:
                continue
            says = f"{one.day.year}年已经归档，补录和更正请找{oversees.who_can}"
        found.setdefault(one.day.year, Complaint("day", says))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Drafts:
    """How many drafts somebody has in a year. person: name."""

    person: str
    count: int


def drafts(ledger: str, year: int) -> list[Drafts]:
    """Whose drafts of the year are still to be handed in, most first; for who locks it."""
    rows = Entry.objects.filter(ledger=ledger, day__year=year, standing=Standing.DRAFT.value)
    counted = dict(rows.order_by().values_list("entered_by").annotate(count=Count("pk")))
    names = dict(Person.objects.filter(code__in=counted).values_list("code", "name"))
    told = [Drafts(names.get(code) or code, count) for code, count in counted.items()]
    return sorted(told, key=lambda one: (-one.count, one.person))
