"""Whom to tell about a commitment: its owner, else who reports for its unit; who leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from linghang.commitments import catalog
from linghang.commitments.definitions import ProgrammeKind
from linghang.commitments.models import Commitment, Programme
from linghang.org import queries as org
from linghang.org.models import Person
from linghang.org.posts_held.rules import Basis
from linghang.procedures.definitions import Scope, Seat


class Addressees:
    """The posts of a day, read once for all; and who of the named persons is here."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def _held(self) -> dict[str, list[tuple[str, str]]]:
        """Post → (person, unit) of those who hold it, not by delegation."""
        wanted = {
            post
            for loaded in catalog.catalog().items.values()
            for seat in loaded.item.seats.all
            for post in seat.posts
        }
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in org.tenures(self.on, held=sorted(wanted)):
            if one.basis is not Basis.DELEGATED:
                found[one.post.code].append((one.person, one.unit))
        return found

    @cached_property
    def _here(self) -> frozenset[str]:
        """Codes of persons who are known and were not merged into another."""
        known = Person.objects.filter(merged_into=None)
        return frozenset(known.values_list("code", flat=True))

    def doing(self, row: Commitment) -> list[str]:
        """The owner; without one, who reports for the unit; where nobody does, who leads all."""
        if row.owner in self._here:
            return [row.owner]
        seats = row.programme.definition.seats.own
        found = self._of(seats, row.unit_id or "")
        return found or self.leading(row.programme)

    def leading(self, programme: Programme) -> list[str]:
        """Who leads the programme: at its unit, or of the whole hospital."""
        kind: ProgrammeKind = programme.definition
        return self._of(kind.seats.lead, programme.unit_id) or self._of(kind.seats.lead, "")

    def _of(self, seats: Iterable[Seat], unit: str) -> list[str]:
        """Holders of the seats on the unit; of those that are anywhere, "" asks for all."""
        found = [
            person
            for seat in seats
            for post in seat.posts
            for person, at in self._held.get(post, [])
            if at == unit or (not unit and seat.at is Scope.ANYWHERE)
        ]
        return list(dict.fromkeys(found))

    def known(self, people: Iterable[str]) -> list[str]:
        """Those of the persons who can be told."""
        return [one for one in dict.fromkeys(people) if one in self._here]
