"""The organisation of a day as a workbook."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.foundation.desk.exports import services as desk
from linghang.foundation.errors import Refused
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field, Kind
from linghang.org import policy
from linghang.org.exchange import exporting
from linghang.org.exchange.exporting import Wanted
from linghang.web.access import require
from linghang.web.imports.files import workbook
from linghang.web.lists.reasons import most_people
from linghang.web.requests import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON = Field(code="on", name="截至哪一天", kind=Kind.DATE, required=True)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponseBase:
    """The organisation of a day, as far as the post reads it; for a reason; many people by two."""
    require(policy.may_read_unit(request.rights, request.rights.unit.code))
    if request.method != "POST":
        return _form(request)
    parsed = fields.parse(ON, request.POST.get("on", ""))
    try:
        if parsed.complaint:
            raise Refused(f"{parsed.complaint}。")
        return _export(request, parsed.value)
    except Refused as refusal:
        return _form(request, refusal=refusal, status=422)


def _export(request: Request, on: object) -> HttpResponseBase:
    at = clock.now()
    wanted = Wanted(
        on=on,  # type: ignore[arg-type]
        name=f"{request.tenures[0].person_name}（{request.rights.title}）",
        rights=request.rights,
        in_full=request.POST.get("in_full") == "1",
        reason=request.POST.get("reason", ""),
    )
    if (people := exporting.people_in(wanted)) > most_people(request):
        asked = _second_person(request, wanted, people, at)
        if asked is not None:
            return asked
    return workbook(
        f"组织和人员-{on}-{timezone.localtime(at):%H%M}导出.xlsx",
        lambda file: exporting.export(target=file, wanted=wanted, actor=request.actor, at=at),
    )


def _second_person(
    request: Request, wanted: Wanted, people: int, at: datetime
) -> HttpResponseBase | None:
    """Nothing when a second person has approved just this; else the request is put to them."""
    numbers = "完整号码" if wanted.in_full else "号码遮盖"
    same = {"listing": "org.exchange", "conditions": f"{wanted.on} {numbers}"}
    approval = desk.approved(person=request.actor.person, now=at, **same)
    if approval is not None and desk.use(request_id=approval.pk, at=at):
        return None
    desk.ask(
        title="组织和人员",
        address=reverse("exchange-export"),
        says=f"截至{wanted.on}，{numbers}",
        rows=people,
        reason=wanted.reason,
        actor=request.actor,
        at=at,
        **same,
    )
    messages.success(request, f"共{people}人，已提交导出申请；批准后再来导出，7日内有效。")
    return redirect("export-requests")


def _form(
    request: Request, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponseBase:
    context = {
        "on": request.POST.get("on") or clock.today().isoformat(),
        "reason": request.POST.get("reason", ""),
        "in_full": request.POST.get("in_full") == "1",
        "may_unmask": bool(policy.may_unmask(request.rights, ())),
        "refusal": refusal,
    }
    return render(request, "web/exchange/export.html", context, status=status)
