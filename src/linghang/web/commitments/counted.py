"""What a figure of an indicator stands on: commitments of all programmes of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.commitments import catalog, reach, sources
from linghang.commitments.models import Commitment
from linghang.foundation.period import Period, day_label
from linghang.ledgers import directory
from linghang.web import lists
from linghang.web.commitments.lines import standing
from linghang.web.commitments.reached import story
from linghang.web.lists import Column, Empty, Listing, Mark
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A commitment of any programme. names: of people and units, by code."""

    row: Commitment
    names: dict[str, str]

    @property
    def pk(self) -> int:
        """Of the commitment."""
        return self.row.pk

    @property
    def programme(self) -> str:
        """The title of its programme."""
        return self.row.programme.title

    @property
    def standing(self) -> Mark:
        """How it stands today."""
        return standing(self.row.standing)

    @property
    def unit(self) -> str:
        """The department that answers for it."""
        return self.names.get(self.row.unit_id or "", "")

    @property
    def leader(self) -> str:
        """Who is responsible."""
        return self.names.get(self.row.leader, "")


LISTING = Listing(
    code="commitments.records",
    title="任务",
    counted="项",
    columns=(
        Column("title", "名称", value="row.title"),
        Column("programme", "方案"),
        Column("standing", "今天的状态", tone="nowrap"),
        Column("due", "完成时限", value="row.due", tone="nowrap"),
        Column("unit", "责任部门"),
        Column("leader", "责任领导", tone="nowrap"),
    ),
    link=lambda one: story(one.pk),
    lines=lambda _request, rows: _lines(rows),
    empty=Empty("没有", "这段时间没有，或者不在您能看到的范围内。"),
)


@require_safe
def counted(request: Request, kind: str, figure: str) -> HttpResponseBase:
    """The rows of one figure that the post sees (?since=&on=&unit=&leader=)."""
    known = catalog.catalog().items
    if figure not in sources.FIGURES or (kind != sources.ALL and kind not in known):
        raise Http404
    on = min(_day(request.GET.get("on", ""), request.today), request.today)
    since = min(_day(request.GET.get("since", ""), on.replace(month=1, day=1)), on)
    seen = reach.visible_to(request.rights, request.today)
    source = sources.rows(
        kind,
        figure,
        Period(since, on + timedelta(days=1)),
        department=request.GET.get("unit", ""),
        leader=request.GET.get("leader", ""),
        within=seen,
    )
    name = "各类方案" if kind == sources.ALL else known[kind].item.name
    told, counted_in, _ = sources.FIGURES[figure]
    listing = replace(
        LISTING,
        title=f"{name}：{told}",
        counted=counted_in if counted_in != "次" else "项",
        note=f"{day_label(since)}至{day_label(on)}，只列您能看到的。状态一栏是今天的。",
    )
    return lists.page(
        request,
        listing,
        source.select_related("programme"),
        template="web/commitments/list.html",
        context={"above": [("任务与整改", reverse("commitment-overview"))], "here": told},
    )


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _lines(rows: Sequence[Any]) -> list[Row]:
    codes = {code for row in rows for code in (row.unit_id, row.leader) if code}
    names = directory.names(codes)
    return [Row(row=row, names=names) for row in rows]
