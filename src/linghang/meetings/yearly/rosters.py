"""Who belongs to branches on a day, many branches at once: members, committee, secretary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from linghang.meetings import catalog
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Placement
from linghang.org.posts_held.rules import Basis

COMMITTEE, SECRETARY = "branch_committee", "branch_secretary"


@dataclass(slots=True)
class Roster:
    """members: code → since when. secretaries: code → since when they hold the post."""

    members: dict[str, date] = field(default_factory=dict)
    committee: set[str] = field(default_factory=set)
    secretaries: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rosters:
    """Branch → its roster, and for every unit of the Party tree what it stands under."""

    of: Mapping[str, Roster]
    parents: Mapping[str, str | None]

    def above(self, unit: str) -> tuple[str, ...]:
        """The unit and everything that it stands under."""
        found: list[str] = []
        here: str | None = unit
        while here and here not in found:
            found.append(here)
            here = self.parents.get(here)
        return tuple(found)


def rosters(branches: Collection[str], on: date) -> Rosters:
    """The rosters of these branches, members of their groups included, in three queries."""
    codes = set(branches)
    parents = dict(
        Placement.objects.on(on)
        .filter(unit__tree=Tree.PARTY.value)
        .values_list("unit__code", "parent__code")
    )
    found = {code: Roster() for code in codes}
    within = [code for code, parent in parents.items() if code in codes or parent in codes]
    rows = Membership.objects.on(on).filter(line=Line.PARTY, unit__code__in=within)
    for unit, person, since in rows.values_list("unit__code", "person__code", "active_from"):
        branch = unit if unit in codes else parents[unit]
        found[str(branch)].members[person] = since
    held = (
        Appointment.objects.on(on)
        .filter(unit__code__in=codes, post__in=catalog.meetings()[COMMITTEE].posts)
        .exclude(basis=Basis.DELEGATED)
    )
    for unit, post, person, since in held.values_list(
        "unit__code", "post", "person__code", "active_from"
    ):
        found[unit].committee.add(person)
        if post == SECRETARY:
            found[unit].secretaries[person] = since
    return Rosters(found, parents)
