"""One meeting: who was there, what was put up, how the votes went, minutes and history."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linghang.foundation.period import day_label
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import (
    Absence,
    AgendaItem,
    Candidate,
    Form,
    Meeting,
    Minutes,
    Recusal,
    Stance,
)
from linghang.meetings.planning import calling
from linghang.meetings.recording.rules import State
from linghang.web import details, subjects
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Listing, Mark, Words
from linghang.web.lists.cells import Value
from linghang.web.meetings import besides
from linghang.web.meetings.listing import state_mark
from linghang.web.meetings.seen import called, kind_name, may_record, meeting_seen
from linghang.web.requests import Request

TONES = {Verdict.PASSED: "done", Verdict.FAILED: "failed", Verdict.NO_QUORUM: "warning"}


def _verdict(row: AgendaItem) -> Value:
    if not row.verdict:
        return Words("", "未表决")
    return Mark(row.get_verdict_display(), TONES[Verdict(row.verdict)])


def _decided(row: AgendaItem) -> Value:
    due = f"，{day_label(row.due_date)}前" if row.due_date else ""
    owner = f"{row.owner.name}{due}" if row.owner else ""
    return Words(row.resolution, owner)


ITEMS = Listing(
    code="meetings.items",
    title="议题",
    columns=(
        Column("title", "议题", value=lambda one: Words(one.title, one.discussion)),
        Column("verdict", "结果", value=_verdict),
        Column("says", "票数"),
        Column("dissent", "不同意见"),
        Column("decided", "决议和责任人", value=_decided),
    ),
    link=lambda one: subjects.address(*one.about) or None,
)


def _missed(row: Absence) -> str:
    if row.first <= 1 and row.last is None:
        return "全程"
    end = f"第{row.last}项" if row.last else "会议结束"
    return f"第{row.first}项至{end}"


STOOD = Listing(
    code="meetings.stood",
    title="选举",
    columns=(
        Column("name", "候选人", value="person.name", tone="nowrap"),
        Column("item", "选举", value="item.title"),
        Column("votes", "得票", tone="number"),
        Column(
            "elected",
            "结果",
            value=lambda one: Mark("当选", "done") if one.is_elected else Mark("未当选"),
        ),
    ),
)
SPOKEN = Listing(
    code="meetings.spoken",
    title="发言和表态",
    columns=(
        Column("number", "顺序", value=lambda one: str(one.number)),
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("item", "议题", value="item.title"),
        Column("opinion", "意见", value=lambda one: one.get_opinion_display()),
    ),
)
OUT = Listing(
    code="meetings.out",
    title="回避",
    columns=(
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("item", "议题", value="item.title"),
        Column("ground", "事由"),
    ),
)
AWAY = Listing(
    code="meetings.away",
    title="缺席",
    columns=(
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("ground", "原因", value=lambda one: one.get_ground_display()),
        Column("missed", "缺席", value=_missed),
        Column("made_up_on", "补学", tone="nowrap"),
    ),
)


def _day(row: Minutes) -> str:
    return timezone.localdate(row.issued_at).isoformat()


MINUTES = Listing(
    code="meetings.minutes",
    title="纪要",
    columns=(
        Column("number", "编号", value=lambda one: Words(one.number, kind_name(one.form.kind))),
        Column("version", "版本", value=lambda one: f"第{one.version}版"),
        Column("text", "内容"),
        Column("reason", "更正原因"),
        Column("signed_by", "签发", value=lambda one: Words(one.signed_by.name, _day(one))),
    ),
)


def _counts(form: Form) -> str:
    if form.expected is None:
        return "还没有记录"
    return f"应到{form.expected}人，实到{form.came}人，应到会有表决权{form.entitled}人"


@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    """Everything about one meeting."""
    found = meeting_seen(request, pk)
    forms, may = list(found.forms.all()), may_record(request, found.unit)
    return details.page(
        request,
        title=called(found),
        subtitle=found.theme,
        above=[(found.unit.name, reverse("unit-meetings", args=[found.unit.code]))],
        marks=[state_mark(found)],
        ways=[*_ways(found, forms), *besides.ways(found, forms)] if may else [],
        facts=[Facts("会议", _facts(found, forms)), *besides.facts(forms)],
        related=[*_related(found, forms), *besides.related(found, forms, request.today, may)],
        template="web/meetings/meeting.html",
        context={"warnings": besides.warnings(found, forms, request.today)},
        history=("meetings.meeting", str(found.pk)),
    )


def _ways(found: Meeting, forms: Sequence[Form]) -> list[Way]:
    state = State(found.state)
    ways = []
    if state in (State.PLANNED, State.HELD):
        ways.append(Way("记录", reverse("meeting-record", args=[found.pk]), "pencil", main=True))
    if state is State.PLANNED:
        ways.append(Way("取消会议", reverse("meeting-call-off", args=[found.pk]), "close"))
    if state is State.HELD:
        ways.append(Way("封存记录", reverse("meeting-close", args=[found.pk]), "lock"))
    if found.absences.exists():
        ways.append(Way("登记补学", reverse("meeting-made-up", args=[found.pk]), "book"))
    if state is State.CLOSED:
        issued = set(Minutes.objects.filter(form__meeting=found).values_list("form_id", flat=True))
        for form in forms:
            word = "更正" if form.pk in issued else "签发"
            name = f"{kind_name(form.kind)}纪要" if len(forms) > 1 else "纪要"
            address = reverse("meeting-minutes", args=[form.pk])
            ways.append(Way(f"{word}{name}", address, "document", main=form.pk not in issued))
    return ways


def _facts(found: Meeting, forms: Sequence[Form]) -> list[tuple[str, Value]]:
    start = f"{found.starts_at:%H:%M}" if found.starts_at else ""
    end = f"至{found.ends_at:%H:%M}" if found.ends_at else ""
    observers = "、".join(found.observers.values_list("person__name", flat=True))
    shown: list[tuple[str, Value]] = [
        ("时间", f"{day_label(found.day)} {start}{end}".strip()),
        ("地点", found.place),
        ("主持人", found.chair.name if found.chair else ""),
        ("记录人", found.recorder.name if found.recorder else ""),
    ]
    for form in forms:
        name = kind_name(form.kind) if len(forms) > 1 else "人数"
        shown.append((name, _counts(form)))
    if observers:
        shown.append(("列席", observers))
    shown += _called(found)
    if found.reason:
        shown.append(("取消原因", found.reason))
    if found.record:
        shown.append(("会议记录", found.record))
    return shown


def _called(found: Meeting) -> list[tuple[str, Value]]:
    """Until when material is due, and who has seen the call to the meeting."""
    shown: list[tuple[str, Value]] = []
    material = calling.material_by(found)
    if found.state == State.PLANNED and material:
        shown.append(("材料送达期限", material))
    told = calling.receipts(found)
    if told.told:
        shown.append(("会议通知", f"已通知{told.told}人，{told.seen}人已看"))
    return shown


def _related(found: Meeting, forms: Sequence[Form]) -> list[Related]:
    items = (
        AgendaItem.objects.filter(form__meeting=found).select_related("owner").order_by("number")
    )
    away = found.absences.select_related("person").order_by("person__name")
    issued = list(Minutes.objects.filter(form__meeting=found).select_related("form", "signed_by"))
    related = [
        Related(listing=ITEMS, rows=list(items), says="没有议题。"),
        Related(listing=AWAY, rows=list(away), says="无人缺席。"),
    ]
    for listing, model in ((STOOD, Candidate), (SPOKEN, Stance), (OUT, Recusal)):
        of = model._default_manager.filter(item__form__meeting=found)
        rows = list(of.select_related("person", "item").order_by("item__number", "pk"))
        if rows:
            related.append(Related(listing=listing, rows=rows))
    if issued or found.state == State.CLOSED:
        related.insert(0, Related(listing=MINUTES, rows=issued, says="还没有签发纪要。"))
    return related
