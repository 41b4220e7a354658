"""原因分析: the problems of a programme by cause, and by whatever else its kind tells them apart.

Only what the post sees is counted, and every number opens to its problems.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linghang.commitments.causes import queries, rules
from linghang.commitments.causes.queries import Problem
from linghang.commitments.causes.rules import NOT_SAID, Line, Part
from linghang.commitments.definitions import Causes, Level, Role
from linghang.foundation.fields.definitions import Field as Declared
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.period import Period, day_label
from linghang.ledgers import directory
from linghang.web import lists
from linghang.web.commitments.columns import fact_column
from linghang.web.commitments.lines import lines
from linghang.web.commitments.reached import Plan, plan
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Way
from linghang.web.lists.asked import Asked
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

BY_CAUSE = "cause"
NOT_WRITTEN, NO_CAUSE, ALL = "没有写明", "没有列原因", "合计"
MOST_LINES = 500


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the address asks. by: a field of the problems, "" for causes alone."""

    plan: Plan
    declared: Causes
    problem: Level
    by: str
    asked: Asked

    @property
    def field(self) -> Declared:
        """By which the problems are told apart."""
        return self.plan.kind.of_problems[self.by]

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day on which they happened; None for open."""
        found = [one.value for one in self.asked.active if one.filter.code == "happened"]
        return found[0] if found else (None, None)

    def problems(self) -> list[Problem]:
        """The problems of these days that the post sees."""
        first, last = self.days
        after = last + timedelta(days=1) if last else date.max
        period = Period(first or date.min, after) if first or last else None
        return queries.problems(self.plan.kind, self.plan.rows(), period)

    def to(self, cause: str = "", value: str = "") -> str:
        """Where the problems of a cell are listed."""
        days = zip(("happened_from", "happened_to"), self.days, strict=True)
        pairs = [("by", self.by), ("cause", cause), ("value", value)]
        pairs += [(name, str(day)) for name, day in days if day]
        query = urlencode([(name, text) for name, text in pairs if text])
        return f"{self.plan.url('commitment-cause-rows')}?{query}"


def asking(request: Request, pk: int) -> Asking:
    """404 for what the post does not see, and for a kind that analyses no causes."""
    found = plan(request, pk)
    declared, problem = found.kind.causes, found.level_of(Role.FINDING)
    if declared is None or problem is None:
        raise Http404
    word = request.GET.get("by", "")
    by = word if word in declared.split_by else ""
    asked = Asked.of(request, Listing(code=CODE, title="", columns=(), filters=_filters(found)))
    return Asking(plan=found, declared=declared, problem=problem, by=by, asked=asked)


CODE = "commitments.causes"


def _as_is(source: Any, _value: object, _request: Request) -> Any:
    """The address is read before the list is: its filters narrow nothing more."""
    return source


def _filters(found: Plan) -> tuple[Filter, ...]:
    declared, known = found.kind.causes, found.kind.of_problems
    assert declared is not None
    ways = [(BY_CAUSE, "只按原因"), *((c, f"原因和{known[c].name}") for c in declared.split_by)]
    day = Filter("happened", known[declared.happened].name, Way.DAY, apply=_as_is)
    if not declared.split_by:
        return (day,)
    return (Filter("by", "分列", Way.CHOICE, options=ways, apply=_as_is, always=True), day)


@require_safe
def causes(request: Request, pk: int) -> HttpResponseBase:
    """A line for each kind of cause (?by= of the kind's fields: for each value, causes across)."""
    found = asking(request, pk)
    told = found.problems()
    listing, rows = _split(found, told) if found.by else _by_cause(found, told)
    return lists.page(
        request,
        listing,
        rows,
        template="web/commitments/causes.html",
        context={"above": found.plan.above, "here": "原因分析"},
    )


def _listing(
    found: Asking, columns: Sequence[Column], note: str, link: Callable[[Any], str]
) -> Listing:
    own = "" if found.plan.sees_all else "；只数您看得到的"
    measure = found.plan.task_level.name
    return Listing(
        code=CODE,
        title=f"{found.plan.programme.title}：原因分析",
        counted="行",
        note=f"截至{day_label(found.plan.request.today)}。{note}{own}。",
        columns=tuple(columns),
        filters=_filters(found.plan),
        link=link,
        key="key",
        per_page=MOST_LINES,
        empty=Empty(
            "还没有原因",
            f"在{found.problem.name}之下列入原因，在原因之下列入{measure}，这里按原因汇总。",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table. paid: in 元."""

    key: str
    name: str
    url: str
    paid: Decimal
    line: Line | None = None
    part: Part | None = None

    def count(self, cause: str) -> int:
        """How many of the part have the cause."""
        return self.part.by_cause.get(cause, 0) if self.part else 0


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


def _by_cause(found: Asking, told: Sequence[Problem]) -> tuple[Listing, list[Row]]:
    every = rules.by_cause(one for problem in told for one in problem.found)
    rows = [
        Row(key=one.code, name=one.cause, url=found.to(one.code), paid=_yuan(one.paid), line=one)
        for one in every
    ]
    counted = f"{found.problem.name}（{found.problem.counted}）"
    columns = (
        Column("name", "原因类别"),
        Column("problems", counted, value="line.problems", tone="number"),
        Column("paid", "赔付金额（元）", tone="number", decimals=2),
        Column("measures", found.plan.task_level.name, value="line.measures", tone="number"),
        Column("closed", "已验收", value="line.closed", tone="number"),
        Column("again", "整改后再发生", value="line.again", tone="number"),
    )
    note = (
        "一件有几个原因的，每个原因各计一次，金额也各计一次。整改后再发生：同类原因的措施"
        "全部销号以后，又发生同类的件数"
    )
    return _listing(found, columns, note, lambda row: row.url), rows


def _split(found: Asking, told: Sequence[Problem]) -> tuple[Listing, list[Row]]:
    analysed = [one.analysed(found.declared, found.by) for one in told]
    parts = _in_order(found.field, rules.split(analysed))
    names = _names(found.field, parts)
    rows = [
        Row(
            key=part.value,
            name=names.get(part.value, part.value),
            url=found.to(value=part.value),
            paid=_yuan(part.paid),
            part=part,
        )
        for part in parts
    ]
    whole = rules.part("", analysed)
    if rows:
        rows.append(Row(key="", name=ALL, url=found.to(), paid=_yuan(whole.paid), part=whole))
    named = {one.code: one.cause for problem in told for one in problem.found}
    several = "写了几项的各计一次，" if found.field.kind is Kind.CHOICES else ""
    note = f"{several}一件有几个原因的，每个原因各计一次；件数和金额每件只计一次"
    columns = [
        Column("name", found.field.name),
        Column(
            "problems",
            f"{found.problem.name}（{found.problem.counted}）",
            value="part.problems",
            tone="number",
        ),
        Column("paid", "赔付金额（元）", tone="number", decimals=2),
    ]
    for code, _ in sorted(whole.by_cause.items(), key=lambda one: (one[0] == NOT_SAID, -one[1])):
        columns += _of_cause(found, code, named.get(code, NO_CAUSE))
    return _listing(found, columns, note, lambda row: row.url), rows


def _of_cause(found: Asking, code: str, name: str) -> tuple[Column, Column]:
    """On the page a number leads to its problems, in a file it stays a number."""

    def linked(row: Row) -> Value:
        count = row.count(code)
        return Link(f"{count}", found.to(code, row.key)) if count else None

    own = f"cause_{code}" if code != NOT_SAID else "cause"
    return (
        Column(own, name, value=linked, tone="number", only="page"),
        Column(f"{own}_n", name, value=lambda row: row.count(code), tone="number", only="file"),
    )


def _in_order(field: Declared, parts: Sequence[Part]) -> list[Part]:
    """Options in the order of the catalog; units the most frequent first."""
    places = {one.code: number for number, one in enumerate(field.options)}
    return sorted(parts, key=lambda one: (one.value == NOT_SAID, places.get(one.value, 0)))


def _names(field: Declared, parts: Sequence[Part]) -> Mapping[str, str]:
    codes = [one.value for one in parts]
    told = directory.names(codes) if field.kind is Kind.UNIT else {}
    return {**told, **{one.code: one.name for one in field.options}, NOT_SAID: NOT_WRITTEN}


@require_safe
def rows(request: Request, pk: int) -> HttpResponseBase:
    """The problems behind a number (?cause=&by=&value=&happened_from=&happened_to=)."""
    found = asking(request, pk)
    cause, value = request.GET.get("cause", ""), request.GET.get("value", "")
    every = found.problems()
    pks = queries.behind(every, cause=cause, by=found.by, value=value)
    shown = [found.declared.happened, *found.declared.split_by, found.declared.paid]
    known = found.plan.kind.of_problems
    listing = Listing(
        code="commitments.cause_rows",
        title=f"{found.plan.programme.title}：{_called(found, every, cause, value)}",
        counted=found.problem.counted,
        note="状态一栏是今天的。",
        columns=(
            Column("title", found.problem.name, value="row.title"),
            Column("number", "序号", value="row.number", tone="nowrap", sort="path"),
            Column("standing", "状态", tone="nowrap"),
            *(fact_column(known[code]) for code in shown),
        ),
        order="number",
        link=lambda one: one.url,
        lines=lambda _request, found_rows: lines(found.plan, found_rows, answered=False),
        empty=Empty("没有", "没有这样的，或者不在您能看到的范围内。"),
    )
    own = ("cause", "value")
    pairs = [(name, str(text)) for name, text in request.GET.items() if name not in own]
    back = f"{reverse('commitment-causes', args=[pk])}?{urlencode(pairs)}"
    return lists.page(
        request,
        listing,
        found.plan.rows().filter(pk__in=pks).select_related("programme"),
        template="web/commitments/list.html",
        context={"above": [*found.plan.above, ("原因分析", back)], "here": found.problem.name},
    )


def _called(found: Asking, every: Sequence[Problem], cause: str, value: str) -> str:
    named = {one.code: one.cause for problem in every for one in problem.found}
    words = [named.get(cause, NO_CAUSE)] if cause else []
    if value and found.by:
        parts = [Part(value=value, problems=0, paid=0, by_cause={})]
        words.insert(0, _names(found.field, parts).get(value, value))
    return "、".join(words) or found.problem.name
