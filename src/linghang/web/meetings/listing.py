"""会议记录: every meeting that the acting post may read."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings import catalog
from linghang.meetings.models import Form, Meeting
from linghang.meetings.recording.rules import STATE_NAMES, State
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.meetings.seen import kind_name
from linghang.web.requests import Request

TONES = {
    State.PLANNED: "going",
    State.HELD: "warning",
    State.CLOSED: "done",
    State.CALLED_OFF: "",
}


def _kinds(_request: Request) -> list[tuple[str, str]]:
    return [(code, one.item.name) for code, one in catalog.meetings().items.items()]


def state_mark(meeting: Meeting) -> Mark:
    """The state of a meeting as a mark."""
    state = State(meeting.state)
    return Mark(STATE_NAMES[state], TONES[state])


def _attended(row: Meeting) -> str:
    came, expected = getattr(row, "came", None), getattr(row, "expected", None)
    return "" if expected is None else f"{came}/{expected}"


COLUMNS = (
    Column("kind", "会议", value=lambda one: kind_name(one.kind)),
    Column("day", "日期", sort="day", tone="nowrap"),
    Column("unit", "召开单位", value="unit.name"),
    Column("theme", "主题"),
    Column("attended", "实到/应到", value=_attended, tone="nowrap"),
    Column("state", "状态", value=state_mark),
)
MEETINGS = Listing(
    code="meetings.meetings",
    title="会议记录",
    counted="次",
    note="一次活动含几种形式的，按一次计；各形式的记录和纪要在会议页面。",
    columns=COLUMNS,
    filters=(
        Filter("unit", "单位", Way.UNIT, path="unit__code"),
        Filter("kind", "会议", Way.CHOICE, path="kind", options=_kinds),
        Filter("day", "日期", Way.DAY, path="day"),
        Filter(
            "state",
            "状态",
            Way.CHOICE,
            path="state",
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
        ),
    ),
    order="-day",
    link=lambda one: reverse("meeting", args=[one.pk]),
    empty=Empty("还没有会议记录", "在支部工作台点“记录”，记下第一次会议。"),
)


def with_counts(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings with 应到 and 实到 of their first form."""
    first = Form.objects.filter(meeting=OuterRef("pk"), kind=OuterRef("kind"))
    return rows.select_related("unit").annotate(
        expected=Subquery(first.values("expected")[:1]), came=Subquery(first.values("came")[:1])
    )


@require_safe
def meetings(request: Request) -> HttpResponseBase:
    """All that may be read, the latest first."""
    require(policy.may_read_meetings(request.rights, None))
    return lists.page(
        request,
        MEETINGS,
        with_counts(Meeting.objects.visible_to(request.rights)),
        template="web/meetings/list.html",
        context={"bodies": _bodies(request)},
    )


def _bodies(request: Request) -> list[tuple[str, str]]:
    """Units for which a post of the whole hospital records: (name, address)."""
    wanted = (Kind.HOSPITAL, Kind.PARTY_COMMITTEE, Kind.UNION_COMMITTEE)
    places = (place for kind in wanted for place in request.rights.structure.of_kind(kind))
    return [
        (place.name, reverse("unit-meetings", args=[place.code]))
        for place in places
        if policy.may_read_meetings(request.rights, place.code)
    ]


def _duty(name: str) -> str:
    return reverse("unit-meetings", args=[name.partition(":")[0]])


subjects.register("meetings.meeting", "meeting")
subjects.register("meetings.duty", _duty)
