"""Workbooks on their way in: sent, checked, looked at, answered, committed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.org.exchange import services, tasks
from linghang.org.exchange.definitions import LIMITS
from linghang.org.models import Person
from linghang.web import addresses, import_deeds, lists
from linghang.web.access import require
from linghang.web.exchange import shown
from linghang.web.exchange.finding import batches as visible
from linghang.web.exchange.finding import found, may_import
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.requests import Request
from linghang.web.templatetags.linghang import filesize

AT_WORK = (State.RECEIVED, State.STAGING, State.COMMITTING)
EFFECTIVE = Field(code="effective", name="改动自哪一天起算", kind=Kind.DATE, required=True)
ONE = "一次只上传一个工作簿；单位、人员、任职写在它的几张工作表里。"
TOO_LARGE = "这个文件超过{limit}，没有保存。请删去无关的工作表和图片后再上传。"
TONES = {
    State.RECEIVED: "going",
    State.STAGING: "going",
    State.COMMITTING: "going",
    State.STAGED: "warning",
    State.COMMITTED: "done",
    State.REFUSED: "failed",
    State.INTERRUPTED: "failed",
}
BATCHES = Listing(
    code="exchange.batches",
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
    link=lambda batch: addresses.of("exchange-batch", batch.pk),
    per_page=20,
    empty=Empty("还没有导入过", "先下载模板填写；上传后会检查每一格，检查不改变任何数据。"),
)


@csrf_exempt  # only until the size is known: _batches checks the form like any other
def batches(request: Request) -> HttpResponseBase:
    """The list of imports and the form for the next; POST takes a workbook in.

    Too much is answered by 413 before anything of it is read or stored.
    """
    require(may_import(request.rights))
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = min(LIMITS.bytes, settings.UPLOAD_LIMIT_BYTES)
    if request.method == "POST" and length.isdigit() and int(length) > limit:
        return _list(request, refusal=TOO_LARGE.format(limit=filesize(limit)), status=413)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _batches(request)


@csrf_protect
def _batches(request: Request) -> HttpResponseBase:
    if request.method != "POST":
        return _list(request)
    try:
        batch = _receive(request)
    except Refused as refusal:
        return _list(request, refusal=str(refusal), status=422)
    tasks.check_batch.enqueue(batch.pk)
    response = redirect("exchange-batch", batch.pk)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _receive(request: Request) -> Batch:
    files = cast("list[TemporaryUploadedFile]", request.FILES.getlist("files"))
    if len(files) > 1:
        raise Refused(ONE)
    if not files:
        raise Refused("没有选择文件。")
    parsed = fields.parse(EFFECTIVE, request.POST.get("effective", ""))
    if parsed.complaint:
        raise Refused(f"{parsed.complaint}。")
    upload = Upload(files[0].name or "", Path(files[0].temporary_file_path()))
    return services.receive(
        upload=upload, effective=parsed.value, actor=request.actor, at=clock.now()
    )


def _list(request: Request, *, refusal: str = "", status: int = 200) -> HttpResponseBase:
    context = {
        "limit": min(LIMITS.bytes, settings.UPLOAD_LIMIT_BYTES),
        "most_rows": LIMITS.rows - 1,
        "effective": request.POST.get("effective") or clock.today().isoformat(),
        "refusal": refusal,
    }
    template = "web/exchange/list.html"
    kept = visible(request)
    if request.method != "POST":
        return lists.page(request, BATCHES, kept, template=template, context=context)
    if request.htmx:
        return render(request, f"{template}#upload", context, status=status)
    listed = lists.shown(request, BATCHES, kept)
    return lists.answer(request, listed, template=template, context=context, status=status)


@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """One import: its progress while at work, then what it would do, did, or why it cannot."""
    one = found(request, batch_id)
    if not request.htmx or request.htmx.boosted:
        return _page(request, one)
    if one.state in AT_WORK:
        return render(request, "web/exchange/batch.html#progress", {"batch": one})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _page(
    request: Request, one: Batch, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": one,
        "person": Person.objects.filter(code=one.person).values_list("name", flat=True).first(),
        "effective": date.fromisoformat(one.facts["effective"]),
        "is_at_work": one.state in AT_WORK,
        "refusal": refusal,
        **shown.context(request, one),
    }
    return render(request, "web/exchange/batch.html", context, status=status)


@require_POST
def answer(request: Request, batch_id: int) -> HttpResponse:
    """Say who the namesakes of the form are; checked again when all questions are answered."""
    one = found(request, batch_id)
    given = {
        name.removeprefix("answer."): value
        for name, value in request.POST.items()
        if name.startswith("answer.") and value
    }
    try:
        for code, value in given.items():
            services.answer(
                batch_id=one.pk,
                code=code,
                answer=str(value),
                actor=request.actor,
                at=clock.now(),
            )
        if not given:
            raise Refused("没有选择任何答复。")
        if not one.questions.filter(answer="").exists():
            services.retry(batch_id=one.pk)
            tasks.check_batch.enqueue(one.pk)
            messages.success(request, "同名人员已全部确认，重新检查。")
        else:
            messages.success(request, f"已确认{len(given)}人。")
    except Refused as refusal:
        one.refresh_from_db()
        return _page(request, one, refusal=refusal, status=422)
    return redirect("exchange-batch", one.pk)


@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """入库: the whole workbook, or nothing of it."""
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
    """放弃: the batch never comes into force, its file is deleted."""
    return _do(
        request,
        batch_id,
        lambda pk: services.discard(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已放弃，组织和人员没有改变。",
    )


@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """撤销: every row is again as it was before."""
    return _do(
        request,
        batch_id,
        lambda pk: services.undo(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已撤销，组织和人员回到这一批入库之前。",
    )


@require_POST
def retry(request: Request, batch_id: int) -> HttpResponse:
    """重新检查: worked out again from the kept file against the organisation as it is now."""
    done = _do(request, batch_id, lambda pk: services.retry(batch_id=pk), "{batch}重新检查。")
    if done.status_code == 302:
        tasks.check_batch.enqueue(batch_id)
    return done


def _do(request: Request, batch_id: int, deed: Callable[[int], Batch], says: str) -> HttpResponse:
    one = found(request, batch_id)
    return import_deeds.do(request, one, deed, says, page=_page, address="exchange-batch")
