"""收件箱: one's notices, unread first; one of them; what one's own deeds told others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.notices import catalog, services
from linghang.notices.models import OPEN, Notice
from linghang.org.models import Person
from linghang.web import addresses, details, lists, subjects
from linghang.web.details import Facts, Way
from linghang.web.lists import Column, Deed, Empty, Filter, Listing, Mark
from linghang.web.lists import Way as Ask
from linghang.web.lists.cells import Value as CellValue
from linghang.web.requests import Request

TO_READ, TO_CONFIRM, DONE = "unread", "unconfirmed", "done"


def state_of(notice: Notice) -> Mark:
    """What the notice still asks its reader for."""
    if notice.settled_at is not None and notice.confirmed_at is None:
        return Mark("已办结", "done")
    if notice.read_at is None:
        return Mark("未读", "warning")
    if notice.must_confirm and notice.confirmed_at is None:
        return Mark("待确认", "warning")
    return Mark("已确认" if notice.must_confirm else "已读", "done")


def _in_state(rows: QuerySet[Notice], state: str, _request: Request) -> QuerySet[Notice]:
    if state == TO_READ:
        return rows.filter(read_at=None, settled_at=None)
    if state == TO_CONFIRM:
        return rows.filter(must_confirm=True, confirmed_at=None, settled_at=None)
    return rows.exclude(OPEN)


def _kinds(_request: Request) -> list[tuple[str, str]]:
    return [(code, loaded.item.name) for code, loaded in catalog.catalog().items.items()]


def _mark_read(request: Request, keys: Sequence[str], _reason: str) -> str:
    for key in keys:
        services.read(notice_id=int(key), person=request.actor.person, at=clock.now())
    return f"{len(keys)}条标记为已读；须确认的，请逐条打开确认。"


FILTERS = (
    Filter("q", "内容", path=("title", "body")),
    Filter(
        "state",
        "状态",
        Ask.CHOICE,
        options=((TO_READ, "未读"), (TO_CONFIRM, "待确认"), (DONE, "已办")),
        apply=_in_state,
    ),
    Filter("kind", "类别", Ask.CHOICE, path="kind", options=_kinds),
    Filter("created", "时间", Ask.INSTANT, path="created_at"),
)
INBOX = Listing(
    code="notices.inbox",
    title="通知",
    columns=(
        Column("title", "标题"),
        Column("state", "状态", value=state_of, tone="nowrap"),
        Column("kind", "类别", value="kind_name", tone="nowrap"),
        Column("sender", "发出人", is_person=True, tone="nowrap"),
        Column("due", "期限", sort="due", tone="nowrap"),
        Column("created", "时间", value="created_at", sort="created_at", tone="nowrap"),
    ),
    filters=FILTERS,
    deeds=(Deed("read", "标记为已读", do=_mark_read),),
    link=lambda notice: addresses.of("notice", notice.pk),
    empty=Empty(
        "没有通知",
        "任免、授权代办、待您批准的事、导入结果和账号安全，会在这里告诉您。"
        "要同时收到邮件或企业微信、钉钉提醒，请打开“通知设置”。",
    ),
)


def inbox(request: Request) -> HttpResponseBase:
    """One's own notices: those that ask for something first, then the newest."""
    own = Notice.objects.of(request.actor.person).annotate(
        rank=Case(When(OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    )
    return lists.page(
        request,
        INBOX,
        own.order_by("rank", "-created_at", "-pk"),
        template="web/notices/inbox.html",
    )


@require_safe
def notice(request: Request, notice_id: int) -> HttpResponse:
    """One notice; opening it is the receipt. Somebody else's is not there."""
    own = Notice.objects.of(request.actor.person)
    found = get_object_or_404(own.select_related("escalation_of"), pk=notice_id)
    if found.read_at is None:
        found = services.read(notice_id=found.pk, person=request.actor.person, at=clock.now())
    about = subjects.address(found.subject_type, found.subject_id)
    ways = [Way("打开有关页面", about, main=not found.is_open)] if about else []
    return details.page(
        request,
        title=found.title,
        above=[("通知", reverse("notice-list"))],
        marks=[state_of(found)],
        facts=[Facts("", _facts(found))],
        ways=ways,
        history=("notices.notice", str(found.pk)) if found.must_confirm else None,
        template="web/notices/notice.html",
        context={"notice": found},
    )


def _facts(notice: Notice) -> list[tuple[str, CellValue]]:
    names = dict(
        Person.objects.filter(code__in=[notice.sender, notice.sender_for]).values_list(
            "code", "name"
        )
    )
    sender = names.get(notice.sender, "系统")
    for_whom = f"（代{names[notice.sender_for]}）" if notice.sender_for in names else ""
    return [
        ("类别", notice.kind_name),
        ("发出人", f"{sender}{for_whom}"),
        ("时间", notice.created_at),
        ("期限", notice.due),
        ("阅读", notice.read_at),
        *([("确认", notice.confirmed_at)] if notice.must_confirm else []),
        *([("逾期上报", notice.escalated_at)] if notice.escalated_at else []),
        *([("办结", notice.settled_at)] if notice.settled_at else []),
    ]


@require_POST
def confirm(request: Request, notice_id: int) -> HttpResponseRedirect:
    """Confirm that one has taken note; somebody else's notice is not there."""
    found = get_object_or_404(
        Notice.objects.of(request.actor.person), pk=notice_id, must_confirm=True
    )
    services.confirm(notice_id=found.pk, actor=request.actor, at=clock.now())
    messages.success(request, f"已确认收到：{found.title}")
    return redirect("notice", found.pk)


@require_POST
def read_all(request: Request) -> HttpResponseRedirect:
    """Mark all as read but what must be confirmed one by one."""
    count = services.read_all(person=request.actor.person, at=clock.now())
    messages.success(request, f"{count}条标记为已读；须确认的，请逐条打开确认。")
    return redirect("notice-list")


def _receipt(notice: Notice) -> Mark:
    """How far the notice has come with its reader."""
    if notice.escalated_at and notice.is_open:
        return Mark("已上报", "failed")
    return state_of(notice)


SENT = Listing(
    code="notices.sent",
    title="我发出的通知",
    note="您办理的事项引起的通知，每位收件人一行：谁已读、谁已确认、谁逾期上报。",
    columns=(
        Column("receipt", "回执", value=_receipt, tone="nowrap"),
        Column("person", "收件人", value="person.name", sort="person__name", tone="nowrap"),
        Column("title", "标题"),
        Column("kind", "类别", value="kind_name", tone="nowrap"),
        Column("created", "发出", value="created_at", sort="created_at", tone="nowrap"),
        Column("read", "阅读", value="read_at", sort="read_at", tone="nowrap"),
        Column("confirmed", "确认", value="confirmed_at", sort="confirmed_at", tone="nowrap"),
    ),
    filters=FILTERS,
    empty=Empty("没有发出过通知", "您任免、授权、起草或批准时，有关人员会自动收到通知。"),
)


RECEIPTS = replace(
    SENT,
    code="notices.receipts",
    title="回执",
    note="",
    columns=tuple(one for one in SENT.columns if one.code not in ("title", "kind")),
    filters=(FILTERS[1],),
    counted="人",
)


def sent(request: Request) -> HttpResponseBase:
    """What one's own deeds told others, with their receipts."""
    rows = Notice.objects.sent_by(request.actor.person).select_related("person")
    return lists.page(request, SENT, rows)


subjects.register("notices.notice", "notice")
subjects.register("notices.ledger", lambda _day: reverse("notice-ledger"))
