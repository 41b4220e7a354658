"""Which leader of the hospital is in charge of which unit (分管)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from linghang.org.models.dated import OPEN, Dated, DatedQuerySet, ends_after_start, in_force
from linghang.org.models.people import Appointment
from linghang.org.models.units import Unit


class ChargeQuerySet(DatedQuerySet["Charge"]):
    """Charges, by day."""

    def standing(self, day: date) -> Self:
        """In force on the day, with the appointment that they hang on, its person and the unit."""
        return self.on(day).filter(
            in_force("appointment", day),
            in_force("appointment__person", day),
            in_force("unit", day),
        )


class Charge(Dated):
    """A leader's appointment is in charge of a unit and what lies below it (分管).

    On each day a unit has one such leader at most. document: the paper or meeting that says so.
    """

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="charges", verbose_name="院领导任职"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="charges", verbose_name="分管单位")
    document = models.CharField("依据", max_length=200)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分管关系"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("charge_ends_after_start"),
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="charge_one_open"),
            models.UniqueConstraint(fields=["unit", "active_from"], name="charge_one_a_day"),
            models.CheckConstraint(condition=~Q(document=""), name="charge_has_a_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} → {self.unit}"
