"""The complaints of a batch as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linghang.foundation.intake import complaints
from linghang.foundation.intake.definitions import SEVERITY_NAMES, Severity
from linghang.foundation.intake.models import Batch
from linghang.web.pages import Pages
from linghang.web.requests import Request

PER_PAGE, MOST_KINDS = 50, 100


def complained(
    request: Request, batch: Batch, *, severities: Mapping[Severity, str] = SEVERITY_NAMES
) -> dict[str, Any]:
    """What `web/parts/complaints.html` needs. severities: the words of the page."""
    severity, says = request.GET.get("severity", ""), request.GET.get("says", "")
    pages = Pages.of(request, per_page=PER_PAGE)
    lines, total = complaints.page(
        batch.complaints_file,
        severity=severity if severity in severities else "",
        says=says,
        offset=pages.offset,
        limit=PER_PAGE,
    )
    return {
        "complaints": lines,
        "pages": pages.over(total),
        "counts": batch.complaint_counts[:MOST_KINDS],
        "severities": severities,
        "severity": severity,
        "says": says,
    }
