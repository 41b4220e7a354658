"""What the page of a batch shows of every kind: what would change, and the complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linghang.foundation.intake import preview
from linghang.foundation.intake.definitions import (
    SEVERITY_NAMES,
    SHOWN,
    WHAT_NAMES,
    Severity,
    What,
)
from linghang.foundation.intake.kinds import Kind
from linghang.foundation.intake.models import Batch
from linghang.foundation.sheets.mending import SEVERITIES
from linghang.web.complained import complained
from linghang.web.imports.faces import Place
from linghang.web.requests import Request

LINES_PER_PAGE = 50
ALWAYS = (What.NEW, What.CHANGED, What.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How many rows of a sheet become what: (name, count, whether it is bad)."""

    name: str
    counts: tuple[tuple[str, int, bool], ...]


def severities(kind: Kind) -> Mapping[Severity, str]:
    """A row with an error is left out, or keeps the whole file out."""
    return SEVERITIES if kind.whole else SEVERITY_NAMES


def context(request: Request, place: Place, batch: Batch) -> dict[str, Any]:
    """Everything but the batch itself and what its kind adds."""
    what = request.GET.get("what", "")
    return {
        "sheets": _sheets(place.kind, batch),
        "outcomes": _outcomes(request, place.kind, batch, what),
        "whats": [(one.value, WHAT_NAMES[one]) for one in SHOWN],
        "what": what,
        **complained(request, batch, severities=severities(place.kind)),
    }


def _sheets(kind: Kind, batch: Batch) -> list[Sheet]:
    """In the order in which the kind names its sheets, others after them."""
    counts: dict[str, dict[str, int]] = batch.facts.get("counts", {})
    codes = [*(code for code in kind.sheets if code in counts), *(counts.keys() - kind.sheets)]
    return [
        Sheet(
            kind.sheets.get(sheet, sheet),
            tuple(
                (WHAT_NAMES[what], counts[sheet].get(what.value, 0), what is What.REFUSED)
                for what in What
                if what in ALWAYS or what.value in counts[sheet]
            ),
        )
        for sheet in codes
    ]


def _outcomes(request: Request, kind: Kind, batch: Batch, what: str) -> dict[str, Any]:
    """A page of the rows that change something, and the numbers of the pages beside it."""
    text = request.GET.get("rows", "1")
    page = int(text) if text.isdigit() and 0 < int(text) < 10_000 else 1
    lines = preview.page(
        batch, what=what, offset=(page - 1) * LINES_PER_PAGE, limit=LINES_PER_PAGE + 1
    )
    return {
        "lines": [
            {
                **one,
                "sheet": kind.sheets.get(one["sheet"], one["sheet"]),
                "what_name": WHAT_NAMES[What(one["what"])],
            }
            for one in lines[:LINES_PER_PAGE]
        ],
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if len(lines) > LINES_PER_PAGE else None,
    }
