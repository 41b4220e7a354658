"""Who speaks for the Party branch in a department, what it settled, and who reads what was said."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count, QuerySet

from linghang.foundation.period import Period
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem, BranchOpinion, Meeting
from linghang.meetings.models.meetings import READ
from linghang.meetings.recording.rules import State
from linghang.org.models import Appointment, Coverage
from linghang.org.rules import Rights

BRANCH_POSTS = (
    "branch_secretary",
    "branch_deputy_secretary",
    "branch_organisation_member",
    "branch_publicity_member",
    "branch_discipline_member",
)
# Where a branch settles its opinion: the committee, or all members where there is none.
BRANCH_MEETINGS = ("branch_committee", "member_meeting")


def speakers(unit: str, day: date) -> QuerySet[Appointment]:
    """Posts held on the day in the committees of the branches that cover the department."""
    branches = Coverage.objects.on(day).filter(covered__code=unit).values("unit__code")
    return Appointment.objects.on(day).filter(post__in=BRANCH_POSTS, unit__code__in=branches)


def settled(unit: str, day: date, title: str) -> AgendaItem | None:
    """The item of the same title that a covering branch passed by the day, on a closed record."""
    branches = Coverage.objects.on(day).filter(covered__code=unit).values("unit__code")
    found = AgendaItem.objects.filter(
        form__kind__in=BRANCH_MEETINGS,
        form__meeting__unit__code__in=branches,
        form__meeting__state=State.CLOSED.value,
        form__meeting__day__lte=day,
        title=title.strip(),
        verdict=Verdict.PASSED.value,
    )
    return found.order_by("-form__meeting__day", "-pk").first()


def visible_to(rights: Rights, today: date) -> QuerySet[BranchOpinion]:
    """Opinions at meetings that the post may read, and in departments that its branches cover.

    So a branch, and who looks after branches, knows what they said without the whole record.
    """
    seen = Meeting.objects.visible_to(rights)
    found = BranchOpinion.objects.filter(item__form__meeting__in=seen)
    units = _covered(rights, today).values("covered__code")
    return found | BranchOpinion.objects.filter(item__form__meeting__unit__code__in=units)


def covered(rights: Rights, today: date) -> frozenset[str]:
    """The units that are covered by branches whose meetings the post reads."""
    return frozenset(_covered(rights, today).values_list("covered__code", flat=True))


def counted(rights: Rights, today: date, span: Period) -> dict[str, Counter[str]]:
    """Department → matter → how many were dealt with in the period, of those visible; one query."""
    rows = (
        visible_to(rights, today)
        .filter(item__form__meeting__day__gte=span.start, item__form__meeting__day__lt=span.end)
        .order_by()
        .values_list("item__form__meeting__unit__code", "matter")
        .annotate(Count("pk"))
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for unit, matter, count in rows:
        found[unit][matter] = count
    return dict(found)


def _covered(rights: Rights, today: date) -> QuerySet[Coverage]:
    return Coverage.objects.on(today).filter(unit__code__in=rights.units(READ))
