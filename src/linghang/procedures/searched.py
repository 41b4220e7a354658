"""What can be found here: proceedings by title, number and the persons whom they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found
from linghang.org.models import Person
from linghang.org.rules import Rights
from linghang.procedures import catalog, reach
from linghang.procedures.days import Day
from linghang.procedures.models import Proceeding

KIND = "proceedings"


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every proceeding, but of procedures that only some may know of (Procedure.in_person).

    Its scopes name the procedure, alone and with the unit.
    """
    found = Proceeding.objects.exclude(procedure__in=_in_person()).order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=keys)
    rows = list(found.values_list("pk", "procedure", "title", "unit__code", "concerned"))
    people = dict(
        Person.objects.filter(code__in={code for row in rows for code in row[4]})
        .order_by()
        .values_list("code", "name")
    )
    for pk, procedure, title, unit, concerned in rows:
        loaded = catalog.current(procedure)
        words = [loaded.item.name if loaded else procedure, f"第{pk}号"]
        words += [people.get(code, code) for code in concerned]
        scopes = frozenset({procedure, f"{procedure}@{unit}"})
        yield Found(str(pk), title, " ".join(words), scopes)


def _in_person() -> list[str]:
    return [code for code, loaded in catalog.catalog().items.items() if loaded.item.in_person]


def scopes(rights: Rights, today: date) -> frozenset[str]:
    """The scopes into which the post may look."""
    if not rights.in_force:
        return frozenset()
    found: set[str] = set()
    for one in reach.parts(rights, Day(today)):
        if one.units is reach.EVERYWHERE:
            found.add(one.procedure)
        else:
            found |= {f"{one.procedure}@{unit}" for unit in one.units}
    return frozenset(found)


providers.register(
    KIND,
    "程序办理",
    documents,
    watches={"procedures.proceeding": lambda row: [str(row.pk)]},
)
