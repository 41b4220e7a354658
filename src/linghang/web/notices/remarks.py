"""意见建议: sending a remark from any page, and the list of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from linghang.foundation import clock
from linghang.notices.models import Remark
from linghang.notices.remarks import services
from linghang.org import policy
from linghang.web import lists, subjects
from linghang.web.forms import page
from linghang.web.lists import Column, Deed, Empty, Filter, Link, Listing, Mark, Way
from linghang.web.requests import Request


def _answer(request: Request, keys: Sequence[str], text: str) -> str:
    for key in keys:
        services.answer(remark_id=int(key), text=text, actor=request.actor, at=clock.now())
    return f"已答复{len(keys)}条，提出人会收到通知。"


def _open(rows: QuerySet[Remark], is_open: bool, _request: Request) -> QuerySet[Remark]:
    return rows.filter(answered_at__isnull=is_open)


def _state(one: Remark) -> Mark:
    return Mark("已答复", "done") if one.answered_at else Mark("待答复", "warning")


REMARKS = Listing(
    code="notices.remarks",
    title="意见建议",
    note="您提的意见建议和答复。负责系统运行的部门看得到全部，并逐条答复。",
    columns=(
        Column("text", "内容", tone="long"),
        Column("page", "哪一页", value=lambda one: Link(one.page, one.page) if one.page else None),
        Column("person", "提出人", value="person.name", tone="nowrap"),
        Column("sent", "时间", value="sent_at", sort="sent_at", tone="nowrap"),
        Column(
            "state",
            "状态",
            value=_state,
            tone="nowrap",
        ),
        Column("answer", "答复", tone="long"),
        Column("answered_by", "答复人", is_person=True, tone="nowrap"),
    ),
    filters=(
        Filter("q", "内容", path=("text", "answer")),
        Filter("open", "待答复", Way.YES_NO, apply=_open),
    ),
    deeds=(Deed("answer", "答复", _answer, ask=policy.may_see_system, asks_reason=True),),
    order="-sent",
    empty=Empty("还没有意见建议", "用得不顺手、说得不清楚、算得不对的，都可以提。"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: Request) -> HttpResponseBase:
    """One's own remarks; all of them for the office that runs the platform."""
    rows = Remark.objects.select_related("person")
    if not policy.may_see_system(request.rights):
        rows = rows.filter(person__code=request.actor.person)
    return lists.page(request, REMARKS, rows, template="web/notices/remarks.html")


class RemarkForm(forms.Form):
    """What somebody has to say."""

    text = forms.CharField(
        label="意见建议",
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text="不要写患者信息和涉密内容；举报和投诉请走专门渠道。",
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: Request) -> HttpResponse:
    """Send a remark about the page from which one comes."""
    about = _own_path(request.GET.get("from", ""))

    def deed(given: dict[str, Any]) -> Remark:
        return services.remark(
            text=given["text"],
            page=_own_path(given["page"]),
            actor=request.actor,
            at=clock.now(),
        )

    return page(
        request,
        RemarkForm,
        title="提意见建议",
        submit="提交",
        deed=deed,
        done="已提交，负责系统运行的部门会收到通知；答复也会通知您。",
        then=reverse("remark-list"),
        initial={"page": about},
        note=f"针对的页面：{about}" if about else "",
        cancel=about or reverse("remark-list"),
    )


def _own_path(text: str) -> str:
    """A path of this server without its query, which may hold what was typed; "" for others."""
    path = text.partition("?")[0].partition("#")[0]
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path[:300] if is_ours else ""


subjects.register("notices.remark", lambda _pk: reverse("remark-list"))
