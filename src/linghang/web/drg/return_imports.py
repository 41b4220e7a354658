"""Returns of the insurer on their way in: upload, checking, complaints, deeds on a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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

from linghang.cases import tasks
from linghang.cases.grouping.returns import linking, services
from linghang.cases.grouping.returns.sheets import LIMITS
from linghang.foundation import clock
from linghang.foundation.errors import Refused
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.org import policy
from linghang.org.models import Person
from linghang.web import addresses, import_deeds, lists
from linghang.web.access import hide_unless, require
from linghang.web.complained import complained
from linghang.web.lists import Column, Empty
from linghang.web.requests import Request
from linghang.web.templatetags.linghang import filesize
from linghang.web.views import imports

BATCHES = replace(
    imports.BATCHES,
    code="drg.return_batches",
    columns=(
        *imports.BATCHES.columns[:4],
        Column("linked", "对上病例", value="facts.linked", tone="number"),
        *imports.BATCHES.columns[4:],
    ),
    link=lambda batch: addresses.of("drg-return-import", batch.pk),
    empty=Empty(
        "还没有导入过医保返回",
        "从医保经办机构下载一个月的DRG结算明细，上传后先逐格检查、对上病例；检查不改变任何数据。",
    ),
)


@csrf_exempt  # only until the size is known: _batches checks the form like any other
def batches(request: Request) -> HttpResponseBase:
    """The list of returns and the form for the next; POST takes files in.

    Too much is answered by 413 before anything of it is read or stored.
    """
    require(policy.may_settle_cases(request.rights))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and length.isdigit() and int(length) > _limit():
        return _list(
            request, refusal=imports.TOO_LARGE.format(limit=filesize(_limit())), status=413
        )
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _batches(request)


def _limit() -> int:
    allowed: int = settings.UPLOAD_LIMIT_BYTES
    return min(allowed, LIMITS.bytes)


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
    tasks.stage_return.enqueue(batch.pk)
    response = redirect("drg-return-import", batch.pk)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _list(request: Request, *, refusal: str = "", status: int = 200) -> HttpResponseBase:
    context = {"limit": _limit(), "refusal": refusal}
    template = "web/drg/return_imports.html"
    kept = Batch.objects.filter(kind=services.KIND)
    if request.method != "POST":
        return lists.page(request, BATCHES, kept, template=template, context=context)
    if request.htmx:
        return render(request, f"{template}#upload", context, status=status)
    shown = lists.shown(request, BATCHES, kept)
    return lists.answer(request, shown, template=template, context=context, status=status)


@require_safe
def batch(request: Request, batch_id: int) -> HttpResponse:
    """One return: its progress while at work, then its counts and complaints."""
    found = _found(request, batch_id)
    if not request.htmx or request.htmx.boosted:
        return _page(request, found)
    if found.state in imports.AT_WORK:
        return render(request, "web/drg/return_import.html#progress", {"batch": found})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _found(request: Request, batch_id: int) -> Batch:
    hide_unless(policy.may_settle_cases(request.rights))
    return get_object_or_404(Batch, pk=batch_id, kind=services.KIND)


def _page(
    request: Request, found: Batch, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "batch": found,
        "person": Person.objects.filter(code=found.person).values_list("name", flat=True).first(),
        "is_at_work": found.state in imports.AT_WORK,
        "may": imports.deeds(found),
        "unlinked": [
            (says, found.facts[code])
            for code, says in linking.UNLINKED.items()
            if found.facts.get(code)
        ],
        "refusal": refusal,
        "urls": {"complaints": reverse("drg-return-complaints", args=[found.pk])},
        **complained(request, found),
    }
    return render(request, "web/drg/return_import.html", context, status=status)


@require_safe
def complaints_csv(request: Request, batch_id: int) -> StreamingHttpResponse:
    """All complaints of a batch as CSV, values masked as on the page."""
    return import_deeds.complaints_file(_found(request, batch_id))


@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """入库: the good rows come into force; earlier returns of the same cases are kept."""
    return _do(
        request,
        batch_id,
        lambda pk: services.commit(batch_id=pk, actor=request.actor, clock=clock.now),
        "{batch}已入库：新增{new}行，替换{replaced}行，未变{unchanged}行。",
    )


@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    """放弃: the batch never comes into force."""
    return _do(
        request,
        batch_id,
        lambda pk: services.discard(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已放弃，已有的返回没有改变。",
    )


@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """撤销: the state before the last return is in force again."""
    return _do(
        request,
        batch_id,
        lambda pk: services.undo(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已撤销，医保返回回到这一批入库之前。",
    )


@require_POST
def retry(request: Request, batch_id: int) -> HttpResponse:
    """重新检查: an interrupted batch is checked again from its kept files."""
    answer = _do(request, batch_id, lambda pk: services.retry(batch_id=pk), "{batch}重新开始检查。")
    if answer.status_code == 302:
        tasks.stage_return.enqueue(batch_id)
    return answer


def _do(request: Request, batch_id: int, deed: Callable[[int], Batch], says: str) -> HttpResponse:
    one = _found(request, batch_id)
    return import_deeds.do(request, one, deed, says, page=_page, address="drg-return-import")
