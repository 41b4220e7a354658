"""Front sheets on their way in: upload, checking, complaints, and the deeds on a batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from linghang.cases import services, tasks
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import addresses, import_deeds, lists
from linghang.web.access import hide_unless, require
from linghang.web.complained import complained
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words
from linghang.web.requests import Request
from linghang.web.templatetags.linghang import filesize

AT_WORK = (State.RECEIVED, State.STAGING, State.COMMITTING)


TONES = {
    State.RECEIVED: "going",
    State.STAGING: "going",
    State.COMMITTING: "going",
    State.STAGED: "warning",
    State.COMMITTED: "done",
    State.REFUSED: "failed",
    State.INTERRUPTED: "failed",
}


def _files(batch: Batch) -> Words:
    """The first file by name, and how many there are."""
    count = len(batch.files)
    return Words(batch.files[0]["name"] if count else "", f"等{count}个" if count > 1 else "")


BATCHES = Listing(
    code="cases.batches",
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
        Column("files", "文件", value=_files),
        Column("accepted", "可入库", value="facts.accepted", tone="number"),
        Column("refused", "拒收", value="facts.refused", tone="number"),
        Column("person", "导入人", is_person=True, tone="nowrap"),
        Column("received", "收到", value="received_at", sort="received_at", tone="nowrap"),
        Column("committed", "入库", value="committed_at", sort="committed_at", tone="nowrap"),
    ),
    filters=(
        Filter("state", "状态", Way.CHOICE, path="state", options=State.choices),
        Filter("received", "收到", Way.INSTANT, path="received_at"),
        Filter("person", "导入人", Way.PERSON, path="person"),
    ),
    order="-received",
    link=lambda batch: addresses.of("import", batch.pk),
    empty=Empty(
        "还没有导入过",
        "从病案系统导出一个月的病案首页，上传后会先检查每一行；检查不改变任何数据。",
    ),
)
TOO_LARGE = (
    "一次上传总计不能超过{limit}。本次内容没有保存，库中数据没有改变。"
    "请按月份分几次上传，或压缩成 zip 后再传。"
)


@csrf_exempt  # only until the size is known: _batches checks the form like any other
def batches(request: Request) -> HttpResponseBase:
    """The list of imports and the form for the next; POST takes files in.

    Too much is answered by 413 before anything of it is read or stored.
    """
    require(policy.may_import_cases(request.rights))
    if request.method == "POST" and _content_length(request) > settings.UPLOAD_LIMIT_BYTES:
        limit = filesize(settings.UPLOAD_LIMIT_BYTES)
        return _list(request, refusal=TOO_LARGE.format(limit=limit), status=413)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _batches(request)


def _content_length(request: Request) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


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
    tasks.stage_batch.enqueue(batch.pk)
    return _to(request, batch)


def _list(request: Request, *, refusal: str = "", status: int = 200) -> HttpResponseBase:
    context = {"limit": settings.UPLOAD_LIMIT_BYTES, "refusal": refusal}
    kept = Batch.objects.filter(kind=services.KIND)
    if request.method != "POST":
        return lists.page(request, BATCHES, kept, template="web/imports.html", context=context)
    if request.htmx:
        return render(request, "web/imports.html#upload", context, status=status)
    shown = lists.shown(request, BATCHES, kept)
    return lists.answer(request, shown, template="web/imports.html", context=context, status=status)


@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """One import: its progress while at work, then its counts and complaints."""
    found = _found(request, batch_id)
    if request.htmx and not request.htmx.boosted:
        return _progress(request, found)
    return _page(request, found)


def _found(request: Request, batch_id: int) -> Batch:
    hide_unless(policy.may_import_cases(request.rights))
    return get_object_or_404(Batch, pk=batch_id, kind=services.KIND)


def _progress(request: Request, found: Batch) -> HttpResponse:
    """The bar while the work goes on; afterwards the browser is told to load the page anew."""
    if found.state in AT_WORK:
        return render(request, "web/import.html#progress", {"batch": found})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _page(
    request: Request, found: Batch, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "batch": found,
        "person": Person.objects.filter(code=found.person).values_list("name", flat=True).first(),
        "is_at_work": found.state in AT_WORK,
        "may": deeds(found),
        "refusal": refusal,
        "urls": {"complaints": reverse("import-complaints", args=[found.pk])},
        **complained(request, found),
    }
    return render(request, "web/import.html", context, status=status)


def deeds(found: Batch) -> dict[str, bool]:
    """Which buttons make sense; the service decides again when one is pressed."""
    state = State(found.state)
    return {
        "commit": state in (State.STAGED, State.INTERRUPTED) and found.staged_file.exists(),
        "retry": state is State.INTERRUPTED and not found.staged_file.exists(),
        "discard": state in (State.RECEIVED, State.STAGED, State.INTERRUPTED),
        "undo": state is State.COMMITTED,
    }


@require_safe
def complaints_csv(request: Request, batch_id: int) -> StreamingHttpResponse:
    """All complaints of a batch as CSV, values masked as on the page."""
    return import_deeds.complaints_file(_found(request, batch_id))


@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """入库: the good rows come into force."""
    return _do(
        request,
        batch_id,
        lambda pk: services.commit(batch_id=pk, actor=request.actor, clock=clock.now),
        "{batch}已入库：新增{new}例，替换{replaced}例，未变{unchanged}例。",
    )


@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    """放弃: the batch never comes into force."""
    return _do(
        request,
        batch_id,
        lambda pk: services.discard(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已放弃，库中数据没有改变。",
    )


@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """撤销: the state before the last import is in force again."""
    return _do(
        request,
        batch_id,
        lambda pk: services.undo(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已撤销，库中数据回到这一批入库之前。",
    )


@require_POST
def retry(request: Request, batch_id: int) -> HttpResponse:
    """重新检查: an interrupted batch is checked again from its kept files."""
    answer = _do(request, batch_id, lambda pk: services.retry(batch_id=pk), "{batch}重新开始检查。")
    if answer.status_code == 302:
        tasks.stage_batch.enqueue(batch_id)
    return answer


def _do(request: Request, batch_id: int, deed: Callable[[int], Batch], says: str) -> HttpResponse:
    one = _found(request, batch_id)
    return import_deeds.do(request, one, deed, says, page=_page, address="import")


def _to(request: Request, found: Batch) -> HttpResponse:
    """To the page of the batch: an upload by script must load it, not swap it in."""
    response = redirect("import", found.pk)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
