"""Pages on DRG groups and on the insurer's returns: within the range of the post."""

from __future__ import annotations

from pathlib import Path

from linghang.cases.grouping import loading
from linghang.cases.grouping.loading import About
from linghang.foundation import clock
from linghang.foundation.intake import services
from linghang.foundation.intake.definitions import Upload
from tests.insurer_returns import row, write
from tests.web.access.base import CARDIOLOGY, CASES, Row, holding
from tests.web.access.cases import SOME
from tests.web_hospital import TODAY, Hospital

OF_CARDIOLOGY = "?department=CARD"
SETTLERS = holding("cases.settle")
DEAL = (("standing", "waiting"), ("note", "请科室核对主要诊断"))
TITLE = "DRG分组与医保返回"


def _deed(name: str, batch: str, *, status: int = 302, **said: str) -> Row:
    return Row(
        name=name,
        args=(batch,),
        method="post",
        data=tuple(said.items()),
        ok=SETTLERS,
        status=status,
        late=True,
    )


ROWS = [
    *(
        row_
        for name in ("drg-overview", "drg-cases", "drg-groups", "drg-returns", "drg-differences")
        for row_ in (
            Row(name=name, ok=SOME),
            Row(name=name, query=OF_CARDIOLOGY, ok=[*CASES, *CARDIOLOGY]),
            Row(name=name, query="?department=none", ok=CASES),
            Row(name=name, query="?edition=no_such", ok=[]),
        )
    ),
    Row(name="drg-trial", ok=SOME),
    Row(name="drg-trial", query="?dx=I25.103&sex=1&age=60&stay=8", ok=SOME),
    Row(
        name="drg-differences",
        query="?format=csv",
        ok=SETTLERS,
        answers=tuple((post, 403) for post in SOME if post not in SETTLERS),
    ),
    Row(
        name="drg-differences",
        method="post",
        data=(("deed", "waiting"),),
        ok=SETTLERS,
        status=422,
        answers=tuple((post, 403) for post in SOME if post not in SETTLERS),
    ),
    Row(
        name="drg-difference-deal",
        args=("2025-06", "0" * 32),
        method="post",
        data=DEAL,
        ok=SETTLERS,
        status=302,
        answers=tuple((post, 403) for post in SOME if post not in SETTLERS),
    ),
    Row(name="drg-return-import-list", ok=SETTLERS, others=403),
    Row(name="drg-return-import-list", method="post", ok=SETTLERS, status=422, others=403),
    Row(name="drg-return-import", args=("staged return",), ok=SETTLERS),
    Row(name="drg-return-import", args=("999",), ok=[]),
    Row(name="drg-return-import-complaints", args=("staged return",), ok=SETTLERS),
    Row(name="drg-return-import-sheet", args=("staged return",), ok=SETTLERS),
    Row(name="drg-return-import-mended", args=("staged return",), ok=[]),
    Row(name="drg-weights", ok=SOME),
    Row(
        name="drg-weights",
        method="post",
        ok=SETTLERS,
        status=422,
        answers=tuple((post, 403) for post in SOME if post not in SETTLERS),
    ),
    Row(name="drg-weights-batch", args=("staged weights",), ok=SETTLERS),
    Row(name="drg-weights-batch", args=("999",), ok=[]),
    _deed("drg-return-import-retry", "staged return", status=422),
    _deed("drg-return-import-commit", "staged return"),
    _deed("drg-return-import-undo", "staged return", reason="不是这个月的"),
    _deed("drg-return-import-discard", "other return"),
    _deed("drg-weights-commit", "staged weights"),
    _deed("drg-weights-discard", "other weights"),
]


def things(hospital: Hospital) -> dict[str, str]:
    """Two returns and two tables of weights that were checked and wait."""
    return {
        "staged return": str(_returned(hospital, "000001")),
        "other return": str(_returned(hospital, "000002")),
        "staged weights": str(_weights(hospital, "甲")),
        "other weights": str(_weights(hospital, "乙")),
    }


def _returned(hospital: Hospital, record: str) -> int:
    path = write(hospital.folder / f"返回-{record}.csv", [row(record)])
    uploads = [Upload(path.name, path)]
    batch = services.receive(
        kind="insurer_return", uploads=uploads, actor=hospital.actor("records"), at=clock.now()
    )
    return services.check(batch_id=batch.pk, today=TODAY, clock=clock.now).pk


def _weights(hospital: Hospital, name: str) -> int:
    path = Path(hospital.folder) / f"权重-{name}.csv"
    path.write_text("DRG组,权重\nFR45,0.8\n", "utf-8")
    about = About(name=name, edition="chs_drg_11", active_from=TODAY, active_to=None, source="测试")
    return loading.stage(
        upload=Upload(path.name, path),
        about=about,
        actor=hospital.actor("records"),
        at=clock.now(),
    ).pk
