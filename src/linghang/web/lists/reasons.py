"""A list of people leaves the house: asked for its reason, and many only with a second person."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from linghang.foundation import clock
from linghang.foundation.desk.exports import rules, services
from linghang.foundation.desk.models import ExportRequest
from linghang.foundation.errors import Refused
from linghang.foundation.parameters import queries as parameters
from linghang.web.lists import sources, taking
from linghang.web.lists.asked import Asked
from linghang.web.requests import Request

MOST = "exports.most_people"
PAGE = "web/lists/reason.html"
ONLY_FEW = "不能导出：知悉范围内的清单不由他人批准，一次最多{most}条。请用条件筛选，分次导出。"


def answer(request: Request, asked: Asked, source: Any) -> HttpResponseBase:
    """The form that asks for the reason; with one, the file, or a request to a second person."""
    rows, most = sources.count(asked.narrowed(source, request)), most_people(request)
    approval = _approval(request, asked) if rows > most else None
    if request.method != "POST":
        return _form(request, asked, rows, approval)
    reason = approval.reason if approval else request.POST.get("reason", "").strip()
    try:
        if reasons := rules.reasons_against(reason):
            raise services.CannotAsk(f"不能导出：{'；'.join(reasons)}。")
        if rows <= most:
            return taking.answer(request, asked, source, reason=reason)
        if asked.listing.confidential:
            raise services.CannotAsk(ONLY_FEW.format(most=most))
        if approval is None:
            return _ask(request, asked, rows, reason)
        return _take(request, asked, source, approval)
    except Refused as refusal:
        return _form(request, asked, rows, approval, refusal=str(refusal), status=422)


def most_people(request: Request) -> int:
    """How many people's data one may take out alone; a rule parameter."""
    return cast(int, parameters.value(MOST, request.today))


def _approval(request: Request, asked: Asked) -> ExportRequest | None:
    return services.approved(
        person=request.actor.person,
        listing=asked.listing.code,
        conditions=asked.conditions,
        now=clock.now(),
    )


def _ask(request: Request, asked: Asked, rows: int, reason: str) -> HttpResponse:
    services.ask(
        listing=asked.listing.code,
        title=asked.listing.title,
        address=f"{request.path}{asked.address({'format': asked.format})}",
        conditions=asked.conditions,
        says=asked.words,
        rows=rows,
        reason=reason,
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, "已提交导出申请，批准后会通知您，请在7日内下载。")
    return redirect("export-requests")


def _take(request: Request, asked: Asked, source: Any, approval: ExportRequest) -> HttpResponseBase:
    if not services.use(request_id=approval.pk, at=clock.now()):
        raise services.CannotAsk("不能导出：这份批准已经用过，请重新申请。")
    approved = f"{approval.reason}（{approval.decided_by}批准）"
    return taking.answer(request, asked, source, reason=approved)


def _form(
    request: Request,
    asked: Asked,
    rows: int,
    approval: ExportRequest | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    most = most_people(request)
    context = {
        "listing": asked.listing,
        "says": asked.words,
        "rows": rows,
        "most": most,
        "is_many": rows > most and not asked.listing.confidential,
        "approval": approval,
        "back": asked.address(),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, PAGE, context, status=status)
