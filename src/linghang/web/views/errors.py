"""Pages that say no, and why: 400, 403, 404, 413, 422, 500, 503, and a form that was not ours."""

from __future__ import annotations

import logging
import secrets
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from linghang.foundation import clock, outages
from linghang.foundation.access import Decision
from linghang.foundation.errors import Refused
from linghang.foundation.outages import Outage

log = logging.getLogger(__name__)

PERSONNEL = "人事科（行政职务）或党委办公室（党内职务）"


def _page(
    request: HttpRequest, status: int, heading: str, says: str, **more: object
) -> HttpResponse:
    """The menu stays when somebody acts; a piece of a page is answered by a piece."""
    frame = "web/shell.html" if getattr(request, "rights", None) else "web/plain.html"
    htmx = getattr(request, "htmx", None)
    is_piece = htmx and not htmx.boosted
    context = {"frame": frame, "heading": heading, "says": says, **more}
    return render(request, f"web/error.html{'#notice' if is_piece else ''}", context, status=status)


def denied(request: HttpRequest, decision: Decision) -> HttpResponse:
    """403 with the reason and who could allow it."""
    says = f"{decision.reason}。"
    return _page(
        request, 403, "以当前职务不能打开此页", says, who_can=decision.who_can, posts_help=True
    )


def without_post(request: HttpRequest) -> HttpResponse:
    """403 for an account whose person holds no post today."""
    says = "权限随任职而来，您目前没有在任的职务。"
    return _page(request, 403, "没有可用的职务", says, who_can=PERSONNEL, can_log_out=True)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """422 with the reasons that a person can mend."""
    return _page(request, 422, "没有办理", str(refusal))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the address leads nowhere, or to something outside the acting post's range."""
    says = "地址可能有误，或者所指内容不在您当前职务的范围内。"
    return _page(request, 404, "没有找到这一页", says, posts_help=True)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 of a part that gives no reason of its own."""
    says = "这一页不对当前职务开放。确有工作需要的，请向科室负责人说明。"
    return _page(request, 403, "以当前职务不能打开此页", says, who_can=PERSONNEL, posts_help=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 for more than a form may hold, 400 for what no browser of ours sends."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        says = f"一次提交的文字不能超过{most} MB。请分几次提交；文件请用页面上的上传处。"
        return _page(request, 413, "内容太多，没有提交", says)
    says = "浏览器送来的内容不完整或不符合格式。请返回上一页，刷新后再试。"
    return _page(request, 400, "看不懂这个请求，没有办理", says)


def wrong_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: an old tab, a blocked cookie, or another site's form."""
    log.warning("form without a valid token", extra={"path": request.path, "reason": reason})
    says = (
        "这一页打开得太久，或者中途重新登录过。请返回上一页刷新后再提交；"
        "仍不行的，请确认浏览器允许本站使用 Cookie。"
    )
    return _page(request, 403, "表单已失效，没有提交", says)


def outage(request: HttpRequest, said: Outage) -> HttpResponse:
    """503: the disk is full or the database is held by others, with what to do about it."""
    log.error("nothing could be kept", exc_info=said.__cause__ or sys.exc_info()[1])
    return _page(request, 503, "没有办成", str(said))


def broken(request: HttpRequest) -> HttpResponse:
    """500 with a number under which the technical log holds the fault; 503 for an outage."""
    fault = sys.exc_info()[1]
    if fault is not None and (said := outages.outage(fault)):
        return outage(request, said)
    reference = secrets.token_hex(4).upper()
    log.exception("unanticipated fault %s", reference)
    says = "已记入技术日志。请把下面的编号告诉信息科，并说明当时在办什么。"
    facts = {"reference": reference, "at": clock.now()}
    try:
        return _page(request, 500, "系统出错，没有办成", says, **facts)
    except DatabaseError:  # the frame asks who is there; this page asks nobody
        context = {"hospital": settings.HOSPITAL_NAME, "says": says, **facts}
        return HttpResponse(render_to_string("web/broken.html", context), status=500)
