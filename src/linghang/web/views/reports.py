"""Reports: the list, building one, reading it with every number linked, taking it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linghang.cases.models import Manifest
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.org import policy
from linghang.org.models import Person
from linghang.reports import catalog, queries, services
from linghang.reports.models import Report
from linghang.web import lists, periods
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Way
from linghang.web.requests import Request


def _word(report: Report) -> Link:
    return Link("Word", reverse("report-document", args=[report.pk]))


REPORTS = Listing(
    code="reports.reports",
    title="已生成的报告",
    headed=True,
    counted="份",
    columns=(
        Column("title", "标题"),
        Column("period", "期间", value="period.label", sort="period_start", tone="nowrap"),
        Column("person", "生成人", is_person=True, tone="nowrap"),
        Column("built", "生成时间", value="built_at", sort="built_at", tone="nowrap"),
        Column("manifest", "数据清单", value=lambda report: f"第{report.manifest_id}号"),
        Column("word", "下载", value=_word, only="page"),
    ),
    filters=(Filter("q", "标题", path="title"), Filter("built", "生成", Way.INSTANT, "built_at")),
    order="-built",
    link=lambda report: reverse("report", args=[report.pk]),
)


@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: Request) -> HttpResponseBase:
    """Reports that were built, newest first; POST builds one."""
    require(policy.may_read_reports(request.rights))
    if request.method != "POST":
        return lists.page(request, _listing(request), _source(request), **_around(request))
    require(policy.may_build_reports(request.rights))
    try:
        built = services.build(
            report=request.POST.get("report", ""),
            period=Period.parse(request.POST.get("period", "")),
            actor=request.actor,
            at=clock.now(),
            today=request.today,
        )
    except Refused as refusal:
        shown = lists.shown(request, _listing(request), _source(request))
        return lists.answer(request, shown, **_around(request, refusal), status=422)
    messages.success(request, f"已生成：{built.title}。")
    return redirect("report", built.pk)


def _source(request: Request) -> QuerySet[Report]:
    return Report.objects.visible_to(request.rights).defer("content")


def _listing(request: Request) -> Listing:
    """With what an empty list says to this post."""
    may_build = policy.may_build_reports(request.rights)
    says = f"{may_build.reason}。可由{may_build.who_can}生成。"
    says = "选择报告和期间，按“生成”即可。" if may_build else says
    return replace(REPORTS, empty=Empty("还没有报告", says))


def _around(request: Request, refusal: Refused | None = None) -> dict[str, Any]:
    """The template and what it says beside the list."""
    return {
        "template": "web/reports.html",
        "context": {
            "may_build": policy.may_build_reports(request.rights),
            "kinds": [loaded.item for loaded in catalog.reports().items.values()],
            "months": _months(Manifest.current(), request.today),
            "wanted": {name: request.POST.get(name) for name in ("report", "period")},
            "refusal": refusal,
        },
    }


def _months(manifest: Manifest | None, today: date) -> list[Period]:
    """The months that a report can be about, the newest first."""
    last = (manifest.data_through if manifest else None) or today
    return periods.months_around(periods.last_whole_month(last), manifest)[::-1]


@require_safe
def report(request: Request, report_id: int) -> HttpResponse:
    """The text as it was built; each number leads to the indicator that it is."""
    found = _found(request, report_id)
    person = Person.objects.filter(code=found.person).values_list("name", flat=True).first()
    may_follow = policy.may_read_indicators(request.rights, None)
    context = {"shown": queries.shown(found), "person": person, "may_follow": may_follow}
    return render(request, "web/report.html", context)


@require_safe
def document(request: Request, report_id: int) -> FileResponse:
    """The Word document, byte for byte as it was kept."""
    found = _found(request, report_id)
    response = FileResponse(found.evidence.open(), content_type=services.DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{found.title}.docx')}"
    return response


def _found(request: Request, report_id: int) -> Report:
    require(policy.may_read_reports(request.rights))
    visible = Report.objects.visible_to(request.rights).select_related("evidence", "manifest")
    return get_object_or_404(visible, pk=report_id)
