"""Read models of belonging: who stands in no grid cell, or in several."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from linghang.org.memberships.rules import Cell, Fault, Line, fault_in_grid
from linghang.org.models import Membership, Person, Placement
from linghang.org.models.dated import in_force


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
