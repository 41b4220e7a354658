"""制度库: every text that is or was in force, with figures that open to their lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.search import queries as search
from linghang.org import policy as rights_policy
from linghang.org.models import Unit
from linghang.texts import catalog, queries
from linghang.texts.definitions import ACTION_NAMES, Action
from linghang.texts.models import Policy, PolicyQuerySet, Version
from linghang.texts.rules import STATE_NAMES, State
from linghang.texts.searched import KIND
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words
from linghang.web.policies.seen import TONES
from linghang.web.requests import Request

MOST_FOUND = 500
STATES = (State.IN_FORCE, State.COMING, State.ABOLISHED)


def _of_state(source: PolicyQuerySet, value: str, request: Request) -> PolicyQuerySet:
    today = request.today
    if value == State.IN_FORCE:
        return source.in_force(today)
    if value == State.ABOLISHED:
        return source.abolished(today)
    coming = Version.objects.published().filter(policy=OuterRef("pk"), active_from__gt=today)
    return source.filter(Exists(coming))


def _of_change(source: PolicyQuerySet, value: str, request: Request) -> PolicyQuerySet:
    """Changed so this year, with effect by today."""
    rows = Version.objects.effective_in(request.today.year).filter(
        policy=OuterRef("pk"), action=value, active_from__lte=request.today
    )
    return source.filter(Exists(rows))


def _of_days(
    source: PolicyQuerySet, value: tuple[date | None, date | None], _request: Request
) -> PolicyQuerySet:
    """In force on some day of the span."""
    start, end = value
    rows = Version.objects.published().filter(policy=OuterRef("pk"))
    rows = rows.exclude(action=Action.ABOLISH.value)
    if start is not None:
        rows = rows.filter(Q(active_to__isnull=True) | Q(active_to__gt=start))
    if end is not None:
        rows = rows.filter(active_from__lte=end)
    return source.filter(Exists(rows))


def _of_words(source: PolicyQuerySet, value: str, _request: Request) -> PolicyQuerySet:
    """Whose last words hold what is looked for, by the full-text index."""
    hits = search.find(value, {KIND: search.ALL}, MOST_FOUND)
    return source.filter(pk__in=[int(hit.key) for hit in hits])


def _overdue(source: PolicyQuerySet, value: bool, request: Request) -> PolicyQuerySet:
    late = Q(review_due__lt=request.today)
    return source.in_force(request.today).filter(late if value else ~late)


def _lines(request: Request, rows: list[Policy]) -> list[Policy]:
    """Each with the version that shows how it stands today, and how; in one query."""
    shown = {one.pk: one.shown_version for one in rows}  # type: ignore[attr-defined]
    found = Version.objects.defer("body").in_bulk([pk for pk in shown.values() if pk])
    for one in rows:
        version = found[shown[one.pk]]
        state = version.state(request.today)
        one.version, one.state = version, Mark(STATE_NAMES[state], TONES[state])  # type: ignore[attr-defined]
    return rows


def _title(one: Any) -> Words:
    return Words(one.title, "试行" if one.version.is_trial else "")


LIBRARY = Listing(
    code="policies.library",
    title="制度库",
    counted="项",
    note="现行制度全院职工都可以查阅；已废止的仍可打开，标明已废止。",
    columns=(
        Column("title", "名称", value=_title, sort="title"),
        Column("number", "编号", sort="number", tone="nowrap"),
        Column("category", "类别", value=lambda one: catalog.name(one.category), tone="nowrap"),
        Column("owner", "主责部门", value="owner.name", sort="owner__name", tone="nowrap"),
        Column("state", "状态", value="state", tone="nowrap"),
        Column("version", "版次", value=lambda one: f"第{one.version.number}版", tone="nowrap"),
        Column("active_from", "施行日期", value="version.active_from", tone="nowrap"),
        Column("review_due", "下次评估", sort="review_due", tone="nowrap"),
        Column("issue_number", "发文字号", value="version.issue_number", only="file"),
    ),
    filters=(
        Filter("q", "编号或名称", path=("number", "title")),
        Filter("words", "正文含有", apply=_of_words),
        Filter(
            "category",
            "类别",
            Way.CHOICE,
            path="category",
            options=lambda _request: list(catalog.names().items()),
        ),
        Filter("owner", "主责部门", Way.UNIT, path="owner__code"),
        Filter(
            "state",
            "状态",
            Way.CHOICE,
            options=[(one.value, STATE_NAMES[one]) for one in STATES],
            apply=_of_state,
        ),
        Filter(
            "change",
            "本年",
            Way.CHOICE,
            options=[(one.value, f"本年{name}") for one, name in ACTION_NAMES.items()],
            apply=_of_change,
        ),
        Filter("valid", "这些日子里有效", Way.DAY, apply=_of_days),
        Filter("overdue", "评估已逾期", Way.YES_NO, apply=_overdue),
    ),
    order="number",
    lines=_lines,
    link=lambda one: reverse("policy", args=[one.pk]),
    empty=Empty(
        "还没有这样的制度",
        "已有的制度可以由院办用清单和正文一次导入；新的由主责部门提出，按程序办理。",
    ),
)


def _source(request: Request) -> PolicyQuerySet:
    return Policy.objects.shown(request.today).select_related("owner")


@require_safe
def library(request: Request) -> HttpResponseBase:
    """The whole library, with the figures of the year above it."""
    require(rights_policy.may_read_policies(request.rights))
    told = queries.figures(request.today)
    base = reverse("policy-list")
    tiles = [
        ("现行", told.in_force, f"{base}?state={State.IN_FORCE}"),
        ("本年新立", told.adopted, f"{base}?change={Action.ADOPT}"),
        ("本年修订", told.revised, f"{base}?change={Action.REVISE}"),
        ("本年废止", told.abolished, f"{base}?change={Action.ABOLISH}"),
        ("评估已逾期", told.overdue, f"{base}?overdue=1"),
    ]
    return lists.page(
        request,
        LIBRARY,
        _source(request),
        template="web/policies/list.html",
        context={"tiles": tiles, "may_propose": queries.is_head(request.rights)},
    )


@require_safe
def of_unit(request: Request, code: str) -> HttpResponseBase:
    """The texts that a department answers for."""
    require(rights_policy.may_read_policies(request.rights))
    unit = Unit.objects.on(request.today).filter(code=code).first()
    if unit is None:
        raise Http404
    below = request.rights.structure.subtree(code) or {code}
    rows = _source(request).filter(owner__code__in=below)
    return lists.page(
        request,
        LIBRARY,
        rows,
        template="web/policies/of_unit.html",
        context={
            "unit": unit,
            "may_propose": queries.is_head(request.rights) and code == request.rights.unit.code,
        },
    )
