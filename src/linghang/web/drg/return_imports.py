"""What the pages of an import of returns add to those of every import."""

from __future__ import annotations

from typing import Any

from linghang.cases.grouping.returns import linking
from linghang.cases.grouping.returns.models import RETURNS
from linghang.foundation.intake.models import Batch
from linghang.web.imports.faces import Face
from linghang.web.lists import Column
from linghang.web.requests import Request


def _unlinked(request: Request, batch: Batch) -> dict[str, Any]:
    """Why rows found no case, and how many of each."""
    says = linking.UNLINKED.items()
    return {"unlinked": [(why, batch.facts[code]) for code, why in says if batch.facts.get(code)]}


FACE = Face(
    kind=RETURNS,
    name="drg-return-import",
    listing="drg.return_batches",
    columns=(
        Column("accepted", "可入库", value="facts.accepted", tone="number"),
        Column("linked", "对上病例", value="facts.linked", tone="number"),
        Column("refused", "拒收", value="facts.refused", tone="number"),
    ),
    body="web/drg/return_import.html",
    context=_unlinked,
)
