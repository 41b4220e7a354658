"""Pages that say no, and why: 403, 404, 422, 500, and a form that was not ours."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linghang.foundation import clock
from linghang.foundation.access import Decision
from linghang.foundation.errors import Refused

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


def wrong_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: an old tab, a blocked cookie, or another site's form."""
    log.warning("form without a valid token", extra={"path": request.path, "reason": reason})
    says = (
        "这一页打开得太久，或者中途重新登录过。请返回上一页刷新后再提交；"
        "仍不行的，请确认浏览器允许本站使用 Cookie。"
    )
    return _page(request, 403, "表单已失效，没有提交", says)


def broken(request: HttpRequest) -> HttpResponse:
    """500 with a number under which the technical log holds the fault."""
    reference = secrets.token_hex(4).upper()
    log.exception("unanticipated fault %s", reference)
    says = "已记入技术日志。请把下面的编号告诉信息科，并说明当时在办什么。"
    return _page(request, 500, "系统出错，没有办成", says, reference=reference, at=clock.now())
