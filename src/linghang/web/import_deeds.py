"""The deeds on a batch of any import, as its page does them, and the file of its complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from linghang.foundation.errors import Refused
from linghang.foundation.intake import complaints
from linghang.foundation.intake.models import Batch
from linghang.foundation.sheets import csv_lines
from linghang.web.requests import Request


def do(
    request: Request,
    found: Batch,
    deed: Callable[[int], Batch],
    says: str,
    *,
    page: Callable[..., HttpResponse],
    address: str,
) -> HttpResponse:
    """Do the deed, say what happened and lead to the batch; 422 with every reason when refused.

    says: may hold {batch} and the batch's facts. page: draws the batch's page, takes `refusal` and
    `status`. address: the name of that page's.
    """
    try:
        changed = deed(found.pk)
    except Refused as refusal:
        found.refresh_from_db()
        return page(request, found, refusal=refusal, status=422)
    facts: dict[str, Any] = {"new": 0, "replaced": 0, "unchanged": 0, "summary": ""}
    messages.success(request, says.format(batch=changed, **(facts | changed.facts)))
    return redirect(address, changed.pk)


def complaints_file(found: Batch) -> StreamingHttpResponse:
    """All complaints of a batch as CSV, values masked as on the page."""
    response = StreamingHttpResponse(
        csv_lines(complaints.table(found.complaints_file)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="complaints-{found.pk}.csv"'
    return response
