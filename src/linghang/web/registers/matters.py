"""科室重大事项: what departments dealt with, and what their Party branches said (§2.9.1)."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings import catalog
from linghang.meetings.models import BranchOpinion, Meeting
from linghang.meetings.opinions import queries
from linghang.meetings.recording.rules import STATE_NAMES, State
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words
from linghang.web.meetings.listing import TONES
from linghang.web.meetings.seen import matter_name
from linghang.web.requests import Request


def _state(one: BranchOpinion) -> Mark:
    state = State(one.item.form.meeting.state)
    return Mark(STATE_NAMES[state], TONES[state])


def _lines(request: Request, rows: list[BranchOpinion]) -> list[BranchOpinion]:
    """Each with whether the post may read the record that it stands in; in one query."""
    ids = {one.item.form.meeting_id for one in rows}
    seen = Meeting.objects.visible_to(request.rights).filter(pk__in=ids)
    opens = set(seen.values_list("pk", flat=True))
    for one in rows:
        one.opens = one.item.form.meeting_id in opens  # type: ignore[attr-defined]
    return rows


MATTERS = Listing(
    code="meetings.department_matters",
    title="科室重大事项",
    counted="件",
    note="科务会研究的重大事项和党支部的意见；没有支部意见的不能记录，也不能报到医院。",
    columns=(
        Column("item", "事项", value=lambda one: Words(one.item.title, one.item.resolution)),
        Column("matter", "类别", value=lambda one: matter_name(one.matter), tone="nowrap"),
        Column("unit", "科室", value="item.form.meeting.unit.name", tone="nowrap"),
        Column(
            "day",
            "科务会",
            value="item.form.meeting.day",
            sort="item__form__meeting__day",
            tone="nowrap",
        ),
        Column("author", "支部提出人", value=lambda one: Words(one.author.name, str(one.day))),
        Column("text", "党支部意见", value=lambda one: Words(one.text, one.conduct)),
        Column("state", "记录", value=_state, tone="nowrap"),
    ),
    filters=(
        Filter("unit", "科室", Way.UNIT, path="item__form__meeting__unit__code"),
        Filter(
            "matter",
            "类别",
            Way.CHOICE,
            path="matter",
            options=lambda _request: [
                (code, one.item.name) for code, one in catalog.department_matters().items.items()
            ],
        ),
        Filter("day", "科务会日期", Way.DAY, path="item__form__meeting__day"),
        Filter("q", "事项或意见", path=("item__title", "text")),
    ),
    order="-day",
    lines=_lines,
    link=lambda one: reverse("meeting", args=[one.item.form.meeting_id]) if one.opens else None,
    empty=Empty(
        "还没有科室重大事项", "科主任在本科室的会议页面记录科务会，选“科室重大事项”并填写支部意见。"
    ),
)


@require_safe
def matters(request: Request) -> HttpResponseBase:
    """Those of the units whose records the post may read."""
    require(policy.may_read_meetings(request.rights, None))
    rows = queries.visible_to(request.rights, request.today)
    ways = [("按科室统计", reverse("department-matter-counts"))]
    return lists.page(
        request,
        MATTERS,
        rows.select_related("item__form__meeting__unit", "author"),
        template="web/meetings/list.html",
        context={"bodies": ways},
    )
