"""Planned lessons with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linghang.foundation.period import Period
from linghang.meetings.models import Form, Lesson, PlannedLesson, PlannedLessonQuerySet
from linghang.meetings.rota import rules
from linghang.meetings.rota.rules import NEAR, Given, Planned, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A planned lesson and the lesson that it became, None while it did not."""

    row: PlannedLesson
    given: Given | None
    state: State


def lines(rows: PlannedLessonQuerySet, year: int, today: date) -> list[Line]:
    """The planned lessons of the year among these, in the order of days, in three queries.

    Which became which lesson depends on all lines of the same units, seen or not.
    """
    span = Period.year(year)
    shown = list(
        rows.filter(day__gte=span.start, day__lt=span.end)
        .select_related("unit", "kept_by", "speaker")
        .order_by("day", "pk")
    )
    units = sorted({one.unit_id for one in shown})
    kept = _kept(units, span) if units else {}
    return [_line(one, kept.get(one.pk), today) for one in shown]


def _line(row: PlannedLesson, given: Given | None, today: date) -> Line:
    state = rules.state(row.day, given.day if given else None, is_off=bool(row.reason), today=today)
    return Line(row=row, given=given, state=state)


def _kept(units: Sequence[str], span: Period) -> dict[int, Given]:
    standing = PlannedLesson.objects.standing().filter(
        unit__code__in=units, day__gte=span.start, day__lt=span.end
    )
    columns = ("pk", "unit__code", "speaker__code", "kind", "day", "set_on")
    planned = map(Planned._make, standing.order_by().values_list(*columns))
    lessons = Lesson.objects.given(span).filter(form__meeting__unit__code__in=units)
    rows = lessons.values_list(
        "pk",
        "form__meeting__unit__code",
        "speaker__code",
        "kind",
        "form__meeting__day",
        "form__meeting",
    )
    return rules.kept(planned, map(Given._make, rows))


def of_one(pk: int, today: date) -> Line:
    """One planned lesson. Raises PlannedLesson.DoesNotExist."""
    row = PlannedLesson.objects.get(pk=pk)
    return lines(PlannedLesson.objects.filter(pk=pk), row.day.year, today)[0]


def waiting(form: Form, today: date) -> list[PlannedLesson]:
    """What was planned for the meeting of the form, and not given yet: the nearest days first."""
    day = form.meeting.day
    rows = PlannedLesson.objects.standing().filter(unit__code=form.meeting.unit_id)
    found = [one.row for one in lines(rows, day.year, today) if one.given is None]
    near = [one for one in found if one.set_on <= day and abs((one.day - day).days) <= NEAR]
    return sorted(near, key=lambda one: abs((one.day - day).days))
