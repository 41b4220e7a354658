"""Study of the Party committee in a year: meetings that opened with it, and the study group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.models import Absence, AgendaItem, FollowUp, Form, TermSeat, YearPlan
from linghang.meetings.particulars import rules
from linghang.meetings.particulars.rules import Opening
from linghang.meetings.recording.rules import TOOK_PLACE

STUDY_GROUP = "study_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One meeting that ought to open with the first topic. state: whether it did."""

    meeting: int
    day: date
    unit: str
    state: Opening
    content: str
    led_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """What the study group did. attended: person → (name, sessions they came to, expected)."""

    days: tuple[date, ...]
    attended: dict[str, tuple[str, int, int]]

    @property
    def rate(self) -> Fraction | None:
        expected = sum(each[2] for each in self.attended.values())
        came = sum(each[1] for each in self.attended.values())
        return Fraction(came, expected) if expected else None


def opened(units: Collection[str], year: int) -> list[Opened]:
    """The meetings of the year that ought to open with the first topic, latest first; 2 queries."""
    span = Period.year(year)
    kinds = {
        code: one.item for code, one in catalog.meetings().items.items() if one.item.opens_with
    }
    forms = (
        Form.objects.filter(
            kind__in=kinds,
            meeting__unit__code__in=list(units),
            meeting__state__in=TOOK_PLACE,
            meeting__day__gte=span.start,
            meeting__day__lt=span.end,
        )
        .select_related("meeting__unit")
        .order_by("-meeting__day", "-pk")
    )
    first: dict[int, str] = {}
    items = AgendaItem.objects.filter(form__in=forms).order_by("number")
    for form, kind in items.values_list("form_id", "kind"):
        first.setdefault(form, kind)
    return [
        Opened(
            meeting=one.meeting.pk,
            day=one.meeting.day,
            unit=one.meeting.unit.name,
            state=rules.opening(
                kinds[one.kind].opens_with,
                [first[one.pk]] if one.pk in first else [],
                kinds[one.kind].opens_told,
                one.facts,
            ),
            content=one.facts.get("first_content", ""),
            led_by=one.facts.get("first_led_by", ""),
        )
        for one in forms
    ]


def measures(units: Collection[str], year: int) -> list[FollowUp]:
    """What was left to be done by meetings that open with the first topic, and the study group."""
    span = Period.year(year)
    kinds = [
        code
        for code, one in catalog.meetings().items.items()
        if one.item.opens_with or code == STUDY_GROUP
    ]
    rows = FollowUp.objects.filter(
        form__kind__in=kinds,
        form__meeting__unit__code__in=list(units),
        form__meeting__day__gte=span.start,
        form__meeting__day__lt=span.end,
    )
    return list(rows.select_related("owner", "form__meeting").order_by("due_date", "pk"))


def sessions(unit: str, year: int) -> Sessions:
    """The study group's sessions of the year with each member's attendance, in four queries."""
    span = Period.year(year)
    forms = Form.objects.filter(
        kind=STUDY_GROUP,
        meeting__unit__code=unit,
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
    )
    held = dict(forms.order_by("meeting__day").values_list("meeting_id", "meeting__day"))
    seats = TermSeat.objects.filter(unit__code=unit, kind=STUDY_GROUP).select_related("person")
    away = set(
        Absence.objects.filter(meeting__in=list(held), first=1, last=None).values_list(
            "person__code", "meeting_id"
        )
    )
    attended: dict[str, tuple[str, int, int]] = {}
    for seat in seats.order_by("person__name"):
        expected = [pk for pk, day in held.items() if day in seat.span]
        code = seat.person.code
        came = sum((code, pk) not in away for pk in expected)
        _, before, owed = attended.get(code, ("", 0, 0))
        attended[code] = (seat.person.name, before + came, owed + len(expected))
    return Sessions(days=tuple(held.values()), attended=attended)


def plan_of(unit: str, kind: str, year: int) -> YearPlan | None:
    """The plan of the unit for the year, with its keeper and themes."""
    rows = YearPlan.objects.filter(unit__code=unit, kind=kind, year=year)
    return rows.select_related("keeper").prefetch_related("themes").first()
