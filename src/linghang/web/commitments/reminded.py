"""提醒送达: every reminder about a programme and its tasks, delivered, read or passed on above."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from linghang.commitments.reminding import queries
from linghang.notices import catalog
from linghang.notices.models import Delivery, Notice
from linghang.notices.rules import State
from linghang.web import lists, subjects
from linghang.web.commitments.reached import Plan, plan
from linghang.web.commitments.related import channels
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request

UNREAD = Q(read_at=None, escalated_at=None)
STATES: dict[str, tuple[str, Q]] = {
    "unread": ("未读", UNREAD),
    "read": ("已读", Q(read_at__isnull=False, confirmed_at=None, escalated_at=None)),
    "confirmed": ("已确认", Q(confirmed_at__isnull=False, escalated_at=None)),
    "escalated": ("已上报", Q(escalated_at__isnull=False)),
}
FAILED = "failed"


def _in_state(rows: Any, value: str, _request: Request) -> Any:
    if value == FAILED:
        failed = Delivery.objects.filter(state=State.FAILED.value, notice__isnull=False)
        return rows.filter(pk__in=failed.values("notice"))
    return rows.filter(STATES[value][1])


def _kinds(_request: Request) -> list[tuple[str, str]]:
    known = Notice.objects.filter(subject_type__in=(queries.COMMITMENT, queries.PROGRAMME))
    codes = known.order_by("kind").values_list("kind", flat=True).distinct()
    return [(code, catalog.name(code)) for code in codes]


def _state(one: queries.Fate) -> Mark:
    tone = "failed" if one.escalated_at else "done" if one.read_at else "warning"
    return Mark(one.says, tone)


def _day(one: queries.Fate) -> date | None:
    return one.due


REMINDERS = Listing(
    code="commitments.reminders",
    title="提醒送达",
    counted="条",
    note="每条提醒送到了谁、看了没有、没有看的上报了谁。",
    columns=(
        Column("title", "通知", sort="title"),
        Column("kind", "类别", sort="kind", tone="nowrap"),
        Column("person", "收件人", sort="person__name", tone="nowrap"),
        Column("state", "情况", value=_state, tone="nowrap"),
        Column("above", "上报给", value=lambda one: "、".join(one.escalated_to)),
        Column("channels", "渠道", value=channels),
        Column("due", "期限", value=_day, sort="due", tone="nowrap"),
        Column("told", "发出", value="told_at", sort="created_at", tone="nowrap"),
    ),
    filters=(
        Filter("q", "任务", path=("title",)),
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=[*((code, name) for code, (name, _) in STATES.items()), (FAILED, "没有送到")],
            apply=_in_state,
        ),
        Filter("kind", "类别", Way.CHOICE, path="kind", options=_kinds),
        Filter("person", "收件人", Way.PERSON, path="person__code"),
        Filter("told", "发出", Way.INSTANT, path="created_at"),
    ),
    order="-told",
    link=lambda one: subjects.address(*one.about) or None,
    lines=lambda _request, rows: queries.became_of(rows),
    empty=Empty("还没有发出过提醒", "任务快到期、逾期、没有按期反馈时，按时提醒，列在这里。"),
)


@require_safe
def reminders(request: Request, pk: int) -> HttpResponseBase:
    """What was told about the tasks that the post sees, and what became of it."""
    found: Plan = plan(request, pk)
    rows = queries.of_programme(found.rows(), found.programme.pk, whole=found.sees_all)
    return lists.page(
        request,
        REMINDERS,
        rows,
        template="web/commitments/list.html",
        context={"above": found.above, "here": REMINDERS.title},
    )
