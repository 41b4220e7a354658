"""What is on its way and what has ended: the list, with the current step and its last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.procedures import catalog, queries, subjects
from linghang.procedures.definitions import OUTCOME_NAMES, Outcome
from linghang.procedures.models import Proceeding, ProceedingQuerySet, Turn
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request

BUSINESS, ALL = "business", "all"
KINDS = {BUSINESS: "业务程序", ALL: "全部"}
LATE = Mark("超期", "failed")
OUTCOME_TONES = {
    Outcome.RUNNING: "going",
    Outcome.COMPLETED: "done",
    Outcome.REJECTED: "failed",
    Outcome.VOIDED: "",
}


def outcome_mark(one: Proceeding) -> Mark:
    """How it stands, as a word in a frame."""
    outcome = Outcome(one.outcome)
    return Mark(OUTCOME_NAMES[outcome], OUTCOME_TONES[outcome])


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list. steps: the titles of those that lie open. due: the first last day."""

    row: Proceeding
    steps: tuple[str, ...]
    due: date | None
    is_late: bool

    @property
    def pk(self) -> int:
        """What the row leads to."""
        return self.row.pk

    @property
    def current(self) -> str:
        """The steps that lie open, in the order of the procedure."""
        return "、".join(self.steps)

    @property
    def outcome(self) -> Mark:
        """How it stands; what is overdue says so."""
        return LATE if self.is_late else outcome_mark(self.row)

    @property
    def procedure(self) -> str:
        """The procedure's name."""
        return _name(self.row.procedure)


def _name(code: str) -> str:
    loaded = catalog.current(code)
    return loaded.item.name if loaded else code


def _lines(request: Request, rows: Sequence[Proceeding]) -> list[Line]:
    """Rows of a page with their open steps, in one query however many there are."""
    turns: defaultdict[int, list[Turn]] = defaultdict(list)
    for turn in Turn.objects.filter(proceeding__in=rows):
        turns[turn.proceeding_id].append(turn)
    return [_line(row, turns[row.pk], request.today) for row in rows]


def _line(row: Proceeding, turns: list[Turn], today: date) -> Line:
    keys = {turn.step for turn in turns}
    due = min((turn.due for turn in turns if turn.due), default=None)
    return Line(
        row=row,
        steps=tuple(step.title for step in row.definition.steps if step.key in keys)
        if keys
        else (),
        due=due,
        is_late=due is not None and due < today,
    )


def kind_asked(request: Request) -> str:
    """The kind of proceedings that the address asks for; a named procedure says its own.

    What the engines above tell of by themselves, filings and closings, has lists of its own and
    would drown the rest.
    """
    wanted = request.GET.get("kind", "")
    if wanted in _kinds():
        return wanted
    named = catalog.current(request.GET.get("procedure", ""))
    return _kind_of(named.item.subject) if named else BUSINESS


def _kind_of(subject: str) -> str:
    return subject if subject in subjects.telling_themselves() else BUSINESS


def _kinds() -> dict[str, str]:
    names = subjects.names()
    own = {kind: names[kind] for kind in sorted(subjects.telling_themselves())}
    return {BUSINESS: KINDS[BUSINESS], **own, ALL: KINDS[ALL]}


def _offered(request: Request) -> list[tuple[str, str]]:
    """The kinds, first the one that is shown."""
    shown = kind_asked(request)
    return sorted(_kinds().items(), key=lambda one: one[0] != shown)


def _procedures(request: Request) -> list[tuple[str, str]]:
    """The procedures of the kind that is shown."""
    shown = kind_asked(request)
    return [
        (code, loaded.item.name)
        for code, loaded in catalog.catalog().items.items()
        if shown in (ALL, _kind_of(loaded.item.subject))
    ]


def _late(rows: ProceedingQuerySet, wanted: bool, request: Request) -> ProceedingQuerySet:
    late = Exists(Turn.objects.filter(proceeding=OuterRef("pk"), due__lt=request.today))
    return rows.filter(late if wanted else ~late)


def _of_kind(rows: ProceedingQuerySet, kind: str) -> ProceedingQuerySet:
    if kind == ALL:
        return rows
    if kind == BUSINESS:
        return rows.exclude(subject_type__in=subjects.telling_themselves())
    return rows.filter(subject_type=kind)


PROCEEDINGS = Listing(
    code="procedures.proceedings",
    title="程序办理",
    counted="件",
    note="您的职务有份办理、监管或者您办过的业务程序；台账报送和销号另有列表，也可以在“种类”里选看。轮到您办的，工作台上也会列出。",
    columns=(
        Column("title", "标题", value="row.title"),
        Column("procedure", "程序"),
        Column("unit", "所属单位", value="row.unit.name", tone="nowrap"),
        Column("current", "当前步骤"),
        Column("due", "截止", sort="first_due", tone="nowrap"),
        Column("outcome", "结果", tone="nowrap"),
        Column("started_by", "发起人", value="row.started_by", is_person=True, only="file"),
        Column("started_at", "发起时间", value="row.started_at", sort="started_at", tone="nowrap"),
        Column("ended_on", "结束日期", value="row.ended_on", sort="ended_on", tone="nowrap"),
    ),
    filters=(
        Filter("q", "标题", path="title"),
        Filter(
            "kind",
            "种类",
            Way.CHOICE,
            options=_offered,
            apply=lambda rows, _value, _request: rows,
            always=True,
        ),
        Filter("procedure", "程序", Way.CHOICE, path="procedure", options=_procedures),
        Filter("unit", "所属单位", Way.UNIT, path="unit__code"),
        Filter(
            "outcome",
            "结果",
            Way.CHOICE,
            path="outcome",
            options=[(one.value, name) for one, name in OUTCOME_NAMES.items()],
        ),
        Filter("late", "超期", Way.YES_NO, apply=_late),
    ),
    order="-started_at",
    lines=_lines,
    link=lambda line: reverse("proceeding", args=[line.pk]),
    empty=Empty(
        "还没有您有份办理的事项",
        "可以由您发起的，在“程序与流程图”里打开程序，按“发起”。",
    ),
    whole=True,
)


@require_safe
def proceeding_list(request: Request) -> HttpResponseBase:
    """Those of the kind asked for that the acting post may see."""
    rows = queries.visible_to(request.rights, request.today).select_related("unit")
    return lists.page(request, PROCEEDINGS, _by_due(_of_kind(rows, kind_asked(request)), request))


def _by_due(rows: ProceedingQuerySet, request: Request) -> Any:
    """With the first last day of the open steps, where the list is ordered by it; none is last."""
    if request.GET.get("sort", "").removeprefix("-") != "due":
        return rows
    turns = Turn.objects.filter(proceeding=OuterRef("pk")).order_by().values("proceeding")
    first = Subquery(turns.annotate(first=Min("due")).values("first"))
    return rows.annotate(first_due=Coalesce(first, Value(date.max)))
