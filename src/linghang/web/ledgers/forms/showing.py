"""A superior's form as a page: its tables with addresses, what fills them, what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.errors import Refused
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.period import Period
from linghang.foundation.sheets.definitions import letter
from linghang.org import queries as org
from linghang.reports.forms import reach, rules, services
from linghang.reports.forms.definitions import Binding
from linghang.reports.forms.filling import Asked
from linghang.reports.forms.rules import Grid, Place
from linghang.reports.models import SentForm, SuperiorForm
from linghang.web import lists
from linghang.web.access import hide_unless, require
from linghang.web.ledgers.forms import telling
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Words
from linghang.web.requests import Request

MOST_SENT = 50


def _state(form: SuperiorForm) -> Mark:
    return Mark("已停用", "") if form.retired_at else Mark("在用", "done")


FORMS = Listing(
    code="reports.forms",
    title="上级报表",
    counted="份",
    note="空表上传一次，每一格绑定台账的统计数、明细或指标；以后任何期间一点就填好，格式不变。",
    columns=(
        Column("title", "名称", value=lambda one: Words(one.title, one.evidence.name)),
        Column("source", "来源"),
        Column("state", "状态", value=_state, tone="nowrap"),
        Column("kept_by", "保存人", is_person=True, tone="nowrap"),
        Column("kept_at", "保存时间", sort="kept_at", tone="nowrap"),
    ),
    filters=(Filter("q", "名称", path=("title", "source")),),
    order="-kept_at",
    link=lambda one: reverse("ledger-form", args=[one.pk]),
    empty=Empty("还没有上级报表", "先上传上级发来的空表（.xlsx 或 .docx）。"),
)


@require_safe
def forms_list(request: Request) -> HttpResponseBase:
    """All forms, newest first."""
    require(reach.may_use(request.rights))
    rows = SuperiorForm.objects.select_related("evidence")
    return lists.page(request, FORMS, rows, template="web/ledgers/forms/list.html")


def found(request: Request, pk: int) -> SuperiorForm:
    """The form, or 404 for whom it is not there."""
    hide_unless(reach.may_use(request.rights))
    return get_object_or_404(SuperiorForm.objects.select_related("evidence"), pk=pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell on the page. says: what fills it. value: what stands in it now. down, across: how
    many rows and columns it covers. is_there: Word's tables have holes."""

    address: str
    text: str
    says: str = ""
    value: str = ""
    is_locked: bool = False
    down: int = 1
    across: int = 1
    is_there: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table on the page: letters over it, a number before each row."""

    name: str
    letters: list[str]
    rows: list[tuple[int, list[Cell]]]


def tables(
    grids: list[Grid], bindings: tuple[Binding, ...], values: dict[Place, Any] | None = None
) -> list[Table]:
    """The tables with what is bound, and with values when they were asked for."""
    says: dict[Place, str] = {}
    for one in bindings:
        grid = rules.grid_of(one, grids)
        for place in rules.covered(one, grid) if grid else ():
            says[place] = "；".join(filter(None, [says.get(place, ""), telling.said(one)]))
    return [_table(grid, says, values or {}) for grid in grids]


def _table(grid: Grid, says: dict[Place, str], values: dict[Place, Any]) -> Table:
    here = [one for one in (*says, *values) if one.sheet == grid.name]
    height = min(200, max([len(grid.rows), *(one.row + 1 for one in here)]))
    width = min(40, max([grid.width, *(one.column + 1 for one in here)]))
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            top, left, bottom, right = grid.block(row, column)
            if (top, left) == (row, column):
                place = Place(grid.name, row, column)
                cells.append(
                    Cell(
                        address=place.cell,
                        text=grid.text(place),
                        says=says.get(place, ""),
                        value=rules.told(values[place]) if place in values else "",
                        is_locked=(row, column) in grid.locked,
                        down=min(bottom, height - 1) - row + 1,
                        across=min(right, width - 1) - column + 1,
                        is_there=grid.has(place),
                    )
                )
        rows.append((row + 1, cells))
    return Table(name=grid.name, letters=[letter(one) for one in range(width)], rows=rows)


@require_safe
def form(request: Request, pk: int) -> HttpResponse:
    """The form with what fills it; ?period= shows what it comes to."""
    one = found(request, pk)
    bindings = one.current.bindings
    context: dict[str, Any] = {
        "form": one,
        "bindings": [(each, telling.said(each)) for each in bindings],
        "versions": one.versions.all()[:20],
        "sent": _sent(request).filter(bindings__form=one)[:MOST_SENT],
        "period": request.GET.get("period", ""),
        "unit": request.GET.get("unit", ""),
        "refusal": "",
    }
    values = None
    if context["period"]:
        try:
            _, filled = services.filled(one, asked(request))
            values = filled.values
            context |= {"problems": filled.problems, "filled": True}
        except Refused as refusal:
            context["refusal"] = str(refusal)
    context["tables"] = tables(services.grids(one), bindings, values)
    return render(request, "web/ledgers/forms/form.html", context)


def _sent(request: Request) -> QuerySet[SentForm]:
    """What the person sent; the two offices see what everybody sent."""
    rows = SentForm.objects.select_related("bindings__form__evidence", "evidence")
    if request.rights.post.code in reach.OFFICES:
        return rows
    return rows.filter(sent_by=request.rights.person)


class UnknownUnit(Refused):
    """No unit is called so, or several are."""


def asked(request: Request) -> Asked:
    """For what the request wants the form. Raises WrongPeriod and UnknownUnit."""
    given = request.POST if request.method == "POST" else request.GET
    word = given.get("unit", "").strip()
    return _asked(request, Period.parse(given.get("period", "")), word)


def _asked(request: Request, period: Period, word: str) -> Asked:
    code, name = _unit(request, period, word) if word else ("", "")
    return Asked(
        period=period,
        rights=request.rights,
        person=request.tenures[0].person_name,
        today=request.today,
        unit=code,
        unit_name=name,
    )


def _unit(request: Request, period: Period, word: str) -> tuple[str, str]:
    """Code and name of a unit of today, or of the period. Raises UnknownUnit."""
    for on in (request.today, period.last_day, period.start):
        units = org.structure(on).units.items()
        hits = [(code, place.name) for code, place in units if word in (code, place.name)]
        if len(hits) == 1:
            return hits[0]
    raise UnknownUnit(f"没有找到单位“{word}”，请填全名或编码；不填为全院。")


@require_safe
def download(request: Request, pk: int) -> HttpResponseBase:
    """The form filled in; without a period as it came."""
    one = found(request, pk)
    if not request.GET.get("period"):
        return _file(one.evidence, one.evidence.name)
    try:
        content, _ = services.filled(one, want := asked(request))
    except Refused as refusal:
        raise Http404 from refusal
    response = HttpResponse(content, content_type=one.evidence.media_type)
    name = f"{want.period.label}-{one.evidence.name}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _file(evidence: Evidence, name: str) -> FileResponse:
    response = FileResponse(evidence.open(), content_type=evidence.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def sent_found(request: Request, pk: int) -> SentForm:
    """What was sent, or 404."""
    hide_unless(reach.may_use(request.rights))
    return get_object_or_404(_sent(request), pk=pk)


@require_safe
def sent(request: Request, pk: int) -> HttpResponse:
    """What was sent, and which of its values would be others today."""
    one = sent_found(request, pk)
    context: dict[str, Any] = {"sent": one, "form": one.bindings.form, "refusal": ""}
    try:
        now = telling.now(one, _asked(request, one.period, one.unit))
        context["differences"] = rules.differences(telling.compared(one), now)
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "web/ledgers/forms/sent.html", context)


@require_safe
def sent_file(request: Request, pk: int) -> FileResponse:
    """The file byte for byte as it was sent."""
    one = sent_found(request, pk)
    return _file(one.evidence, one.evidence.name)
