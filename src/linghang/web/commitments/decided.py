"""议事与督办: how often the leading bodies met, what they decided, how far what fell due is done.

Each number opens to its records (§2.6.7). Items that few may know of are counted, and named only to
who may know of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import get_args

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linghang.commitments import reach
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked
from linghang.commitments.deciding import figures
from linghang.commitments.deciding.figures import Decided, Figure, Followed, TaskFigure
from linghang.foundation.period import Period
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem
from linghang.org import policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.commitments import counted
from linghang.web.lists import Column, Empty, Link, Listing, Mark, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.one_lists import TONES
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request

BODIES = ("committee_meeting", "president_meeting")
SUPERVISED = "supervision"
YEARS = 5
NAMES: dict[Figure, str] = {
    "items": "研究议题",
    "major": "三重一大",
    "passed": "通过",
    "deferred": "缓议",
    "undecided": "未议决",
    "rejected": "否决",
    "handed": "转为任务",
}
TASKS: dict[TaskFigure, str] = {
    "tasks": "任务",
    "done": "已办结",
    "in_time": "按期办结",
    "overdue": "逾期",
}
RECORDS = {"due": "到期任务", "due_closed": "已销号", "closed_in_time": "按原定时限销号"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One body in a year; tasks: what became of its decisions, of what the post sees."""

    body: str
    year: int
    found: Decided
    tasks: Followed

    @property
    def name(self) -> str:
        return self.found.name

    @property
    def held(self) -> Value:
        """How often it met; leads to the records."""
        span = {"kind": self.body, "day_from": f"{self.year}-01-01", "day_to": f"{self.year}-12-31"}
        return Link(f"{self.found.meetings}", f"{reverse('meetings')}?{urlencode(span)}")

    def number(self, figure: Figure) -> Value:
        """One of its figures; leads to the items where there are any."""
        return self._leading(getattr(self.found, figure), "commitment-decided-rows", figure)

    def task_number(self, figure: TaskFigure) -> Value:
        """The same of its tasks."""
        return self._leading(getattr(self.tasks, figure), "commitment-decided-tasks", figure)

    def _leading(self, count: int, name: str, figure: str) -> Value:
        url = reverse(name, args=[self.body, figure])
        return Link(f"{count}", f"{url}?year={self.year}") if count else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """What fell due in the year, of all kinds of programmes or of one. links: number → address."""

    name: str
    numbers: tuple[tuple[str, int, str], ...]
    rate: str
    rate_in_time: str


def _figure(figure: Figure) -> Iterator[Column]:
    name = NAMES[figure]
    yield Column(figure, name, value=lambda one: one.number(figure), tone="number", only="page")
    yield Column(f"{figure}_count", name, value=f"found.{figure}", tone="number", only="file")


def _task_figure(figure: TaskFigure) -> Iterator[Column]:
    name = TASKS[figure]
    yield Column(
        figure, name, value=lambda one: one.task_number(figure), tone="number", only="page"
    )
    yield Column(f"{figure}_count", name, value=f"tasks.{figure}", tone="number", only="file")


def _year(request: Request) -> int:
    return years.asked(request, YEARS)


YEAR = years.choice(YEARS)
LISTING = Listing(
    code="commitments.decided",
    title="议事与督办情况",
    counted="个",
    note="按会议记录和任务台账计，每个数都能点开。未议决是票数相等、到会不足没有表决的；"
    "任务是这一年的决定转办的，只计您能看到的，办结和逾期按今天。",
    columns=(
        Column("name", "会议"),
        Column("held", "召开（次）", tone="number", only="page"),
        Column("meetings", "召开（次）", value="found.meetings", tone="number", only="file"),
        *(column for one in get_args(Figure) for column in _figure(one)),
        *(column for one in get_args(TaskFigure) for column in _task_figure(one)),
    ),
    filters=(YEAR,),
    key="body",
    empty=Empty("没有可以查看的会议", "党委会、院长办公会的记录由有权的职务查看。"),
)


@require_safe
def decided(request: Request) -> HttpResponseBase:
    """The bodies whose records the post reads, and the tasks that it sees."""
    require(policy.may_read_decided(request.rights))
    year = _year(request)
    span, seen = Period.year(year), reach.visible_to(request.rights, request.today)
    rows = [
        Row(
            body=body,
            year=year,
            found=figures.decided(body, span),
            tasks=figures.followed(body, span, seen, request.today),
        )
        for body in BODIES
        if _reads(request, body)
    ]
    return lists.page(
        request,
        LISTING,
        rows,
        template="web/commitments/decided.html",
        context={"executed": _executed(request, year), "year": year},
    )


def _reads(request: Request, body: str) -> bool:
    """Whether the post reads the records of the body, wherever it is."""
    places = (
        place
        for kind in meetings.meetings()[body].of
        for place in request.rights.structure.of_kind(kind)
    )
    return any(policy.may_read_meetings(request.rights, one.code, one.kind) for one in places)


def _executed(request: Request, year: int) -> list[Executed]:
    """The rates of everything and of what is supervised (督办), up to today."""
    span = Period.year(year)
    until = min(span.last_day, request.today)
    seen = reach.visible_to(request.rights, request.today)
    parts = {
        "all": ("各类任务", seen),
        SUPERVISED: ("督办事项", seen.filter(programme__kind=SUPERVISED)),
    }
    found = []
    for kind, (name, within) in parts.items():
        told = queries.in_time(span.start, until + timedelta(days=1), Asked(within=within))[""]
        days = urlencode({"since": span.start.isoformat(), "on": until.isoformat()})
        numbers = zip(RECORDS.items(), (told.due, told.closed, told.in_time), strict=True)
        found.append(
            Executed(
                name=name,
                numbers=tuple(
                    (
                        label,
                        number,
                        f"{reverse('commitment-records', args=[kind, figure])}?{days}",
                    )
                    for (figure, label), number in numbers
                ),
                rate=_rate(told.rate),
                rate_in_time=_rate(told.rate_in_time),
            )
        )
    return found


def _rate(share: Fraction | None) -> str:
    return "" if share is None else percent(share)


def _verdict(row: AgendaItem) -> Value:
    return Mark(row.get_verdict_display(), TONES[Verdict(row.verdict)])


ITEMS = Listing(
    code="commitments.decided_items",
    title="议题",
    counted="项",
    columns=(
        Column("title", "议题", value=lambda one: Words(one.title)),
        Column("day", "日期", value="form.meeting.day", tone="nowrap"),
        Column("verdict", "结果", value=_verdict),
        Column("resolution", "决议或缓议理由", value=lambda one: one.resolution or one.deferred),
    ),
    filters=(YEAR,),
    link=lambda one: reverse("meeting", args=[one.form.meeting_id]),
    empty=Empty("没有", "这一年没有，或者不在您的知悉范围内。"),
)


@require_safe
def items(request: Request, body: str, figure: str) -> HttpResponseBase:
    """The items behind a figure (?year=), without those that the post must not know of."""
    require(policy.may_read_decided(request.rights))
    chosen = next((one for one in get_args(Figure) if one == figure), None)
    if chosen is None or body not in BODIES or not _reads(request, body):
        raise Http404
    year = _year(request)
    rows = figures.rows(body, Period.year(year), chosen)
    known = rows.filter(pk__in=AgendaItem.objects.known_to(request.rights).values("pk"))
    name = f"{meetings.meetings()[body].name}：{NAMES[chosen]}"
    return lists.page(
        request,
        _titled(name, year, rows.count() - known.count()),
        known.select_related("form__meeting"),
        template="web/commitments/list.html",
        context={"above": [(LISTING.title, reverse("commitment-decided"))], "here": name},
    )


@require_safe
def tasks(request: Request, body: str, figure: str) -> HttpResponseBase:
    """The tasks behind a figure (?year=) that the post sees."""
    require(policy.may_read_decided(request.rights))
    chosen = next((one for one in get_args(TaskFigure) if one == figure), None)
    if chosen is None or body not in BODIES or not _reads(request, body):
        raise Http404
    year = _year(request)
    seen = reach.visible_to(request.rights, request.today)
    rows = figures.tasks(body, Period.year(year), chosen, seen, request.today)
    name = f"{meetings.meetings()[body].name}决定的任务：{TASKS[chosen]}"
    note = f"{year}年会议决定转办的，按今天的状态，只列您能看到的。"
    return lists.page(
        request,
        replace(counted.LISTING, title=name, note=note, filters=(YEAR,)),
        rows.select_related("programme"),
        template="web/commitments/list.html",
        context={"above": [(LISTING.title, reverse("commitment-decided"))], "here": name},
    )


def _titled(name: str, year: int, hidden: int) -> Listing:
    more = f"另有{hidden}项在知悉范围内，不列出。" if hidden else ""
    return replace(ITEMS, title=name, note=f"{year}年。{more}")
