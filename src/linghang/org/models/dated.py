"""Rows that hold for a span of days, and how they are asked and ended."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from linghang.org.trees.rules import Span

_Row = TypeVar("_Row", bound=models.Model)
OPEN = Q(active_to__isnull=True)


def ends_after_start(name: str) -> models.CheckConstraint:
    """No row without a day in it."""
    return models.CheckConstraint(condition=OPEN | Q(active_to__gt=F("active_from")), name=name)


def in_force(relation: str, on: date) -> Q:
    """The related row holds on the day: in_force("unit", day) asks the row's unit."""
    ends = Q(**{f"{relation}__active_to__isnull": True}) | Q(**{f"{relation}__active_to__gt": on})
    return ends & Q(**{f"{relation}__active_from__lte": on})


class DatedQuerySet(models.QuerySet[_Row]):
    """Rows that hold for a span of days."""

    def on(self, day: date) -> Self:
        """Rows in force on the day."""
        return self.filter(OPEN | Q(active_to__gt=day), active_from__lte=day)

    def open(self) -> Self:
        """Rows without an end."""
        return self.filter(OPEN)

    def reaching(self, day: date) -> Self:
        """Rows with a day on or after the day: in force then, or beginning later."""
        return self.filter(OPEN | Q(active_to__gt=day))

    def give_way_to(self, new: Span) -> None:
        """End the rows that give way to a new span (rules.gives_way) on the day it begins."""
        self.filter(active_from__lt=new.start, active_to=new.end).update(active_to=new.start)

    def cut_off(self, day: date, **changed: object) -> int:
        """Nothing of these rows is left on or after the day; returns how many were touched.

        What had begun ends that day, with the other changes; what had not begun is taken out.
        """
        reaching = self.reaching(day)
        taken_out, _ = reaching.filter(active_from__gte=day).delete()
        return taken_out + reaching.filter(active_from__lt=day).update(active_to=day, **changed)


class Dated(models.Model):
    """In force on the days `[active_from, active_to)`; no active_to is open."""

    active_from = models.DateField("起始日期")
    active_to = models.DateField("终止日期", null=True, blank=True, help_text="当日起不再有效")

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        return Span(self.active_from, self.active_to)

    def days(self) -> dict[str, date | None]:
        """The span as the columns of another dated row."""
        return {"active_from": self.active_from, "active_to": self.active_to}
