"""Sheets of ledgers: who enters brings them in; a batch is its sender's and the overseers'."""

from __future__ import annotations

from pathlib import Path

from linghang.foundation import clock
from linghang.foundation.intake import services
from linghang.foundation.intake.definitions import Upload
from tests.web.access.base import Row
from tests.web_hospital import TODAY, Hospital

TITLE = "台账的导入和导出"
ENTERING = ["cardiology_head", "orthopaedics_head", "branch_secretary"]
SENDER = ["branch_secretary"]
HEAD = "活动日期,主办单位,活动名称,活动类别,场所,地点,服务群众"
TARGET = "outreach"


def _batch(name: str, which: str = "staged", **more: object) -> Row:
    return Row(name=name, args=(TARGET, which), ok=SENDER, **more)  # type: ignore[arg-type]


ROWS = [
    Row(name="ledger-import-list", args=(TARGET,), ok=ENTERING, others=403),
    Row(name="ledger-import-list", args=("never_was",), ok=[]),
    Row(name="ledger-import-list", args=("integrity_talks",), ok=["discipline_secretary"]),
    Row(name="ledger-import-template", args=("integrity_talks",), ok=["discipline_secretary"]),
    Row(name="ledger-import-template", args=(TARGET,), ok=ENTERING, others=403),
    Row(name="ledger-sheet", args=(TARGET,), ok=ENTERING),
    Row(name="ledger-sheet", args=("never_was",), ok=[]),
    _batch("ledger-import"),
    _batch("ledger-import-complaints"),
    _batch("ledger-import-sheet"),
    _batch("ledger-import-mended"),
    _batch("ledger-import-retry", "again", method="post", status=302, late=True),
    _batch("ledger-import-commit", method="post", status=302, late=True),
    _batch("ledger-import-undo", method="post", status=422, late=True),
    _batch("ledger-import-discard", "given up", method="post", status=302, late=True),
]


def things(hospital: Hospital) -> dict[str, str]:
    """Three checked sheets of the branch secretary."""
    return {name: _checked(hospital, name) for name in ("staged", "again", "given up")}


def _checked(hospital: Hospital, name: str) -> str:
    path = Path(hospital.folder) / f"{name}.csv"
    row = "2025-03-05,PB1,义诊,义诊,社区,东湖社区,160"
    path.write_text(f"{HEAD}\n{row}", "utf-8-sig")
    batch = services.receive(
        kind="ledgers",
        target=TARGET,
        uploads=[Upload(path.name, path)],
        actor=hospital.actor("branch_secretary"),
        at=clock.now(),
        asked={"way": "drafts"},
    )
    services.check(batch_id=batch.pk, today=TODAY, clock=clock.now)
    return str(batch.pk)
