"""Every procedure for everybody to read: its flow chart, its sentences, its ground."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.org.founding.queries import hospital_name
from linghang.procedures import catalog, queries, requirements
from linghang.procedures.definitions import Procedure
from linghang.procedures.drawing.rules import Frame, chart
from linghang.procedures.progress.rules import Status
from linghang.procedures.wording.rules import Names, opening, paragraphs
from linghang.web import lists
from linghang.web.lists import Column, Empty, Filter, Listing
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure in the list."""

    code: str
    name: str
    steps: int
    purpose: str
    source: str


def _named(rows: list[Row], text: str, _request: Request) -> list[Row]:
    return [row for row in rows if text in row.name or text in row.purpose]


PROCEDURES = Listing(
    code="procedures.catalog",
    title="程序与流程图",
    counted="个程序",
    note="各项权力按什么步骤运行：谁办、要什么材料、间隔多久、哪些步骤必须由不同的人办理。",
    columns=(
        Column("name", "程序", sort="name"),
        Column("steps", "步骤", tone="number", sort="steps"),
        Column("purpose", "用途", tone="long"),
        Column("source", "依据", tone="long"),
    ),
    filters=(Filter("q", "程序", apply=_named),),
    key="code",
    link=lambda row: reverse("procedure", args=[row.code]),
    empty=Empty("还没有程序", "在本院目录里写一个 procedures.yaml，重新启动后就会列在这里。"),
)


@require_safe
def procedure_list(request: Request) -> HttpResponseBase:
    """All that are declared."""
    rows = [
        Row(code, loaded.item.name, len(loaded.item.steps), loaded.item.purpose, loaded.item.source)
        for code, loaded in catalog.catalog().items.items()
    ]
    return lists.page(request, PROCEDURES, rows)


@require_safe
def procedure(request: Request, code: str) -> HttpResponse:
    """One procedure: the chart, the sentences, where it is written, and starting it."""
    loaded = catalog.current(code)
    if loaded is None:
        raise Http404
    names = names_on(request)
    context = {
        "procedure": loaded.item,
        "chart": drawn(loaded.item, names),
        "opening": opening(loaded.item, names),
        "paragraphs": paragraphs(loaded.item, names),
        "file": loaded.file,
        "hash": loaded.hash[:8],
        "may_start": loaded.item in queries.startable(request.rights, request.today),
    }
    return render(request, "web/procedures/procedure.html", context)


@require_safe
def chart_file(request: Request, code: str) -> HttpResponse:
    """The flow chart as a file of its own, with its name, its ground and its version below."""
    loaded = catalog.current(code)
    if loaded is None:
        raise Http404
    frame = Frame(
        heading=f"{hospital_name()}{loaded.item.name}流程图",
        notes=(
            f"依据：{loaded.item.source}",
            f"按{day_label(request.today)}执行的程序和规则参数绘制，版本{loaded.hash[:8]}。",
        ),
    )
    response = HttpResponse(
        chart(loaded.item, names_on(request), frame=frame).svg, content_type="image/svg+xml"
    )
    name = quote(f"{loaded.item.name}流程图.svg")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def names_on(request: Request) -> Names:
    """What codes are called, and the rule parameters of the day."""
    values = parameters.in_force(request.today)
    return Names(
        posts=catalog.post_names(),
        values=values,
        providers=requirements.names(),
        tellers=requirements.tellers(),
        shown=catalog.shown(values),
    )


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a piece of the page; every text in it is escaped where it is drawn.

    leaves: the viewBox of each leaf on paper, where one would be too small to read.
    """

    svg: SafeString
    leaves: tuple[str, ...]


def drawn(definition: Procedure, names: Names, statuses: dict[str, Status] | None = None) -> Chart:
    """The chart, on a proceeding's page with where each step stands."""
    drawing = chart(definition, names, statuses)
    return Chart(SafeString(drawing.svg), drawing.leaves)
