"""Reports: the list, building one, reading it with every number linked, taking it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from linghang.cases.models import Manifest
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.org import policy
from linghang.org.models import Person
from linghang.reports import catalog, queries, services
from linghang.reports.models import Report
from linghang.web import periods
from linghang.web.access import require
from linghang.web.pages import Pages
from linghang.web.requests import Request

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A report in the list, with who had it built."""

    report: Report
    person: str


@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: Request) -> HttpResponse:
    """Reports that were built, newest first; POST builds one."""
    require(policy.may_read_reports(request.rights))
    if request.method != "POST":
        return _list(request)
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
        return _list(request, refusal=refusal, status=422)
    messages.success(request, f"已生成：{built.title}。")
    return redirect("report", built.pk)


def _list(request: Request, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    pages = Pages.of(request, per_page=PER_PAGE)
    visible = Report.objects.visible_to(request.rights).newest_first().defer("content")
    shown = list(visible[pages.offset : pages.offset + PER_PAGE])
    people = Person.objects.filter(code__in={one.person for one in shown})
    names = dict(people.values_list("code", "name"))
    manifest = Manifest.current()
    context = {
        "lines": [Line(one, names.get(one.person, "命令行")) for one in shown],
        "pages": pages.over(visible.count()),
        "may_build": policy.may_build_reports(request.rights),
        "kinds": [loaded.item for loaded in catalog.reports().items.values()],
        "months": _months(manifest, request.today),
        "wanted": {"report": request.POST.get("report"), "period": request.POST.get("period")},
        "refusal": refusal,
    }
    return render(request, "web/reports.html", context, status=status)


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
