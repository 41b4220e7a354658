"""Read models of who is in charge of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from linghang.org import posts, rules
from linghang.org.charges.rules import powers_of
from linghang.org.models import Appointment, Charge
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.trees.rules import Span

_NAMED = ("appointment__person", "appointment__unit", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class InCharge:
    """A leader in charge of a unit. id: of the charge; person, unit: codes.

    span: ends with the appointment at the latest.
    """

    id: int
    appointment: int
    person: str
    person_name: str
    title: str
    unit: str
    unit_name: str
    span: Span
    document: str


def in_charge(on: date) -> tuple[InCharge, ...]:
    """Who is in charge of which unit on the day, by unit; in one query."""
    rows = Charge.objects.standing(on).order_by("unit__code")
    return tuple(map(_shown, rows.select_related(*_NAMED)))


def of_person(person: str) -> tuple[InCharge, ...]:
    """Everything that a person was, is or will be in charge of, the latest first."""
    rows = Charge.objects.filter(appointment__person__code=person)
    rows = rows.order_by("-active_from", "unit__code")
    return tuple(map(_shown, rows.select_related(*_NAMED)))


def of_unit(unit: str, on: date) -> InCharge | None:
    """Who is in charge of the unit itself on the day."""
    rows = Charge.objects.standing(on).filter(unit__code=unit)
    row = rows.select_related(*_NAMED).first()
    return _shown(row) if row else None


def _shown(row: Charge) -> InCharge:
    held = row.appointment
    ends = [end for end in (row.active_to, held.active_to) if end is not None]
    end = min(ends, default=None)
    return InCharge(
        id=row.pk,
        appointment=held.pk,
        person=held.person.code,
        person_name=held.person.name,
        title=title_on(Basis(held.basis), rules.title(posts.post(held.post), held.unit.name)),
        unit=row.unit.code,
        unit_name=row.unit.name,
        span=Span(row.active_from, end if end is None or end > row.active_from else row.active_to),
        document=row.document,
    )


def powers(units: Collection[int], on: date) -> dict[int, tuple[str, ...]]:
    """Which powers that leaders keep apart lie with which of the units (ids) on the day."""
    held: defaultdict[int, set[str]] = defaultdict(set)
    for unit, post in Appointment.objects.on(on).filter(unit__in=units).values_list("unit", "post"):
        held[unit].add(post)
    return {unit: powers_of(posts_there) for unit, posts_there in held.items()}
