"""What the pages of an import of front sheets add to those of every import."""

from __future__ import annotations

from linghang.cases.models import FRONT_SHEETS
from linghang.web.imports.faces import Face
from linghang.web.lists import Column

FACE = Face(
    kind=FRONT_SHEETS,
    name="import",
    listing="cases.batches",
    columns=(
        Column("accepted", "可入库", value="facts.accepted", tone="number"),
        Column("refused", "拒收", value="facts.refused", tone="number"),
    ),
    body="web/cases_import.html",
)
