"""The organisation as drafts in memory: rows as they are, and as a workbook would leave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.rules import UnitFacts
from linghang.org.trees.rules import Seat, Span


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """The row of a sheet that a draft was last touched by; sheet: a code of definitions."""

    sheet: str
    row: int


@dataclass(slots=True, eq=False, kw_only=True)
class Draft:
    """A row of a table. pk: None until it is written. before: its values when it was loaded."""

    TABLE: ClassVar[str] = ""

    pk: int | None = None
    origin: Origin | None = None
    before: dict[str, Any] | None = None

    def values(self) -> dict[str, Any]:
        """By column; other rows are named by their codes."""
        raise NotImplementedError

    @property
    def is_new(self) -> bool:
        return self.pk is None

    @property
    def is_changed(self) -> bool:
        """Whether a row that exists would be written differently."""
        return self.origin is not None and self.pk is not None and self.before != self.values()


@dataclass(slots=True, eq=False, kw_only=True)
class DatedDraft(Draft):
    """A row for a span of days."""

    start: date
    end: date | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(slots=True, eq=False, kw_only=True)
class UnitDraft(DatedDraft):
    """A unit with everything dated that hangs on it."""

    TABLE: ClassVar[str] = "unit"

    code: str
    name: str
    kind: Kind
    placements: list[PlacementDraft] = field(default_factory=list)
    namings: list[NamingDraft] = field(default_factory=list)
    beds: list[BedsDraft] = field(default_factory=list)
    charges: list[ChargeDraft] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
        }

    def facts(self) -> UnitFacts:
        """What the rules need to know."""
        return UnitFacts(code=self.code, name=self.name, kind=self.kind, span=self.span)

    def called(self, day: date) -> str:
        """Its name on the day; a unit without namings was always called so."""
        return next((each.name for each in self.namings if day in each.span), self.name)


@dataclass(slots=True, eq=False, kw_only=True)
class PlacementDraft(DatedDraft):
    """Where a unit stands."""

    TABLE: ClassVar[str] = "placement"

    unit: UnitDraft
    parent: UnitDraft | None = None
    campus: UnitDraft | None = None

    def values(self) -> dict[str, Any]:
        return {
            "unit": self.unit.code,
            "parent": self.parent.code if self.parent else None,
            "campus": self.campus.code if self.campus else None,
            "start": self.start,
            "end": self.end,
        }

    def seat(self) -> Seat:
        """What the rules need to know."""
        return Seat(
            unit=self.unit.code,
            kind=self.unit.kind,
            parent=self.parent.code if self.parent else None,
            campus=self.campus.code if self.campus else None,
            span=self.span,
        )


@dataclass(slots=True, eq=False, kw_only=True)
class NamingDraft(DatedDraft):
    """What a unit is called."""

    TABLE: ClassVar[str] = "naming"

    unit: UnitDraft
    name: str

    def values(self) -> dict[str, Any]:
        return {"unit": self.unit.code, "name": self.name, "start": self.start, "end": self.end}


@dataclass(slots=True, eq=False, kw_only=True)
class BedsDraft(DatedDraft):
    """How many beds a ward has open."""

    TABLE: ClassVar[str] = "beds"

    unit: UnitDraft
    beds: int

    def values(self) -> dict[str, Any]:
        return {"unit": self.unit.code, "beds": self.beds, "start": self.start, "end": self.end}


@dataclass(slots=True, eq=False, kw_only=True)
class PersonDraft(DatedDraft):
    """A person with memberships by line, posts, and earlier times here.

    id_card, mobile: the plain number only where a workbook brings a new one; what is kept in the
    table stays sealed and is known here by its print alone.
    """

    TABLE: ClassVar[str] = "person"

    code: str
    name: str
    licence: str = ""
    id_card_print: str = ""
    mobile_print: str = ""
    id_card: str | None = None
    mobile: str | None = None
    merged_into: str = ""
    memberships: defaultdict[Line, list[MembershipDraft]] = field(
        default_factory=lambda: defaultdict(list)
    )
    appointments: list[AppointmentDraft] = field(default_factory=list)
    past: list[PastDraft] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "licence": self.licence,
            "id_card_print": self.id_card_print,
            "mobile_print": self.mobile_print,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True, eq=False, kw_only=True)
class PastDraft(DatedDraft):
    """An earlier time here."""

    TABLE: ClassVar[str] = "past"

    person: PersonDraft

    def values(self) -> dict[str, Any]:
        return {"person": self.person.code, "start": self.start, "end": self.end}


@dataclass(slots=True, eq=False, kw_only=True)
class MembershipDraft(DatedDraft):
    """Where a person belongs along a line."""

    TABLE: ClassVar[str] = "membership"

    person: PersonDraft
    unit: UnitDraft
    line: Line

    def values(self) -> dict[str, Any]:
        return {
            "person": self.person.code,
            "unit": self.unit.code,
            "line": self.line.value,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True, eq=False, kw_only=True)
class AppointmentDraft(DatedDraft):
    """A post that a person holds. principal: pk of the appointment it was delegated from."""

    TABLE: ClassVar[str] = "appointment"

    person: PersonDraft
    post: str
    unit: UnitDraft
    basis: str = "regular"
    ended_reason: str = ""
    principal: int | None = None
    limited_to: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        return {
            "person": self.person.code,
            "post": self.post,
            "unit": self.unit.code,
            "basis": self.basis,
            "ended_reason": self.ended_reason,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True, eq=False, kw_only=True)
class ChargeDraft(DatedDraft):
    """A unit that a leader's appointment is in charge of."""

    TABLE: ClassVar[str] = "charge"

    appointment: AppointmentDraft
    unit: UnitDraft
    document: str

    def values(self) -> dict[str, Any]:
        return {
            "person": self.appointment.person.code,
            "post": self.appointment.post,
            "unit": self.unit.code,
            "document": self.document,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True, eq=False, kw_only=True)
class CodeMapDraft(DatedDraft):
    """What another system calls a unit."""

    TABLE: ClassVar[str] = "code_map"

    system: str
    code: str
    unit: UnitDraft

    def values(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "code": self.code,
            "unit": self.unit.code,
            "start": self.start,
            "end": self.end,
        }


@dataclass(slots=True, kw_only=True)
class Organisation:
    """All drafts. people: by code, the merged ones too. coverages: by the unit that is covered."""

    units: dict[str, UnitDraft] = field(default_factory=dict)
    people: dict[str, PersonDraft] = field(default_factory=dict)
    code_maps: defaultdict[tuple[str, str], list[CodeMapDraft]] = field(
        default_factory=lambda: defaultdict(list)
    )
    coverages: dict[str, list[tuple[UnitDraft, Span]]] = field(default_factory=dict)

    def all(self) -> Iterator[Draft]:
        """Every draft, in the order in which new ones can be written."""
        for unit in self.units.values():
            yield unit
        for unit in self.units.values():
            yield from unit.placements
            yield from unit.namings
            yield from unit.beds
        for person in self.people.values():
            yield person
        for person in self.people.values():
            yield from person.past
            for history in person.memberships.values():
                yield from history
            yield from person.appointments
        for unit in self.units.values():
            yield from unit.charges
        for maps in self.code_maps.values():
            yield from maps

    def touched(self) -> list[Draft]:
        """What is to be written, new and changed, in that order."""
        return [draft for draft in self.all() if draft.is_new or draft.is_changed]

    def delegations(self, principal: int | None) -> Iterator[AppointmentDraft]:
        """Posts that were delegated from an appointment."""
        if principal is None:
            return
        for person in self.people.values():
            yield from (each for each in person.appointments if each.principal == principal)
