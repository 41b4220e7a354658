"""The list of imports of a kind with the form for the next, and the page of one of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from linghang.foundation import clock, outages
from linghang.foundation.errors import Refused
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import Field
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.intake import services, tasks
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch, State
from linghang.org.models import Person
from linghang.web import lists
from linghang.web.imports import faces, shown
from linghang.web.imports.faces import Place
from linghang.web.imports.listing import listing
from linghang.web.requests import Request
from linghang.web.templatetags.linghang import filesize

AT_WORK = (State.RECEIVED, State.STAGING, State.COMMITTING)
TOO_LARGE = (
    "一次上传总计不能超过{limit}。本次内容没有保存，{what}没有改变。"
    "请分几次上传，或者删去无关的内容、压缩后再传。"
)
LIST, PAGE = "web/imports/list.html", "web/imports/batch.html"


@csrf_exempt  # only until the size is known: _batches checks the form like any other
def batches(request: Request, kind: str, target: str = "") -> HttpResponseBase:
    """The list of imports and the form for the next; POST takes files in.

    Too much is answered by 413 before anything of it is read or stored.
    """
    place = faces.place(kind, target)
    faces.admit(request, place)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and length.isdigit() and int(length) > _limit(place):
        says = TOO_LARGE.format(
            limit=filesize(_limit(place)), what=place.says(place.kind.words.what)
        )
        return _list(request, place, refusal=says, status=413)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _batches(request, place)


def _limit(place: Place) -> int:
    allowed: int = settings.UPLOAD_LIMIT_BYTES
    limits = place.kind.limits
    return min(allowed, limits.bytes) if limits else allowed


@csrf_protect
def _batches(request: Request, place: Place) -> HttpResponseBase:
    if request.method != "POST":
        return _list(request, place)
    try:
        with outages.told():
            batch = _receive(request, place)
    except Refused as refusal:
        return _list(request, place, refusal=str(refusal), status=422)
    tasks.check_batch.enqueue(batch.pk)
    address = place.url("", batch.pk)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _receive(request: Request, place: Place) -> Batch:
    files = cast("list[TemporaryUploadedFile]", request.FILES.getlist("files"))
    if not files:
        raise Refused("没有选择文件。")
    if len(files) > 1 and not place.kind.many:
        raise Refused(place.says(place.kind.words.only_one))
    return services.receive(
        kind=place.kind.code,
        target=place.target,
        uploads=[Upload(file.name or "", Path(file.temporary_file_path())) for file in files],
        actor=request.actor,
        at=clock.now(),
        asked={field.code: _asked(request, field) for field in place.kind.asks},
    )


def _asked(request: Request, field: Field) -> Any:
    parsed = fields.parse(field, request.POST.get(field.code, ""))
    if parsed.complaint:
        raise Refused(f"{parsed.complaint}。")
    return parsed.value


def _list(
    request: Request, place: Place, *, refusal: str = "", status: int = 200
) -> HttpResponseBase:
    words, limits = place.kind.words, place.kind.limits
    context = {
        "home": place.home,
        "words": {code: place.says(text) for code, text in words.texts().items()},
        "kind": place.kind,
        "accept": ",".join(place.kind.accepts),
        "limit": _limit(place),
        "most_rows": limits.rows - 1 if limits else None,
        "asks": [
            (field, request.POST.get(field.code) or _first(field)) for field in place.kind.asks
        ],
        "list_url": place.url("list"),
        "template_url": place.url("template") if place.kind.template else "",
        "list_deeds": place.face.list_deeds,
        "refusal": refusal,
    }
    shape, kept = listing(place), place.batches(request)
    if request.method != "POST":
        return lists.page(request, shape, kept, template=LIST, context=context)
    if request.htmx:
        return render(request, f"{LIST}#upload", context, status=status)
    listed = lists.shown(request, shape, kept)
    return lists.answer(request, listed, template=LIST, context=context, status=status)


def _first(field: Field) -> str:
    """What stands in a field before anybody wrote there: a date is today."""
    return clock.today().isoformat() if field.kind is FieldKind.DATE else ""


@require_safe
def batch(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponse:
    """One import: its progress while at work, then what it would do, did, or why it cannot."""
    place = faces.place(kind, target)
    found = place.found(request, batch_id)
    if not request.htmx or request.htmx.boosted:
        return page(request, place, found)
    if found.state in AT_WORK:
        return render(request, f"{PAGE}#progress", _said(place, found))
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def page(
    request: Request,
    place: Place,
    found: Batch,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a batch; with a refusal, the same page saying why."""
    context: dict[str, Any] = {
        **_said(place, found),
        "person": Person.objects.filter(code=found.person).values_list("name", flat=True).first(),
        "is_at_work": found.state in AT_WORK,
        "may": services.possible(found),
        "refusal": refusal,
        "body": place.face.body,
        "asked": [(field.name, _value(found, field)) for field in place.kind.asks],
        **shown.context(request, place, found),
    }
    if found.state not in AT_WORK:
        context |= place.face.context(request, found)
    return render(request, PAGE, context, status=status)


def _said(place: Place, found: Batch) -> dict[str, Any]:
    return {
        "batch": found,
        "kind": place.kind,
        "words": {code: place.says(text) for code, text in place.kind.words.texts().items()},
        "home": place.home,
        "urls": place.urls(found),
    }


def _value(found: Batch, field: Field) -> Any:
    text = found.facts.get(field.code, "")
    if field.options:
        return fields.show(field, text)
    return date.fromisoformat(text) if field.kind is FieldKind.DATE and text else text
