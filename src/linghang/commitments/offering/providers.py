"""Records of the engines below, as offers: decisions of meetings, entries, indicators, findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from linghang.cases.models import FRONT_SHEETS
from linghang.commitments import reach
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment
from linghang.commitments.offering import registry
from linghang.commitments.offering.registry import Offer
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.models import State as BatchState
from linghang.foundation.period import Period, day_label
from linghang.indicators import catalog as indicators
from linghang.indicators import queries as figures
from linghang.indicators.queries import OutdatedCells, Scope, Value
from linghang.ledgers import catalog as ledgers
from linghang.ledgers import reach as entries
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.models import Entry
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem, FollowUp, Meeting
from linghang.org.rules import Rights

ITEM, LINE, ENTRY = "meetings.agendaitem", "meetings.followup", "ledgers.entry"
GAP, FINDING, BATCH = "indicators.gap", "commitments.commitment", "cases.batch"
DECIDED = (Verdict.PASSED.value, Verdict.HEARD.value)
READ_FIGURES, READ_CASES = "indicators.read_all", "cases.read"


def _items(rights: Rights) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.known_to(rights).filter(
        verdict__in=DECIDED, form__meeting__in=Meeting.objects.visible_to(rights)
    )
    return rows.exclude(resolution="").select_related("form__meeting__unit")


def item(rights: Rights, id: str, today: date) -> Offer | None:
    """A decision of a meeting that the post may read (§2.6.1: no decision without an owner)."""
    one = _items(rights).filter(pk=id).first() if id.isdigit() else None
    return _of_item(one) if one else None


def items(rights: Rights, today: date) -> Iterator[Offer]:
    """Decisions of the last year that name an owner or a day, the newest first."""
    start = today.replace(year=today.year - 1, day=min(today.day, 28))
    rows = _items(rights).filter(form__meeting__day__gte=start)
    named = rows.exclude(owner=None, due_date=None).order_by("-form__meeting__day", "number")
    return (_of_item(one) for one in named[: registry.MOST])


def _of_item(one: AgendaItem) -> Offer:
    meeting = one.form.meeting
    return Offer(
        source=(ITEM, str(one.pk)),
        title=one.title,
        text=f"{one.resolution}（{meeting.unit.name}{day_label(meeting.day)}会议议定）",
        owner=one.owner_id or "",
        leader=one.leader_id or "",
        due=one.due_date,
    )


def line(rights: Rights, id: str, today: date) -> Offer | None:
    """A line of what a meeting left to be done."""
    rows = FollowUp.objects.filter(form__meeting__in=Meeting.objects.visible_to(rights))
    one = rows.filter(pk=id).first() if id.isdigit() else None
    return _of_line(one) if one else None


def lines(rights: Rights, today: date) -> Iterator[Offer]:
    """What meetings left to be done and nobody closed, by day."""
    rows = FollowUp.objects.open().filter(form__meeting__in=Meeting.objects.visible_to(rights))
    return (_of_line(one) for one in rows.order_by("due_date", "pk")[: registry.MOST])


def _of_line(one: FollowUp) -> Offer:
    return Offer(
        source=(LINE, str(one.pk)),
        title=one.title,
        text=one.measure,
        owner=one.owner_id,
        due=one.due_date,
    )


def entry(rights: Rights, id: str, today: date) -> Offer | None:
    """An entry in force of a ledger that is open; what few may know is offered to nobody."""
    row = Entry.objects.in_force().filter(pk=id).first() if id.isdigit() else None
    declared = ledgers.current(row.ledger) if row else None
    if row is None or declared is None or declared.item.secrecy is not Secrecy.OPEN:
        return None
    if not entries.visible_to(row.ledger, rights, today).filter(pk=row.pk).exists():
        return None
    return Offer(
        source=(ENTRY, id),
        title=row.title,
        text=f"{declared.item.name}{row.number}（{day_label(row.day)}）",
        unit=row.unit_id,
    )


def gap(rights: Rights, id: str, today: date) -> Offer | None:
    """An indicator in a period and, if at all, a department: `average_los@2025-06@CARD`."""
    code, _, rest = id.partition("@")
    when, _, department = rest.partition("@")
    if code not in indicators.indicators().items or not _reads_figures(rights, department):
        return None
    try:
        found = figures.value(
            code, period=Period.parse(when), scope=Scope(department=department or None)
        )
    except OutdatedCells:
        return None
    return _of_gap(found, None, department)


def _reads_figures(rights: Rights, department: str) -> bool:
    return rights.everywhere(READ_FIGURES) or (department != "" and department == rights.unit.code)


def gaps(rights: Rights, today: date) -> Iterator[Offer]:
    """Indicators of the hospital that are worse this year than in the same months of the last."""
    if not _reads_figures(rights, "") or today.month == 1:
        return
    now = Period(date(today.year, 1, 1), today.replace(day=1))
    then = Period(date(today.year - 1, 1, 1), date(today.year - 1, today.month, 1))
    codes = list(indicators.indicators().items)
    try:
        new = figures.values(codes, period=now, scope=Scope())
        old = figures.values(codes, period=then, scope=Scope())
    except OutdatedCells:
        return
    for value, before in zip(new, old, strict=True):
        if _is_worse(value, before):
            yield _of_gap(value, before, "")


def _is_worse(now: Value, then: Value) -> bool:
    if now.value is None or then.value is None or now.small or then.small:
        return False
    way = now.indicator.direction
    return (way == "up" and now.value < then.value) or (way == "down" and now.value > then.value)


def _of_gap(now: Value, then: Value | None, department: str) -> Offer:
    before = f"，上年同期{then.text}" if then else ""
    return Offer(
        source=(GAP, f"{now.indicator.code}@{now.period.code}@{department}"),
        title=f"改进{now.indicator.name}",
        text=f"{now.period.label}{now.indicator.name}{now.text}{before}。{now.indicator.meaning}",
        unit=department,
    )


def earlier(rights: Rights, id: str, today: date) -> Offer | None:
    """An earlier commitment, whose matter has come up again."""
    rows = reach.visible_to(rights, today).select_related("programme")
    one = rows.filter(pk=id).first() if id.isdigit() else None
    return _of_earlier(one) if one else None


def _of_earlier(one: Commitment) -> Offer:
    return Offer(
        source=(FINDING, str(one.pk)),
        title=one.title,
        text=f"{one.text}（此前：{one.programme.number} {one.number}）",
        unit=one.unit_id or "",
        owner=one.owner,
        leader=one.leader,
        standard=one.standard,
    )


def came_back(rights: Rights, today: date) -> Iterator[Offer]:
    """Problems whose measures came back."""
    rows = reach.visible_to(rights, today).filter(
        role=Role.FINDING.value, answered_by__measure__standing="reopened"
    )
    found = rows.distinct().order_by("pk").select_related("programme")
    return (_of_earlier(one) for one in found[: registry.MOST])


def quality(rights: Rights, id: str, today: date) -> Offer | None:
    """What the checks of an import of front sheets found, worst first: `12` for a batch."""
    if not rights.everywhere(READ_CASES) or not id.isdigit():
        return None
    row = Batch.objects.filter(pk=id, kind=FRONT_SHEETS, state=BatchState.COMMITTED).first()
    return _of_batch(row) if row else None


def qualities(rights: Rights, today: date) -> Iterator[Offer]:
    """The last imports of front sheets whose checks found anything."""
    if not rights.everywhere(READ_CASES):
        return
    rows = Batch.objects.filter(kind=FRONT_SHEETS, state=BatchState.COMMITTED).order_by("-pk")
    for row in rows[:12]:
        if offer := _of_batch(row):
            yield offer


def _of_batch(row: Batch) -> Offer | None:
    counts = list(row.complaint_counts)
    if not counts:
        return None
    told = "；".join(f"{one['says']}{one['count']}处" for one in counts[:5])
    return Offer(
        source=(BATCH, str(row.pk)),
        title="整改病案首页数据质量问题",
        text=f"第{row.pk}批病案首页检查发现：{told}",
    )


def register() -> None:
    """Offer what the engines below know; called once at the start."""
    registry.register(ITEM, "会议议定事项", item, items)
    registry.register(LINE, "会后事项", line, lines)
    registry.register(ENTRY, "台账记录", entry)
    registry.register(GAP, "指标短板", gap, gaps)
    registry.register(FINDING, "此前的问题和任务", earlier, came_back)
    registry.register(BATCH, "病案首页质量问题", quality, qualities)
