"""Import and export of the organisation by workbooks."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.foundation.intake import services
from linghang.foundation.intake.definitions import Upload
from tests.org.exchange import workbooks
from tests.web.access.base import Row, holding
from tests.web_hospital import Hospital

IMPORTERS = holding("org.edit")
READERS = holding("org.read")
TITLE = "组织和人员的导入与导出"
ROWS = [
    Row(name="exchange-list", ok=IMPORTERS, others=403),
    Row(name="exchange-list", query="?format=xlsx", ok=IMPORTERS, others=403),
    Row(name="exchange-list", method="post", ok=IMPORTERS, status=422, others=403),
    Row(name="exchange-template", ok=IMPORTERS, others=403),
    Row(name="exchange-export", ok=READERS, others=403),
    Row(
        name="exchange-export",
        method="post",
        data=(("on", "2025-12-31"), ("reason", "核对科室名册")),
        ok=READERS,
        others=403,
    ),
    Row(
        name="exchange-export",
        method="post",
        data=(("on", "2025-12-31"), ("in_full", "1"), ("reason", "报送上级主管部门")),
        ok=holding("personal.unmask"),
        others=422,
    ),
    Row(name="exchange", args=("staged",), ok=IMPORTERS),
    Row(name="exchange", args=("999",), ok=[]),
    Row(name="exchange-complaints", args=("staged",), ok=IMPORTERS),
    Row(name="exchange-mended", args=("staged",), ok=IMPORTERS),
    Row(name="exchange-sheet", args=("staged",), ok=IMPORTERS),
    Row(name="exchange-mended", args=("999",), ok=[]),
    Row(name="exchange-answer", args=("staged",), method="post", ok=IMPORTERS, status=422),
    Row(
        name="exchange-commit",
        args=("staged",),
        method="post",
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
    Row(
        name="exchange-undo",
        args=("staged",),
        method="post",
        data=(("reason", "送错了文件"),),
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
    Row(name="exchange-retry", args=("other",), method="post", ok=IMPORTERS, status=302, late=True),
    Row(
        name="exchange-discard",
        args=("other",),
        method="post",
        ok=IMPORTERS,
        status=302,
        late=True,
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """Two workbooks that the personnel office sent, checked and waiting."""
    return {
        "staged": str(_sent(hospital, "N1")),
        "other": str(_sent(hospital, "N2")),
    }


def _sent(hospital: Hospital, code: str) -> int:
    row = [code, f"新科室{code}", "科室", "H", None, None, workbooks.FROM]
    path = workbooks.file(hospital.folder, units=[row], name=f"{code}.xlsx")
    today = clock.today()
    batch = services.receive(
        kind="organisation",
        uploads=[Upload(path.name, path)],
        asked={"effective": today},
        actor=hospital.actor("hr_director"),
        at=clock.now(),
    )
    return services.check(batch_id=batch.pk, today=today, clock=clock.now).pk
