"""The deeds on a batch of any kind, each said in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linghang.foundation import clock, outages
from linghang.foundation.errors import Refused
from linghang.foundation.intake import services, tasks
from linghang.foundation.intake.models import Batch
from linghang.web.imports import faces, pages
from linghang.web.requests import Request

NO_REASON = "请写明撤销的原因。"


@require_POST
def commit(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponse:
    """入库: what was shown comes into force."""
    return _do(
        request,
        (kind, target, batch_id),
        lambda pk: services.commit(
            batch_id=pk, actor=request.actor, today=clock.today(), clock=clock.now
        ),
        "{batch}已入库：{done}。",
    )


@require_POST
def discard(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponse:
    """放弃: the batch never comes into force."""
    return _do(
        request,
        (kind, target, batch_id),
        lambda pk: services.discard(batch_id=pk, actor=request.actor, at=clock.now()),
        "{batch}已放弃，{what}没有改变。",
    )


@require_POST
def undo(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponse:
    """撤销: everything is again as it was before; a reason is asked for."""
    reason = request.POST.get("reason", "").strip()

    def deed(pk: int) -> Batch:
        if not reason:
            raise Refused(NO_REASON)
        return services.undo(batch_id=pk, actor=request.actor, at=clock.now(), reason=reason)

    return _do(request, (kind, target, batch_id), deed, "{batch}已撤销，{what}回到这一批入库之前。")


@require_POST
def retry(request: Request, kind: str, batch_id: int, target: str = "") -> HttpResponse:
    """重新检查: read again from the kept files against what is in force now."""
    done = _do(
        request,
        (kind, target, batch_id),
        lambda pk: services.retry(batch_id=pk),
        "{batch}重新检查。",
    )
    if done.status_code == 302:
        tasks.check_batch.enqueue(batch_id)
    return done


def _do(
    request: Request, which: tuple[str, str, int], deed: Callable[[int], Batch], says: str
) -> HttpResponse:
    """Say what happened and lead to the batch; 422 with every reason when refused."""
    kind, target, batch_id = which
    place = faces.place(kind, target)
    found = place.found(request, batch_id)
    try:
        with outages.told():
            changed = deed(found.pk)
    except Refused as refusal:
        found.refresh_from_db()
        return pages.page(request, place, found, refusal=refusal, status=422)
    words = place.kind.words
    facts: dict[str, Any] = {"new": 0, "replaced": 0, "unchanged": 0, "summary": ""}
    told = {"batch": changed, "what": place.says(words.what)}
    if "{done}" in says:
        told["done"] = words.done.format(**(facts | changed.facts))
    messages.success(request, says.format(**told))
    return redirect(place.url("", changed.pk))
