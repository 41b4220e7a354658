"""第一议题与中心组: did every committee meeting open with it, what came of it, who studied."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import QUARTER_NAMES, Period
from linghang.meetings import catalog
from linghang.meetings.models import FollowUp, Form
from linghang.meetings.particulars.rules import Opening
from linghang.meetings.yearly import study, themes
from linghang.meetings.yearly.study import Opened
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.web import details
from linghang.web.access import require
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Link, Listing, Mark, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.besides import follow_up_state
from linghang.web.meetings.themes import PLAN, told
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request

OPENINGS = {
    Opening.TOLD: Mark("第一议题", "done"),
    Opening.UNTOLD: Mark("没有登记学习内容", "warning"),
    Opening.MISSING: Mark("不是第一议题", "failed"),
}
OPENED = Listing(
    code="meetings.opened",
    title="第一议题",
    counted="次",
    columns=(
        Column("day", "党委会", tone="nowrap"),
        Column("state", "首项议题", value=lambda one: OPENINGS[one.state], tone="nowrap"),
        Column("content", "学习内容"),
        Column("led_by", "领学人", tone="nowrap"),
    ),
    link=lambda one: reverse("meeting", args=[one.meeting]),
)
ATTENDED = Listing(
    code="meetings.studied",
    title="中心组成员出勤",
    counted="人",
    columns=(
        Column("name", "成员", value=lambda one: one[0], tone="nowrap"),
        Column("came", "出勤", value=lambda one: f"{one[1]}/{one[2]}", tone="nowrap"),
    ),
)
SESSIONS = Listing(
    code="meetings.sessions",
    title="中心组学习",
    counted="次",
    columns=(
        Column("day", "日期", value="meeting.day", tone="nowrap"),
        Column("topic", "专题", value=lambda one: one.facts.get("topic") or one.meeting.theme),
        Column("lead", "重点发言", value=lambda one: one.facts.get("lead", "")),
        Column("papers", "归档材料", value=lambda one: _filed(one)),
    ),
    link=lambda one: reverse("meeting", args=[one.meeting_id]),
)


def _filed(one: Form) -> Value:
    """Which of the papers of the file are there, and which are not."""
    there = {paper.kind for paper in one.papers.all()}
    wanted = catalog.meetings()[one.kind].papers
    lacking = "、".join(kind for kind in wanted if kind not in there)
    told = "、".join(kind for kind in wanted if kind in there) or "还没有上传"
    return Words(told, f"缺{lacking}" if lacking and there else "")


def _measures(today: date) -> Listing:
    def at(one: FollowUp) -> Value:
        return Link(one.title, reverse("meeting", args=[one.form.meeting_id]))

    return Listing(
        code="meetings.measures",
        title="落实事项",
        counted="项",
        columns=(
            Column("title", "事项", value=at),
            Column("owner", "责任人", value="owner.name", tone="nowrap"),
            Column("due", "完成时限", value="due_date", tone="nowrap"),
            Column("state", "情况", value=lambda one: follow_up_state(one, today)),
        ),
    )


@require_safe
def of_committee(request: Request) -> HttpResponse:
    """The year of the Party committee's study."""
    require(policy.may_read_study(request.rights))
    units = [
        place
        for place in request.rights.structure.of_kind(Kind.PARTY_COMMITTEE)
        if policy.may_read_meetings(request.rights, place.code, place.kind)
    ]
    if not units:
        raise Http404
    unit, year, today = units[0], years.asked(request), request.today
    opened = study.opened([unit.code], year)
    measures = study.measures([unit.code], year)
    done = sum(one.closed_on is not None for one in measures)
    group = study.sessions(unit.code, year)
    plan = study.plan_of(unit.code, study.STUDY_GROUP, year)
    months = themes.of_units({unit.code: ()}, study.STUDY_GROUP, year, today)[unit.code]
    held = Form.objects.filter(
        kind=study.STUDY_GROUP, meeting__unit__code=unit.code, meeting__day__in=group.days
    )
    ways = []
    if policy.may_record_meetings(request.rights, unit.code, unit.kind):
        address = reverse("year-plan", args=[unit.code, study.STUDY_GROUP, year])
        ways.append(Way("中心组年度计划", address, "calendar"))
    return details.page(
        request,
        title="第一议题与中心组学习",
        subtitle=f"{unit.name} · {year}年",
        ways=ways,
        years=years.links(request),
        facts=[
            Facts(
                f"{year}年",
                [
                    ("第一议题", _of_meetings(opened)),
                    ("落实事项", f"{done}/{len(measures)}项完成"),
                    ("中心组学习", f"{len(group.days)}次"),
                    ("按季度", _by_quarter(group.days, year, today)),
                    ("中心组出勤率", None if group.rate is None else percent(group.rate)),
                    ("学习秘书", plan.keeper.name if plan and plan.keeper else ""),
                ],
            )
        ],
        related=[
            Related(listing=OPENED, rows=opened, says=f"{year}年没有党委会的记录。"),
            Related(listing=_measures(today), rows=measures, says="还没有登记落实事项。"),
            Related(
                listing=SESSIONS,
                rows=list(
                    held.select_related("meeting")
                    .prefetch_related("papers")
                    .order_by("-meeting__day")
                ),
                says=f"{year}年没有中心组学习的记录。",
            ),
            Related(
                listing=ATTENDED,
                rows=list(group.attended.values()),
                says="还没有登记中心组成员。",
                beside=True,
            ),
            Related(
                listing=PLAN,
                rows=told(months),
                says="还没有年度计划。",
            ),
        ],
    )


def _of_meetings(opened: list[Opened]) -> Value:
    counts = Counter(one.state for one in opened)
    told = f"党委会{len(opened)}次"
    if counts[Opening.TOLD] == len(opened):
        return f"{told}，都以第一议题开始并登记了学习内容" if opened else told
    parts = [f"{told}，以第一议题开始并登记学习内容的{counts[Opening.TOLD]}次"]
    if counts[Opening.UNTOLD]:
        parts.append(f"没有登记学习内容的{counts[Opening.UNTOLD]}次")
    if counts[Opening.MISSING]:
        parts.append(f"首项不是第一议题的{counts[Opening.MISSING]}次")
    return "；".join(parts)


def _by_quarter(days: tuple[date, ...], year: int, today: date) -> Value:
    counts = [
        (number, sum(day in Period.quarter(year, number) for day in days))
        for number in range(1, 5)
        if Period.quarter(year, number).start <= today
    ]
    told = "、".join(f"第{QUARTER_NAMES[number - 1]}季度{count}次" for number, count in counts)
    lacking = any(not count for _, count in counts)
    return Mark(told, "warning") if lacking else told
