"""Cases, one and many, and the import of front sheets."""

from __future__ import annotations

from tests.web.access.base import CARDIOLOGY, CASES, Row
from tests.web.access.cockpit import OF_CARDIOLOGY
from tests.web_hospital import Hospital, sheets

WITH_CARDIOLOGY = [*CASES, *CARDIOLOGY]
SOME = [*WITH_CARDIOLOGY, "orthopaedics_head", "team_leader"]
IMPORTERS = ["records"]
TITLE = "病例与病案首页导入"
ROWS = [
    Row(name="case-list", ok=SOME),
    Row(name="case-list", query=OF_CARDIOLOGY, ok=WITH_CARDIOLOGY),
    Row(name="case-list", query="?department=none", ok=CASES),
    Row(name="case-list", query="?team=CARD-A", ok=[*WITH_CARDIOLOGY, "team_leader"]),
    Row(name="case-list", query="?indicator=discharges&step=no_such", ok=[]),
    Row(name="case", args=("case CARD-A",), ok=[*WITH_CARDIOLOGY, "team_leader"]),
    Row(name="case", args=("case CARD-B",), ok=WITH_CARDIOLOGY),
    Row(name="case", args=("case ORTH-A",), ok=[*CASES, "orthopaedics_head"]),
    Row(name="case", args=("case nowhere",), ok=CASES),
    Row(name="case", args=("0" * 32,), ok=[]),
    Row(name="import-list", ok=IMPORTERS, others=403),
    Row(name="import-list", method="post", ok=IMPORTERS, status=422, others=403),
    Row(name="import", args=("committed batch",), ok=IMPORTERS),
    Row(name="import", args=("999",), ok=[]),
    Row(name="import-complaints", args=("committed batch",), ok=IMPORTERS),
    Row(name="import-sheet", args=("committed batch",), ok=IMPORTERS),
    Row(name="import-mended", args=("committed batch",), ok=[]),
    Row(
        name="import-retry",
        args=("staged batch",),
        method="post",
        ok=IMPORTERS,
        status=422,
        late=True,
    ),
    Row(
        name="import-undo",
        args=("committed batch",),
        method="post",
        data=(("reason", "送错了月份"),),
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
    Row(
        name="import-commit",
        args=("staged batch",),
        method="post",
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
    Row(
        name="import-discard",
        args=("other batch",),
        method="post",
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """Batches in each state, and a case of every place."""
    staged = hospital.stage(sheets(first=401, count=1))
    other = hospital.stage(sheets(first=402, count=1))
    assert hospital.batch
    return {
        "staged batch": str(staged.pk),
        "other batch": str(other.pk),
        "committed batch": str(hospital.batch.pk),
        **{f"case {place}": row.case_key for place, row in hospital.cases.items()},
    }
