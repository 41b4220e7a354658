"""What the organisation, the calendar and the rule parameters say on a day, read once for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.workdays import queries as workdays
from linghang.foundation.workdays.rules import Calendar
from linghang.org import queries as org
from linghang.org.definitions import Tree
from linghang.org.models import Appointment, Charge, Coverage, Membership, Person
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.org.trees.rules import Structure
from linghang.procedures import catalog
from linghang.procedures.seats.rules import Doer, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Where a person belongs on a day. departments: by post or membership. posts: all held."""

    departments: frozenset[str]
    posts: frozenset[str]


@dataclass(frozen=True)
class Day:
    """A day as the rules must know it; each part is read when it is first asked for, once."""

    on: date
    _doers: dict[int, Doer] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)

    @cached_property
    def structure(self) -> Structure:
        """All trees as they stand."""
        return org.structure(self.on)

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """Unit → the unit that took it over."""
        return org.current_code_map(self.on)

    @cached_property
    def calendar(self) -> Calendar:
        """Which days are workdays."""
        return workdays.calendar()

    @cached_property
    def posts(self) -> Mapping[str, str]:
        """Post → its name."""
        return catalog.post_names()

    @cached_property
    def covering(self) -> Mapping[str, frozenset[str]]:
        """Unit → the organisations that cover it directly."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        rows = Coverage.objects.on(self.on).order_by()
        for covered, unit in rows.values_list("covered__code", "unit__code"):
            found[covered].add(unit)
        return {code: frozenset(units) for code, units in found.items()}

    @cached_property
    def charges(self) -> Mapping[str, str]:
        """Unit → the person who is in charge of it directly."""
        rows = Charge.objects.standing(self.on).order_by()
        return dict(rows.values_list("unit__code", "appointment__person__code"))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Person → the person into whom the row was merged; only merged ones."""
        merged = Person.objects.filter(merged_into__isnull=False).order_by()
        return dict(merged.values_list("code", "merged_into__code"))

    def values(self, on: date) -> Mapping[str, object]:
        """Rule parameters of the day of a deed, which may lie before this one."""
        return self._parameters.in_force(on)

    @cached_property
    def _parameters(self) -> parameters.History:
        return parameters.history()

    def place(self, unit: str) -> Place:
        """The unit as it stands, or the one that took it over."""
        if unit not in self._places:
            self._places[unit] = self._place(self.successors.get(unit, unit))
        return self._places[unit]

    def _place(self, code: str) -> Place:
        above = [each.code for each in self.structure.path(code)] or [code]
        return Place(
            code=code,
            above=frozenset(above),
            below=self.structure.subtree(code) or frozenset({code}),
            covering=frozenset(one for each in above for one in self.covering.get(each, ())),
            in_charge=self._in_charge(above),
            department=self.department(code),
            aliases=self.aliases,
            successors=self.successors,
        )

    def _in_charge(self, above: list[str]) -> frozenset[str]:
        """Of the unit itself, else of the nearest above that somebody is in charge of."""
        people = (self.charges[code] for code in reversed(above) if code in self.charges)
        return frozenset(list(people)[:1])

    def department(self, unit: str) -> str:
        """The unit below the top to which it belongs: sections of one centre are one department.

        A unit at the top is a department of its own.
        """
        path = self.structure.path(unit)
        return path[min(1, len(path) - 1)].code if path else unit

    def belongings(self, people: Iterable[str]) -> dict[str, Belonging]:
        """Person → where they belong, by any post or any membership, in two queries.

        A Party branch or a union group is no department: those of one branch work in many.
        """
        named = {code: self.aliases.get(code, code) for code in people}
        known = set(named.values())
        held = Appointment.objects.on(self.on).filter(person__code__in=known).order_by()
        belongs = Membership.objects.on(self.on).filter(person__code__in=known).order_by()
        rows = [*held.values_list("person__code", "unit__code", "unit__tree", "post")]
        units = belongs.values_list("person__code", "unit__code", "unit__tree")
        rows += [(*row, "") for row in units]
        departments: defaultdict[str, set[str]] = defaultdict(set)
        posts: defaultdict[str, set[str]] = defaultdict(set)
        for person, unit, tree, post in rows:
            if tree == Tree.ADMINISTRATION:
                departments[person].add(self.department(unit))
            if post:
                posts[person].add(post)
        return {
            code: Belonging(departments=frozenset(departments[now]), posts=frozenset(posts[now]))
            for code, now in named.items()
        }

    def doer(self, rights: Rights) -> Doer:
        """Who acts under the appointment, with all departments of theirs and their principal's."""
        if rights.appointment not in self._doers:
            self._doers[rights.appointment] = self._doer(rights)
        return self._doers[rights.appointment]

    def _doer(self, rights: Rights) -> Doer:
        found = self.belongings({rights.person, rights.on_behalf_of or rights.person})
        return Doer(
            person=rights.person,
            on_behalf_of=rights.on_behalf_of or "",
            post=rights.post.code,
            unit=rights.unit.code,
            departments=frozenset({self.department(rights.unit.code)}).union(
                *(one.departments for one in found.values())
            ),
            held=frozenset({rights.post.code}).union(*(one.posts for one in found.values())),
            is_here=rights.in_force,
            is_delegated=rights.basis is Basis.DELEGATED,
            is_limited=bool(rights.limited_to),
            title=rights.title,
        )
