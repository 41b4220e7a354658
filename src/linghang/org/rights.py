"""The rights of the post that somebody acts under, on a day."""

from __future__ import annotations

from datetime import date

from linghang.org import posts, queries
from linghang.org.definitions import Kind
from linghang.org.models import Appointment
from linghang.org.rules import Extent, Rights
from linghang.org.trees.rules import Place

__all__ = ["Extent", "Rights", "rights_of"]


def rights_of(appointment_id: int, on: date) -> Rights:
    """What this one appointment allows on the day, in two queries; never the sum of several.

    Holds nothing when the appointment, the person's time in the hospital or the unit has ended or
    has not begun, or when the post can no longer be held on such a unit.
    Raises Appointment.DoesNotExist.
    """
    appointment = Appointment.objects.select_related("person", "unit").get(pk=appointment_id)
    structure = queries.structure(on)
    post, unit = posts.post(appointment.post), appointment.unit
    stands = unit.code in structure
    kind = Kind(unit.kind)
    return Rights(
        appointment=appointment.pk,
        person=appointment.person.code,
        post=post,
        unit=structure[unit.code] if stands else Place(code=unit.code, name=unit.name, kind=kind),
        in_force=stands
        and on in appointment.span
        and on in appointment.person.span
        and post.holds_on(kind),
        structure=structure,
    )
