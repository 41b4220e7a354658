"""Who belongs to branches on a day, many branches at once: members, committee, secretary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, F, Value

from linghang.meetings import catalog
from linghang.org.definitions import Tree
from linghang.org.memberships.rules import Line
from linghang.org.models import Appointment, Membership, Placement
from linghang.org.posts_held.rules import Basis

COMMITTEE, SECRETARY = "branch_committee", "branch_secretary"
Parents = Mapping[str, str | None]


@dataclass(slots=True)
class Roster:
    """members: code → since when. secretaries: code → since when they hold the post."""

    members: dict[str, date] = field(default_factory=dict)
    committee: set[str] = field(default_factory=set)
    secretaries: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rosters:
    """Branch → its roster, and for every unit of the Party tree what it stands under.

    names: of all whom the rosters hold, by code.
    """

    of: Mapping[str, Roster]
    parents: Parents
    names: Mapping[str, str] = field(default_factory=dict)

    def above(self, unit: str) -> tuple[str, ...]:
        """The unit and everything that it stands under."""
        found: list[str] = []
        here: str | None = unit
        while here and here not in found:
            found.append(here)
            here = self.parents.get(here)
        return tuple(found)


def rosters(branches: Collection[str], on: date, parents: Parents | None = None) -> Rosters:
    """The rosters of these branches, members of their groups included, in two queries.

    parents: unit of the Party tree → what it stands under, if it was read already.
    """
    codes, above = set(branches), _parents(on) if parents is None else parents
    found = {code: Roster() for code in codes}
    within = [code for code, parent in above.items() if code in codes or parent in codes]
    belonging = Membership.objects.on(on).filter(line=Line.PARTY, unit__code__in=within)
    held = (
        Appointment.objects.on(on)
        .filter(unit__code__in=codes, post__in=catalog.meetings()[COMMITTEE].posts)
        .exclude(basis=Basis.DELEGATED)
    )
    rows = _rows(belonging, Value("", CharField())).union(_rows(held, "post"), all=True)
    names: dict[str, str] = {}
    for unit, person, name, since, post in rows:
        names[person] = name
        roster = found[str(unit if unit in codes else above[unit])]
        if not post:
            roster.members[person] = since
            continue
        roster.committee.add(person)
        if post == SECRETARY:
            roster.secretaries[person] = since
    return Rosters(found, above, names)


def _rows(rows: Any, post: Value | str) -> Any:
    said = post if isinstance(post, Value) else F(post)
    return (
        rows.order_by()
        .annotate(said=said)
        .values_list("unit__code", "person__code", "person__name", "active_from", "said")
    )


def _parents(on: date) -> Parents:
    rows = Placement.objects.on(on).filter(unit__tree=Tree.PARTY.value)
    return dict(rows.values_list("unit__code", "parent__code"))
