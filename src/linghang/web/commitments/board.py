"""A programme on one page: as a tree, as a table, on a calendar, by leader, by department."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.db.models.functions import Length
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.commitments.counting import queries as counting
from linghang.commitments.counting import weighing
from linghang.commitments.counting.queries import Figures
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment
from linghang.commitments.writing.rules import WIDTH
from linghang.ledgers import directory
from linghang.web import lists
from linghang.web.commitments import columns
from linghang.web.commitments.lines import Line, lines, of_programme, share_says
from linghang.web.commitments.reached import Plan, plan
from linghang.web.details import Way
from linghang.web.requests import Request

MOST_NODES, MOST_OF_A_MONTH, MOST_OF_A_LINE = 300, 40, 15
VIEWS = (
    ("tree", "树", "commitment-board"),
    ("table", "表格", "commitment-table"),
    ("calendar", "日历", "commitment-calendar"),
    ("leader", "按责任领导", "commitment-by-leader"),
    ("unit", "按责任部门", "commitment-by-unit"),
)


def context_of(found: Plan, view: str) -> dict[str, Any]:
    """What every view of a board says above: marks, views, lists, what may be done."""
    changed = _changed(found)
    return {
        "plan": found,
        "mark": of_programme(found.programme),
        "views": [(name, found.url(address), code == view) for code, name, address in VIEWS],
        "lists": [
            (name, found.url("commitment-list", code))
            for code, name in columns.lists_of(found).items()
        ],
        "ways": ways(found, changed),
        "changed": changed,
    }


def _changed(found: Plan) -> int:
    """How many read otherwise than what was approved or closed, for who would approve again; the
    programme itself counts where only its days or what is in it have changed."""
    if not (found.leads or found.approves) or found.programme.standing != "in_force":
        return 0
    waiting = Q(approved_hash="") & ~Q(standing="voided")
    changed = Commitment.objects.filter(programme=found.programme).needing_approval()
    new = Commitment.objects.filter(waiting, programme=found.programme)
    count = changed.count() + (new.count() if found.kind.approval else 0)
    return count or int(found.programme.needs_approval)


def ways(found: Plan, changed: int) -> list[Way]:
    """What the acting post may do with the programme. changed: how many wait for approval."""
    made = []
    draft, over = found.programme.standing == "draft", found.programme.standing in ("ended",)
    if found.approves and not over and (draft or changed):
        made.append(Way("审定", found.url("commitment-approve"), "done", main=True))
    if found.leads:
        made.append(Way("列入", found.url("commitment-add"), "plus", main=not found.approves))
        made.append(
            Way("导入表格", reverse("commitment-import-list", args=[found.programme.pk]), "upload")
        )
        made.append(Way("转入记录", found.url("commitment-offered"), "import"))
    made.append(Way("方案信息", found.url("commitment-programme"), "settings"))
    if not draft:
        made.append(Way(found.dashboard, found.url("commitment-figures"), "overview"))
        made.append(Way("调度会清单", found.url("commitment-meeting"), "people"))
        made.append(Way("提醒送达", found.url("commitment-reminders"), "bell"))
    if found.kind.causes is not None:
        made.append(Way("原因分析", found.url("commitment-causes"), "search"))
    if not draft and found.kind.publication is not None and found.sees_all:
        made.append(Way("公开通报", found.url("commitment-notice"), "document"))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A line of the tree. below: how many stand under it that the page does not show. share: how
    much of it is accepted by weight, "" for what consists of nothing, or is a task by itself."""

    line: Line
    depth: int
    below: int
    opens: str
    share: str = ""


@require_safe
def tree(request: Request, pk: int) -> HttpResponse:
    """The tree; a large one shows what stands above, and opens branch by branch (?under=)."""
    found = plan(request, pk)
    rows = found.rows().order_by("path").select_related("programme")
    word = request.GET.get("under", "")
    root = rows.filter(pk=int(word)).first() if word.isdigit() and len(word) < 18 else None
    if root is not None:
        rows = rows.filter(path__startswith=root.path)
    whole = list(rows[: MOST_NODES + 1])
    counts: Counter[str] = Counter()
    if len(whole) > MOST_NODES:
        depth = WIDTH * (root.depth + 2 if root else 1)
        paths = rows.order_by().values_list("path", flat=True)
        counts = Counter(path[:depth] for path in paths if len(path) > depth)
        near = rows.annotate(length=Length("path")).filter(length__lte=depth)
        whole = list(near[: 2 * MOST_NODES])
    base = root.depth if root else 0
    shares = weighing.shares(found.programme, request.today, under=root.path if root else "").of
    nodes = [
        Node(
            line=line,
            depth=min(line.row.depth - base, 5),
            below=counts[line.row.path],
            opens=f"?under={line.pk}",
            share=share_says(line.row, shares.get(line.pk)),
        )
        for line in lines(found, whole)
    ]
    context = {
        **context_of(found, "tree"),
        "nodes": nodes,
        "root": root,
        "up": f"?under={root.parent_id}" if root and root.parent_id else "?",
        "has_weights": any(node.line.row.weight is not None for node in nodes),
    }
    return render(request, "web/commitments/tree.html", context)


@require_safe
def table(request: Request, pk: int) -> HttpResponseBase:
    """The list with filters and exports."""
    found = plan(request, pk)
    rows = found.rows().select_related("programme")
    return lists.page(
        request,
        columns.table_of(found),
        rows,
        template="web/commitments/table.html",
        context=context_of(found, "table"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is due in a month. more: how many more than are listed. all: address of all of it."""

    name: str
    lines: Sequence[Line]
    count: int
    late: int
    more: int
    all: str
    is_now: bool


@require_safe
def calendar(request: Request, pk: int) -> HttpResponse:
    """What is due in each month of a year (?year=), by the day in force."""
    found, today = plan(request, pk), request.today
    dated = found.rows().tasks().exclude(standing="voided").filter(due__isnull=False)
    years = sorted(set(dated.order_by().values_list("due__year", flat=True)))
    word = request.GET.get("year", "")
    near = min(years, key=lambda one: abs(one - today.year), default=today.year)
    year = int(word) if word.isdigit() and int(word) in years else near
    rows = list(dated.filter(due__year=year).order_by("due", "path").select_related("programme"))
    by_month: defaultdict[int, list[Commitment]] = defaultdict(list)
    for row in rows:
        assert row.due is not None
        by_month[row.due.month].append(row)
    chosen = [row for number in by_month for row in by_month[number][:MOST_OF_A_MONTH]]
    known = {line.pk: line for line in lines(found, chosen)}
    undated = found.rows().tasks().exclude(standing="voided").filter(due=None).count()
    months = [_month(found, year, number, by_month[number], known) for number in range(1, 13)]
    context = {
        **context_of(found, "calendar"),
        "months": [one for one in months if one.count or one.is_now],
        "year": year,
        "years": years,
        "undated": undated,
    }
    return render(request, "web/commitments/calendar.html", context)


def _month(
    found: Plan, year: int, number: int, rows: list[Commitment], known: Mapping[int, Line]
) -> Month:
    today = found.request.today
    last = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
    span = f"due_from={year}-{number:02d}-01&due_to={date.fromordinal(last)}"
    return Month(
        name=f"{year}年{number}月",
        lines=[known[row.pk] for row in rows if row.pk in known],
        count=len(rows),
        late=sum(row.is_under_way and row.due is not None and row.due < today for row in rows),
        more=max(len(rows) - MOST_OF_A_MONTH, 0),
        all=f"{found.url('commitment-table')}?{span}",
        is_now=(today.year, today.month) == (year, number),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one leader or department owes. open: its tasks under way, the most pressing first."""

    code: str
    name: str
    figures: Figures
    open: Sequence[Line]
    more: int
    all: str


@require_safe
def by_leader(request: Request, pk: int) -> HttpResponse:
    """Each leader with the tasks of their charge."""
    return _shared(request, pk, "leader")


@require_safe
def by_unit(request: Request, pk: int) -> HttpResponse:
    """Each department with its tasks."""
    return _shared(request, pk, "unit")


def _shared(request: Request, pk: int, by: Literal["unit", "leader"]) -> HttpResponse:
    found = plan(request, pk)
    figures = counting.as_of(request.today, found.asked(), by=by)
    column = "unit_id" if by == "unit" else "leader"
    rows = found.rows().tasks().under_way().order_by("due", "path").select_related("programme")
    open_rows: defaultdict[str, list[Commitment]] = defaultdict(list)
    for row in rows:
        open_rows[getattr(row, column) or ""].append(row)
    chosen = [row for code in open_rows for row in open_rows[code][:MOST_OF_A_LINE]]
    known = {line.pk: line for line in lines(found, chosen)}
    names = directory.names(figures)
    shares = [
        Share(
            code=code,
            name=names.get(code, code) or "没有写明",
            figures=one,
            open=[known[row.pk] for row in open_rows[code] if row.pk in known],
            more=max(len(open_rows[code]) - MOST_OF_A_LINE, 0),
            all=f"{found.url('commitment-table')}?{by}={code}",
        )
        for code, one in figures.items()
        if one.total
    ]
    shares.sort(key=lambda one: (-one.figures.overdue, -one.figures.under_way, one.name))
    context = {**context_of(found, by), "shares": shares, "by": by}
    return render(request, "web/commitments/shares.html", context)


def roles_of(found: Plan) -> list[Role]:
    """On which bases the programme is counted: problems where it has any, and tasks."""
    return [Role.FINDING, Role.TASK] if found.kind.finds else [Role.TASK]
