"""讲课记录: every lesson that was given, with its speaker, place and audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.meetings.lessons import catalog, where
from linghang.meetings.lessons.queries import SECRETARIES
from linghang.meetings.lessons.rules import LESSON_NAMES, LessonKind
from linghang.meetings.models import Lesson, Meeting
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Way, years
from linghang.web.meetings.besides import post_name
from linghang.web.requests import Request

KINDS = tuple((one.value, name) for one, name in LESSON_NAMES.items())


@dataclass(frozen=True, slots=True)
class Line:
    """A lesson with the places at which it counts."""

    row: Lesson
    places: frozenset[str]

    @property
    def where(self) -> str:
        """The places in the order of the catalog."""
        known = [code for code in catalog.places().items if code in self.places]
        return "、".join(map(catalog.place_name, known or sorted(self.places)))


def _lines(_request: Request, rows: Sequence[Lesson]) -> list[Line]:
    days = [one.form.meeting.day for one in rows]
    span = Period(Period.year(min(days).year).start, Period.year(max(days).year).end)
    given = [
        where.Given(one.speaker.code, one.form.meeting.unit_id, one.form.meeting.day, one.place)
        for one in rows
    ]
    found = where.of_all(given, span)
    return [Line(row, places) for row, places in zip(rows, found, strict=True)]


def _in_year(rows: Any, value: str, _request: Request) -> Any:
    span = Period.year(int(value))
    return rows.filter(form__meeting__day__gte=span.start, form__meeting__day__lt=span.end)


def _by_secretaries(rows: Any, _value: str, _request: Request) -> Any:
    return rows.filter(post__in=SECRETARIES)


LESSONS = Listing(
    code="meetings.lesson_list",
    title="讲课记录",
    counted="次",
    note="按登记的主讲人逐次列出；职务是主讲当日的。",
    columns=(
        Column(
            "day", "日期", value="row.form.meeting.day", sort="form__meeting__day", tone="nowrap"
        ),
        Column("speaker", "主讲人", value="row.speaker.name", tone="nowrap"),
        Column("post", "时任职务", value=lambda one: post_name(one.row.post)),
        Column("topic", "题目", value="row.topic"),
        Column(
            "kind",
            "形式",
            value=lambda one: LESSON_NAMES[LessonKind(one.row.kind)],
            tone="nowrap",
        ),
        Column("unit", "讲课支部", value="row.form.meeting.unit.name"),
        Column("where", "地点"),
        Column("came", "听课人数", value="row.form.came", tone="number"),
    ),
    filters=(
        Filter("q", "题目", path=("topic",)),
        Filter("speaker", "主讲人", Way.PERSON, path="speaker__code"),
        Filter("unit", "讲课支部", Way.UNIT, path="form__meeting__unit__code"),
        Filter("kind", "形式", Way.CHOICE, path="kind", options=KINDS),
        Filter(
            "role",
            "主讲人职务",
            Way.CHOICE,
            options=(("secretaries", "党委、总支、支部书记"),),
            apply=_by_secretaries,
        ),
        Filter("year", "年度", Way.CHOICE, options=years.offered, apply=_in_year, always=True),
    ),
    order="-day",
    lines=_lines,
    link=lambda one: reverse("meeting", args=[one.row.form.meeting_id]),
    empty=Empty("没有讲课记录", "在党课的会议页面点“登记主讲人”。"),
)


@require_safe
def taught(request: Request) -> HttpResponseBase:
    """Every lesson of meetings that may be read, the latest first."""
    require(policy.may_read_meetings(request.rights, None))
    seen = Meeting.objects.visible_to(request.rights).filter(state__in=TOOK_PLACE)
    rows = Lesson.objects.filter(form__meeting__in=seen.order_by())
    rows = rows.select_related("speaker", "form__meeting__unit")
    return lists.page(request, LESSONS, rows)
