"""Read models of belonging: who stands in no grid cell, or in several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Cell, Fault, Line, fault_in_grid
from linghang.org.models import Appointment, Membership, Person, Placement
from linghang.org.models.dated import in_force

KEEPER = "grid_keeper"
HEADS = ("department_head", "head_nurse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """Somebody who does not stand in exactly one cell of the lowest level. cells: their codes."""

    person: str
    name: str
    fault: Fault
    cells: tuple[str, ...]


def grid_faults(on: date) -> list[Misplaced]:
    """Everybody here on the day who is in no cell, in several, or in one with cells below it.

    For the nightly check; empty when nobody falls through and nobody is watched twice. Three
    queries.
    """
    standing = Placement.objects.on(on).filter(in_force("unit", on), parent__isnull=False)
    above = set(standing.filter(unit__tree="grid").values_list("parent__code", flat=True))
    cells: defaultdict[str, list[Cell]] = defaultdict(list)
    belong = Membership.objects.on(on).filter(in_force("unit", on), line=Line.GRID).order_by()
    for person, cell in belong.values_list("person__code", "unit__code"):
        cells[person].append(Cell(cell, is_lowest=cell not in above))
    found = []
    for code, name in Person.objects.on(on).order_by("code").values_list("code", "name"):
        fault = fault_in_grid(cells[code])
        if fault is not None:
            own = tuple(cell.code for cell in cells[code])
            found.append(Misplaced(person=code, name=name, fault=fault, cells=own))
    return found


def concerned(faults: Sequence[Misplaced], on: date) -> list[str]:
    """Codes of the keepers of the cells, and of who leads the homes, of misplaced people."""
    cells = {cell for one in faults for cell in one.cells}
    homes = (
        Membership.objects.on(on)
        .filter(line=Line.HOME, person__code__in=[one.person for one in faults])
        .values("unit")
    )
    held = Appointment.objects.on(on).filter(in_force("person", on)).exclude(basis="delegated")
    keepers = held.filter(post=KEEPER, unit__code__in=cells)
    heads = held.filter(unit__in=homes).filter(
        Q(post__in=HEADS) | Q(post__endswith="_director", unit__kind=Kind.OFFICE.value)
    )
    found = (keepers | heads).order_by("person__code").values_list("person__code", flat=True)
    return list(found.distinct())
