"""The rows of a whole organisation, before it is loaded: everything is named by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.posts_held.rules import Basis
from linghang.org.succession.rules import Change
from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit. kind: a definitions.Kind or its text. name: what it is called at last."""

    code: str
    name: str
    kind: Kind | str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingRow:
    """What a unit is called on some days; a unit without one was always called by its name."""

    unit: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementRow:
    """Where a unit stands; parent and campus are codes."""

    unit: str
    parent: str | None = None
    campus: str | None = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class BedsRow:
    """How many beds a ward has open."""

    unit: str
    beds: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """A Party branch, union branch or grid cell covers a department, ward or office."""

    unit: str
    covered: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """A unit that follows another from a day on."""

    predecessor: str
    successor: str
    kind: Change
    on: date
    carries_history: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person. username: opens a login without a password; empty opens none.

    id_card, mobile: in clear, to be sealed; empty for none.
    """

    code: str
    name: str
    licence: str = ""
    id_card: str = ""
    mobile: str = ""
    username: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """A post of posts.yaml held by a person on a unit; all three are codes.

    principal: who delegated it, by code: a person with a row for the same post and unit.
    """

    person: str
    post: str
    unit: str
    span: Span
    basis: Basis = Basis.REGULAR
    principal: str = ""
    limited_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """A person in a unit along a line."""

    person: str
    unit: str
    span: Span
    line: Line = Line.TEAM


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMapRow:
    """What another system calls a unit."""

    system: str
    code: str
    unit: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """A whole organisation: every row that load() writes."""

    units: tuple[UnitRow, ...] = ()
    namings: tuple[NamingRow, ...] = ()
    placements: tuple[PlacementRow, ...] = ()
    beds: tuple[BedsRow, ...] = ()
    coverages: tuple[CoverageRow, ...] = ()
    successions: tuple[SuccessionRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()
    memberships: tuple[MembershipRow, ...] = ()
    code_maps: tuple[CodeMapRow, ...] = ()
