"""任务与整改总览: the programmes of which the post sees anything, with what stands how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.commitments import catalog, reach
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, UNDER_WAY
from linghang.procedures.days import Day
from linghang.web import addresses, lists
from linghang.web.commitments import lines
from linghang.web.details import Way as Button
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A programme with the number of its tasks: all that count, accepted, overdue, waiting."""

    programme: Programme
    kind: str
    total: int = 0
    accepted: int = 0
    late: int = 0
    closing: int = 0

    @property
    def pk(self) -> int:
        """Of the programme."""
        return self.programme.pk

    @property
    def standing(self) -> Mark:
        """How it stands."""
        return lines.of_programme(self.programme)

    def number(self, name: str) -> Value:
        """One of the numbers; leads to its rows."""
        found = getattr(self, name)
        if not found:
            return 0 if self.total else None
        url = reverse("commitment-table", args=[self.programme.pk])
        return Link(f"{found}", f"{url}?waits={name}")


def _kinds(_request: Request) -> list[tuple[str, str]]:
    return [(code, loaded.item.name) for code, loaded in catalog.catalog().items.items()]


def _rows(request: Request, found: Sequence[Programme]) -> list[Row]:
    """Counted within what the post sees; one query for all."""
    own = reach.visible_to(request.rights, request.today).filter(programme__in=found)
    tasks = own.filter(role=Role.TASK.value, standing__in=[one.value for one in COUNTED])
    under_way = Q(standing__in=[one.value for one in UNDER_WAY])
    counted = (
        tasks.order_by()
        .values("programme")
        .annotate(
            total=Count("pk"),
            accepted=Count("pk", filter=Q(standing__in=[one.value for one in ACCEPTED])),
            late=Count("pk", filter=under_way & Q(due__lt=request.today)),
            closing=Count("pk", filter=Q(standing="closing")),
        )
    )
    by_programme: dict[int, dict[str, Any]] = {
        one["programme"]: {name: one[name] for name in ("total", "accepted", "late", "closing")}
        for one in counted
    }
    names = dict(_kinds(request))
    return [
        Row(programme=one, kind=names.get(one.kind, one.kind), **by_programme.get(one.pk, {}))
        for one in found
    ]


def _number(name: str, title: str) -> tuple[Column, Column]:
    """A column of numbers: on the page each leads to its rows, in a file it stays a number."""

    def linked(one: Row) -> Value:
        return one.number(name)

    return (
        Column(name, title, value=linked, tone="number", only="page"),
        Column(f"{name}_count", title, value=name, tone="number", only="file"),
    )


def _has_light(source: Any, value: str, request: Request) -> Any:
    late = Commitment.objects.overdue(request.today)
    seen = late.filter(pk__in=reach.visible_to(request.rights, request.today).values("pk"))
    if value == "late":
        return source.filter(pk__in=seen.values("programme"))
    return source.exclude(pk__in=seen.values("programme"))


PROGRAMMES = Listing(
    code="commitments.programmes",
    title="任务与整改",
    counted="个",
    note="承诺了什么、由谁负责、何时完成、以什么为完成标准、由谁验收。数字只计您看得到的任务。",
    columns=(
        Column("title", "名称", value="programme.title"),
        Column("kind", "类别", tone="nowrap"),
        Column("standing", "状态", tone="nowrap"),
        Column("unit", "牵头部门", value="programme.unit.name"),
        *_number("total", "任务"),
        *_number("accepted", "已销号"),
        *_number("late", "逾期"),
        *_number("closing", "待验收"),
        Column("began", "开始日期", value="programme.began_on", sort="began_on", tone="nowrap"),
        Column("number", "编号", value="programme.number", sort="number", tone="nowrap"),
    ),
    filters=(
        Filter("q", "名称或编号", path=("title", "number")),
        Filter("kind", "类别", Way.CHOICE, path="kind", options=_kinds),
        Filter("standing", "状态", Way.CHOICE, path="standing", options=Programme.Standing.choices),
        Filter("unit", "牵头部门", Way.UNIT, path="unit__code"),
        Filter(
            "light",
            "逾期",
            Way.CHOICE,
            options=(("late", "有逾期任务"), ("none", "没有逾期任务")),
            apply=_has_light,
        ),
    ),
    order="-began",
    link=lambda line: addresses.of("commitment-board", line.pk),
    lines=_rows,
    empty=Empty(
        "还没有您看得到的方案",
        "方案由牵头部门建立并审定；审定以后，责任部门和配合部门在这里看到自己的任务。",
    ),
)


@require_safe
def overview(request: Request) -> HttpResponseBase:
    """The programmes that the post sees."""
    rows = reach.programmes(request.rights, request.today).select_related("unit")
    ways, listing = [], PROGRAMMES
    if startable(request):
        url = reverse("commitment-new")
        ways = [Button("新建方案", url, "plus", main=True)]
        listing = replace(
            listing, empty=Empty(listing.empty.title, listing.empty.says, Link("新建方案", url))
        )
    return lists.page(
        request, listing, rows, template="web/commitments/list.html", context={"ways": ways}
    )


def startable(request: Request) -> list[str]:
    """Kinds of which the post may set up a programme for some unit."""
    rights, day = request.rights, Day(request.today)
    if not rights.in_force:
        return []
    return [
        code
        for code, loaded in catalog.catalog().items.items()
        if reach.may_lead(loaded.item, rights, rights.unit.code, day)
    ]
