"""党课计划: who is to teach where and when, and what of it was given; one line and all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.meetings import trail_actions
from linghang.meetings.lessons import catalog
from linghang.meetings.lessons.rules import LESSON_NAMES, LessonKind
from linghang.meetings.models import PlannedLesson
from linghang.meetings.rota import queries
from linghang.meetings.rota.queries import Line
from linghang.meetings.rota.rules import STATE_NAMES, State
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.rules import Rights
from linghang.web import details, lists, subjects
from linghang.web.access import require
from linghang.web.details import Facts
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.lesson_duties import may_read
from linghang.web.meetings.lesson_list import KINDS
from linghang.web.meetings.seen import may_record
from linghang.web.requests import Request

TONES = {
    State.LATE: "failed",
    State.OPEN: "going",
    State.MOVED: "done",
    State.HELD: "done",
    State.OFF: "",
}
AHEAD = 1  # years that are planned for


def state_mark(line: Line) -> Mark:
    """How a line stands, as a mark."""
    return Mark(STATE_NAMES[line.state], TONES[line.state])


def _given(line: Line) -> Value:
    """The day on which it was given; it leads to the meeting."""
    if line.given is None:
        return line.row.reason or None
    return Link(day_label(line.given.day), reverse("meeting", args=[line.given.meeting]))


def _named(rows: Sequence[Line], value: str, _request: Request) -> list[Line]:
    return [
        one
        for one in rows
        if any(value in each for each in (one.row.speaker.name, one.row.unit.name, one.row.topic))
    ]


def _of_kind(rows: Sequence[Line], value: str, _request: Request) -> list[Line]:
    return [one for one in rows if one.row.kind == value]


def _in_state(rows: Sequence[Line], value: str, _request: Request) -> list[Line]:
    return [one for one in rows if one.state == value]


def _place(line: Line) -> Value:
    return catalog.place_name(line.row.place) if line.row.place else "本支部"


ROTA = Listing(
    code="meetings.rota",
    title="党课计划",
    counted="次",
    note="会议页面登记主讲人以后，同一支部、同一主讲人、同一形式的计划自动记为已讲；另一天讲的，记为改期。",
    columns=(
        Column("day", "计划日期", value="row.day", sort="row.day", tone="nowrap"),
        Column("unit", "讲课支部", value="row.unit.name"),
        Column("speaker", "主讲人", value="row.speaker.name", tone="nowrap"),
        Column("topic", "题目", value="row.topic"),
        Column(
            "kind",
            "形式",
            value=lambda one: LESSON_NAMES[LessonKind(one.row.kind)],
            tone="nowrap",
        ),
        Column("place", "地点", value=_place, tone="nowrap"),
        Column("state", "情况", value=state_mark, tone="nowrap"),
        Column("given", "实际日期", value=_given),
    ),
    filters=(
        Filter("q", "支部、主讲人、题目", apply=_named),
        Filter("kind", "形式", Way.CHOICE, options=KINDS, apply=_of_kind),
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
            apply=_in_state,
        ),
        Filter(
            "year",
            "年度",
            Way.CHOICE,
            options=partial(years.offered, ahead=AHEAD),
            apply=lambda rows, _value, _request: rows,
            always=True,
        ),
    ),
    key="row.pk",
    link=lambda one: reverse("lesson-plan", args=[one.row.pk]),
    empty=Empty("还没有排党课计划", "支部排本支部的党课，党办排院领导到各支部讲的党课。"),
)
OWN = Listing(
    code="meetings.my_rota",
    title="排给我的党课",
    counted="次",
    columns=tuple(one for one in ROTA.columns if one.code != "speaker"),
    link=ROTA.link,
)


def keepers(rights: Rights) -> list[str]:
    """The units whose rota the acting post keeps: its own branch, or the committee."""
    own = rights.unit
    if own.kind is Kind.PARTY_BRANCH:
        return [own.code] if policy.may_record_meetings(rights, own.code, own.kind) else []
    committees = rights.structure.of_kind(Kind.PARTY_COMMITTEE)
    return [
        one.code for one in committees if policy.may_record_meetings(rights, one.code, one.kind)
    ]


@require_safe
def rota(request: Request) -> HttpResponseBase:
    """Every planned lesson of the year that may be read, what was missed first on asking."""
    require(may_read(request.rights))
    year = years.asked(request, ahead=AHEAD)
    rows = PlannedLesson.objects.visible_to(request.rights)
    ways = [
        ("排党课", reverse("lesson-plan-new", args=[code]), True)
        for code in keepers(request.rights)[:1]
    ]
    ways += [
        ("讲课记录", reverse("lesson-list"), False),
        ("应讲党课", reverse("lesson-duties"), False),
    ]
    return lists.page(
        request,
        ROTA,
        queries.lines(rows, year, request.today),
        template="web/lists/with_ways.html",
        context={"ways": ways},
    )


def seen(request: Request, pk: int) -> PlannedLesson:
    """The planned lesson, if one may read about its branch or is to teach it; else 404."""
    row = get_object_or_404(PlannedLesson.objects.select_related("kept_by"), pk=pk)
    if row.speaker_id != request.actor.person:
        found = PlannedLesson.objects.visible_to(request.rights).filter(pk=pk)
        if not (may_read(request.rights) and found.exists()):
            raise Http404
    return row


@require_safe
def one(request: Request, pk: int) -> HttpResponse:
    """One line of the rota with what became of it."""
    may = may_record(request, seen(request, pk).kept_by)
    line = queries.of_one(pk, request.today)
    row, ways = line.row, []
    if may and line.given is None and line.state is not State.OFF:
        ways = [
            details.Way("调整", reverse("lesson-plan-change", args=[pk]), "pencil", main=True),
            details.Way("取消", reverse("lesson-plan-off", args=[pk]), "close", grave=True),
        ]
    facts: list[tuple[str, Value]] = [
        ("计划日期", row.day),
        ("讲课支部", row.unit.name),
        ("主讲人", row.speaker.name),
        ("形式", LESSON_NAMES[LessonKind(row.kind)]),
        ("地点", _place(line)),
        ("安排单位", row.kept_by.name),
    ]
    if line.given is not None:
        facts.append(("实际日期", _given(line)))
    if row.reason:
        facts.append(("取消原因", Words(row.reason)))
    listed = may_read(request.rights)
    return details.page(
        request,
        title=row.topic,
        subtitle=f"党课计划 · {row.unit.name}",
        above=[("党课计划", reverse("lesson-rota"))] if listed else [],
        marks=[state_mark(line)],
        ways=ways,
        facts=[Facts("安排", facts)],
        history=("meetings.plannedlesson", str(pk)),
    )


subjects.register("meetings.plannedlesson", "lesson-plan")
subjects.register(trail_actions.ROTA, lambda _unit: f"{reverse('lesson-rota')}?state=late")
