"""A library on its way in: sent, checked, committed as a whole, taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.foundation.sheets import writing
from linghang.org import policy as rights_policy
from linghang.org.models import Person
from linghang.texts import catalog
from linghang.texts.library import services, tasks
from linghang.texts.library.definitions import layout
from linghang.web import addresses, import_deeds, lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.complained import complained
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request
from linghang.web.templatetags.linghang import filesize
from linghang.web.views.imports import AT_WORK, TONES

TOO_LARGE = "一次上传总计不能超过{limit}，没有保存。请分几次导入。"
HINTS = (
    "一行是一项制度的一个版本；同一编号写几行，就是它的历次版本，施行日期前后相接。",
    "已经废止的填废止日期；正文文件写文件名，文件放在 zip 里或者一起上传。",
)
BATCHES = Listing(
    code="policies.batches",
    title="导入记录",
    headed=True,
    counted="批",
    columns=(
        Column("batch", "批次", value=str, sort="pk"),
        Column(
            "state",
            "状态",
            value=lambda one: Mark(one.get_state_display(), TONES.get(State(one.state), "")),
        ),
        Column("file", "文件", value=lambda one: one.files[0]["name"] if one.files else ""),
        Column("summary", "内容", value=lambda one: one.facts.get("summary") or one.message[:60]),
        Column("person", "导入人", is_person=True, tone="nowrap"),
        Column("received", "收到", value="received_at", sort="received_at", tone="nowrap"),
        Column("committed", "入库", value="committed_at", sort="committed_at", tone="nowrap"),
    ),
    filters=(
        Filter("state", "状态", Way.CHOICE, path="state", options=State.choices),
        Filter("received", "收到", Way.INSTANT, path="received_at"),
    ),
    order="-received",
    link=lambda batch: addresses.of("policy-import", batch.pk),
    per_page=20,
    empty=Empty("还没有导入过", "先下载清单模板填写，连同正文文件一起上传；检查不改变任何数据。"),
)


@csrf_exempt  # only until the size is known: _batches checks the form like any other
def batches(request: Request) -> HttpResponseBase:
    """The list of imports and the form for the next; POST takes a list and its files in."""
    require(rights_policy.may_manage_policies(request.rights))
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.UPLOAD_LIMIT_BYTES
    if request.method == "POST" and length.isdigit() and int(length) > limit:
        return _list(request, refusal=TOO_LARGE.format(limit=filesize(limit)), status=413)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _batches(request)


@csrf_protect
def _batches(request: Request) -> HttpResponseBase:
    if request.method != "POST":
        return _list(request)
    files = cast("list[TemporaryUploadedFile]", request.FILES.getlist("files"))
    uploads = [Upload(file.name or "", Path(file.temporary_file_path())) for file in files]
    try:
        batch = services.receive(uploads=uploads, actor=request.actor, at=clock.now())
    except Refused as refusal:
        return _list(request, refusal=str(refusal), status=422)
    tasks.check_batch.enqueue(batch.pk)
    response = redirect("policy-import", batch.pk)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _list(request: Request, *, refusal: str = "", status: int = 200) -> HttpResponseBase:
    context = {"limit": settings.UPLOAD_LIMIT_BYTES, "refusal": refusal}
    kept = Batch.objects.filter(kind=services.KIND)
    template = "web/policies/imports.html"
    if request.method != "POST":
        return lists.page(request, BATCHES, kept, template=template, context=context)
    if request.htmx:
        return render(request, f"{template}#upload", context, status=status)
    shown = lists.shown(request, BATCHES, kept)
    return lists.answer(request, shown, template=template, context=context, status=status)


def _found(request: Request, batch_id: int) -> Batch:
    hide_unless(rights_policy.may_manage_policies(request.rights))
    return get_object_or_404(Batch, pk=batch_id, kind=services.KIND)


@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """One import: its progress while at work, then its counts and complaints."""
    found = _found(request, batch_id)
    if not request.htmx or request.htmx.boosted:
        return _page(request, found)
    if found.state in AT_WORK:
        return render(request, "web/policies/import.html#progress", {"batch": found})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _page(
    request: Request, found: Batch, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    state, is_kept = State(found.state), found.uploads.exists()
    context = {
        "batch": found,
        "person": Person.objects.filter(code=found.person).values_list("name", flat=True).first(),
        "is_at_work": found.state in AT_WORK,
        "refusal": refusal,
        "may": {
            "commit": state is State.STAGED,
            "retry": state in (State.STAGED, State.REFUSED, State.INTERRUPTED) and is_kept,
            "discard": state in services.OPEN,
            "undo": state is State.COMMITTED,
        },
        **complained(request, found, url=reverse("policy-import-complaints", args=[found.pk])),
    }
    return render(request, "web/policies/import.html", context, status=status)


@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """入库: the whole list, or nothing of it."""
    return _do(
        request,
        batch_id,
        lambda pk: services.commit(
            batch_id=pk, actor=request.actor, today=clock.today(), clock=clock.now
        ),
        "{batch}已入库：{summary}。",
    )


@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    """放弃: the batch never comes into the library."""
    return _do(
        request,
        batch_id,
        lambda pk: services.discard(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已放弃，制度库没有改变。",
    )


@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """撤销: what the batch brought in is gone."""
    return _do(
        request,
        batch_id,
        lambda pk: services.undo(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已撤销，制度库回到这一批入库之前。",
    )


@require_POST
def retry(request: Request, batch_id: int) -> HttpResponse:
    """重新检查 from the kept files."""
    done = _do(request, batch_id, lambda pk: services.retry(batch_id=pk), "{batch}重新检查。")
    if done.status_code == 302:
        tasks.check_batch.enqueue(batch_id)
    return done


def _do(request: Request, batch_id: int, deed: Callable[[int], Batch], says: str) -> HttpResponse:
    found = _found(request, batch_id)
    return import_deeds.do(request, found, deed, says, page=_page, address="policy-import")


@require_safe
def complaints_csv(request: Request, batch_id: int) -> StreamingHttpResponse:
    """All complaints of a batch."""
    return import_deeds.complaints_file(_found(request, batch_id))


@require_safe
def template(request: Request) -> HttpResponse:
    """The empty list to be filled in."""
    require(rights_policy.may_manage_policies(request.rights))
    shape = layout(tuple(catalog.names().values()))
    buffer = io.BytesIO()
    writing.template(buffer, [shape], hints=HINTS)
    response = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('制度清单.xlsx')}"
    return response


subjects.register("texts.batch", "policy-import")
