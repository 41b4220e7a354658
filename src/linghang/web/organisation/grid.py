"""清廉网格覆盖核对: who stands in no cell, in several, or in one that is not the lowest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.org import policy, queries, services
from linghang.org.definitions import Tree
from linghang.org.memberships.queries import Misplaced
from linghang.org.memberships.rules import FAULT_NAMES, Line
from linghang.org.models import Membership, Person
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing
from linghang.web.requests import Request


def _of_fault(rows: list[Misplaced], fault: str, _request: Request) -> list[Misplaced]:
    return [row for row in rows if row.fault == fault]


class Shown:
    """A misplaced person with the home."""

    def __init__(self, one: Misplaced, home: str) -> None:
        self.code, self.name, self.home = one.person, one.name, home
        self.fault, self.cells = FAULT_NAMES[one.fault], "、".join(one.cells)


def _lines(request: Request, rows: list[Misplaced]) -> Sequence[Shown]:
    homes = dict(
        Membership.objects.on(request.today)
        .filter(line=Line.HOME, person__code__in=[row.person for row in rows])
        .values_list("person__code", "unit__name")
    )
    return [Shown(row, homes.get(row.person, "")) for row in rows]


GRID = Listing(
    code="org.grid",
    title="网格覆盖核对",
    counted="人",
    note="每人都应在、且只在一个最末级网格。这里是今天没有编入、重复编入或没有编到最末级的人。",
    columns=(
        Column("code", "工号", tone="nowrap"),
        Column("name", "姓名", tone="nowrap"),
        Column("home", "所在科室"),
        Column("fault", "问题", tone="nowrap"),
        Column("cells", "所在网格"),
    ),
    filters=(
        Filter(
            "fault",
            "问题",
            lists.Way.CHOICE,
            options=[(fault.value, name) for fault, name in FAULT_NAMES.items()],
            apply=_of_fault,
        ),
    ),
    key="person",
    link=lambda row: reverse("person", args=[row.code]),
    lines=_lines,
    empty=Empty("没有需要调整的人", "每人都在且只在一个最末级网格。"),
)


@require_safe
def coverage(request: Request) -> HttpResponseBase:
    """Misplaced people about whom the post may read."""
    rights = request.rights
    require(policy.may_read_unit(rights, rights.unit.code))
    context: dict[str, Any] = {"may_check": bool(policy.may_edit_tree(rights, Tree.GRID))}
    return lists.page(
        request,
        GRID,
        _seen(request, queries.grid_faults(request.today)),
        template="web/organisation/grid.html",
        context=context,
    )


def _seen(request: Request, faults: list[Misplaced]) -> list[Misplaced]:
    visible = Person.objects.visible_to(request.rights, request.today)
    known = visible.filter(code__in=[one.person for one in faults])
    codes = set(known.values_list("code", flat=True))
    return [one for one in faults if one.person in codes]


@require_POST
def check(request: Request) -> HttpResponse:
    """Note that the coverage was checked today, and tell those concerned."""
    require(policy.may_edit_tree(request.rights, Tree.GRID))
    today: date = request.today
    faults = services.check_grid(on=today, actor=request.actor, at=clock.now())
    told = "有关科室负责人和网格员已收到通知。" if faults else "每人都在且只在一个最末级网格。"
    messages.success(request, f"已完成核对：{faults}人需要调整。{told}")
    return redirect("grid-coverage")


subjects.register("org.grid", lambda _day: reverse("grid-coverage"))
