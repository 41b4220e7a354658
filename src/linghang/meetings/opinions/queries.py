"""Who speaks for the Party branch in a department."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from linghang.org.models import Appointment, Coverage

BRANCH_POSTS = (
    "branch_secretary",
    "branch_deputy_secretary",
    "branch_organisation_member",
    "branch_publicity_member",
    "branch_discipline_member",
)


def speakers(unit: str, day: date) -> QuerySet[Appointment]:
    """Posts held on the day in the committees of the branches that cover the department."""
    branches = Coverage.objects.on(day).filter(covered__code=unit).values("unit__code")
    return Appointment.objects.on(day).filter(post__in=BRANCH_POSTS, unit__code__in=branches)
