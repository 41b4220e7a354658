"""Who is above whom on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property

from linghang.notices.escalating import rules
from linghang.notices.escalating.rules import Holder
from linghang.org import queries as org
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership
from linghang.org.posts_held.rules import Basis
from linghang.org.trees.rules import Structure

# Where somebody works says more about their superior than where they hold a post.
ORDER = (Line.HOME, Line.TEAM)


class Ladder:
    """The day's units, leaders and members; each read once, and only when it is asked for."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def _tenures(self) -> tuple[org.Tenure, ...]:
        return org.tenures(self.on)

    @cached_property
    def _structure(self) -> Structure:
        return org.structure(self.on)

    @cached_property
    def _homes(self) -> dict[str, dict[str, str]]:
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        rows = Membership.objects.on(self.on).filter(line__in=ORDER)
        for person, line, unit in rows.values_list("person__code", "line", "unit__code"):
            found[person][line] = unit
        return found

    @cached_property
    def _charges(self) -> dict[str, str]:
        return {each.unit: each.person for each in org.in_charge(self.on)}

    def units_of(self, person: str) -> list[str]:
        """Where the person belongs, the most telling first: home, team, then posts held.

        A leader of the hospital stands where that post is held, wherever they work besides.
        """
        lines = self._homes.get(person, {})
        belongs = [lines[line] for line in ORDER if line in lines]
        own = [each for each in self._tenures if each.person == person]
        if leads := [each.unit for each in own if each.post.is_leader]:
            return leads
        return belongs + [each.unit for each in own]

    def above(self, person: str) -> tuple[str, ...]:
        """Codes of who leads the person's unit, is in charge of it, or leads one above it."""
        holders = [Holder(each.person, each.post.code, each.unit) for each in self._tenures]
        return rules.above(
            person,
            self.units_of(person),
            structure=self._structure,
            holders=holders,
            charges=self._charges,
        )

    def holders_of(self, post: str) -> tuple[str, ...]:
        """Codes of those who hold the post themselves, or act in it; not by delegation."""
        return tuple(
            dict.fromkeys(
                each.person
                for each in self._tenures
                if each.post.code == post and each.basis is not Basis.DELEGATED
            )
        )
