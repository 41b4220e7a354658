"""The demo hospital as recipes know it, and who may enter and verify for each of its units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from linghang.demo.hospital import hospital
from linghang.demo.ledgers.recipes import Scene
from linghang.org.memberships.rules import Line
from linghang.org.models import Coverage, Membership, Placement, Unit
from linghang.org.posts_held import queries as posts_held
from linghang.org.posts_held.queries import Tenure
from linghang.org.posts_held.rules import Basis
from linghang.procedures.days import Belonging, Day
from linghang.procedures.definitions import Seat
from linghang.procedures.seats import rules as seats
from linghang.procedures.seats.rules import Doer


def scene(today: date) -> Scene:
    """The hospital as it stands."""
    kinds = defaultdict(list)
    names = {}
    for code, name, kind in Unit.objects.order_by("code").values_list("code", "name", "kind"):
        kinds[kind].append(code)
        names[code] = name
    people = defaultdict(list)
    for one in hospital().members:
        people[one.department].append(one.code)
    clinical = [code for code in kinds["department"] if code in people]
    return Scene(
        today=today,
        people=dict(people),
        party=_members(today),
        branch_of=_branch_of(today),
        names=names,
        clinical=clinical,
        offices=kinds["office"],
        branches=kinds["party_branch"],
    )


def _members(today: date) -> Mapping[str, list[str]]:
    groups = Placement.objects.on(today).filter(unit__kind="party_group")
    above = dict(groups.values_list("unit__code", "parent__code"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = Membership.objects.on(today).filter(line=Line.PARTY).order_by("person__code")
    for unit, person in rows.values_list("unit__code", "person__code"):
        found[above.get(unit, unit)].append(person)
    return dict(found)


def _branch_of(today: date) -> Mapping[str, str]:
    rows = Coverage.objects.on(today).filter(unit__kind="party_branch")
    return dict(rows.values_list("covered__code", "unit__code"))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who acts under a post, with what an act keeps of them."""

    person: str
    appointment: int
    title: str
    departments: list[str]


@dataclass(frozen=True)
class House:
    """Who sits in which seat for a unit, as the demo stands; read once."""

    today: date
    _found: dict[tuple[tuple[Seat, ...], str], list[Holder]] = field(default_factory=dict)

    @cached_property
    def day(self) -> Day:
        """The organisation of the day."""
        return Day(self.today)

    @cached_property
    def _held(self) -> dict[str, list[Tenure]]:
        """Post → who holds it since before the two years began; no delegates."""
        found: defaultdict[str, list[Tenure]] = defaultdict(list)
        for one in posts_held.tenures(self.today):
            if one.basis is Basis.REGULAR and one.active_from.year < self.today.year - 1:
                found[one.post.code].append(one)
        return dict(found)

    @cached_property
    def _belongings(self) -> dict[str, Belonging]:
        return self.day.belongings({one.person for held in self._held.values() for one in held})

    def holders(self, who: tuple[Seat, ...], unit: str) -> list[Holder]:
        """Everybody who sits in one of the seats, in the order of its posts; one row a person."""
        key = (who, unit)
        if key not in self._found:
            self._found[key] = self._look(who, unit)
        return self._found[key]

    def _look(self, who: tuple[Seat, ...], unit: str) -> list[Holder]:
        found: dict[str, Holder] = {}
        for seat in who:
            for post in seat.posts:
                for one in self._held.get(post, ()):
                    if seats.sits(seat, self._doer(one), self.day.place(unit)):
                        found.setdefault(one.person, self._holder(one))
        return list(found.values())

    def _doer(self, held: Tenure) -> Doer:
        return Doer(
            person=held.person,
            post=held.post.code,
            unit=held.unit,
            departments=self._departments(held),
        )

    def _departments(self, held: Tenure) -> frozenset[str]:
        belongs = self._belongings[held.person].departments
        return belongs | {self.day.department(held.unit)}

    def _holder(self, held: Tenure) -> Holder:
        return Holder(
            person=held.person,
            appointment=held.appointment,
            title=held.title,
            departments=sorted(self._departments(held)),
        )

    def holder(self, who: tuple[Seat, ...], unit: str, without: Collection[str] = ()) -> Holder:
        """The first of them who is not one of `without`. Raises LookupError when there is none."""
        for one in self.holders(who, unit):
            if one.person not in without:
                return one
        posts = "、".join(post for seat in who for post in seat.posts)
        raise LookupError(f"nobody else holds {posts} for {unit}")
