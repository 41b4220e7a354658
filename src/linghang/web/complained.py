"""The complaints of a batch as its page shows them."""

from __future__ import annotations

from typing import Any

from linghang.foundation.intake import complaints
from linghang.foundation.intake.definitions import SEVERITY_NAMES
from linghang.foundation.intake.models import Batch
from linghang.web.pages import Pages
from linghang.web.requests import Request

PER_PAGE = 50


def complained(request: Request, batch: Batch, *, url: str) -> dict[str, Any]:
    """What `web/parts/complaints.html` needs. url: of the file with all of them."""
    severity, says = request.GET.get("severity", ""), request.GET.get("says", "")
    pages = Pages.of(request, per_page=PER_PAGE)
    lines, total = complaints.page(
        batch.complaints_file,
        severity=severity if severity in SEVERITY_NAMES else "",
        says=says,
        offset=pages.offset,
        limit=PER_PAGE,
    )
    return {
        "complaints": lines,
        "pages": pages.over(total),
        "severities": SEVERITY_NAMES,
        "severity": severity,
        "says": says,
        "complaints_url": url,
    }
