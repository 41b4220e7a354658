"""How appointments end: with everything that was delegated from them, and at once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from linghang.org.models import Appointment, Charge


def cut_off(appointments: QuerySet[Appointment], day: date, reason: str) -> int:
    """Nothing of the appointments or of what was delegated from them is left from the day on.

    Nor is their holder in charge of any unit by them (分管).

    What had begun before ends that day, for the reason; what had not begun is taken out.
    Returns how many were touched, delegations included.
    """
    chosen = set(appointments.values_list("pk", flat=True))
    reaching = Appointment.objects.reaching(day)
    rows = reaching.filter(pk__in=chosen) | reaching.filter(principal__in=chosen)
    Charge.objects.filter(appointment__in=rows).cut_off(day)
    begun = rows.filter(active_from__lt=day)
    found = list(rows.filter(active_from__gte=day))
    touched = begun.update(active_to=day, ended_reason=reason)
    # A delegation goes before the appointment that it stems from.
    for row in sorted(found, key=lambda row: row.principal_id is None):
        _take_out(row, day, reason)
    return touched + len(found)


def _take_out(row: Appointment, day: date, reason: str) -> None:
    """Delete an appointment that never was in force on a day before.

    One that something points to (a token issued on its only day) stays as a row of the day
    before: from the day on it must hold nothing.
    """
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        row.active_from, row.active_to = day - timedelta(days=1), day
        row.ended_reason = reason
        row.save(update_fields=["active_from", "active_to", "ended_reason"])
