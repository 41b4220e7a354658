"""The rights of the post that somebody acts under, on a day."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef

from linghang.org import posts, queries
from linghang.org.definitions import Capability, Kind
from linghang.org.models import Appointment, Person, Placement
from linghang.org.posts_held.rules import Basis
from linghang.org.reach.rules import Extent, Rights
from linghang.org.trees.rules import Place

__all__ = ["Extent", "Rights", "rights_of"]


def rights_of(appointment_id: int, on: date) -> Rights:
    """What this one appointment allows on the day, in one query; never the sum of several.

    Holds nothing when the appointment, the person's time in the hospital or the unit has ended or
    has not begun, when the post can no longer be held on such a unit, or when the one who
    delegated it no longer holds the post. What lies below the unit is read when it is asked for,
    in one query more. Raises Appointment.DoesNotExist.
    """
    placed = Placement.objects.on(on).filter(unit=OuterRef("unit")).order_by()
    appointment: Appointment = (
        Appointment.objects.select_related("person", "unit", "principal__person")
        .annotate(is_placed=Exists(placed))
        .get(pk=appointment_id)
    )
    post, unit = posts.post(appointment.post), appointment.unit
    kind = Kind(unit.kind)
    principal = appointment.principal
    return Rights(
        appointment=appointment.pk,
        person=appointment.person.code,
        post=post,
        unit=Place(code=unit.code, name=unit.name, kind=kind),
        in_force=_holds(appointment, on)
        and on in unit.span
        and getattr(appointment, "is_placed", False)
        and post.holds_on(kind)
        and (principal is None or _passes_on(principal, appointment, on)),
        basis=Basis(appointment.basis),
        limited_to=frozenset(Capability(each) for each in appointment.limited_to),
        on_behalf_of=principal.person.code if principal else None,
        principal=principal.person.name if principal else "",
        reading=partial(queries.structure, on),
    )


def _holds(appointment: Appointment, on: date) -> bool:
    """The appointment is in force and its person works here on the day."""
    return on in appointment.span and _is_here(appointment.person, on)


def _is_here(person: Person, on: date) -> bool:
    """On the day the person works here; only for days before the present time is more read."""
    if person.merged_into_id is not None:
        return False
    past = person.past_employments.on(on)
    return on in person.span or (on < person.active_from and past.exists())


def _passes_on(principal: Appointment, delegated: Appointment, on: date) -> bool:
    """Who delegated still holds the same post on the same unit."""
    same = (principal.post, principal.unit_id) == (delegated.post, delegated.unit_id)
    return same and _holds(principal, on)
