"""Procedures for everybody to read; proceedings for whoever has a part in them."""

from __future__ import annotations

from linghang.foundation import clock
from linghang.procedures import services
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

TITLE = "程序"
OF_BRANCH = ("the admission",)
# The branch itself, its committee above, and who watches; the head acts as another post.
PART = ["branch_secretary", "party_secretary", "discipline_secretary"]
STEP = ("the admission", "application")
# They see it, and are told who may.
TOLD = (("party_secretary", 403), ("discipline_secretary", 403))
TOLD_TOO = (("branch_secretary", 403),)
ROWS = [
    Row(name="procedure-list", ok=EVERYBODY),
    Row(name="procedure", args=("party_admission",), ok=EVERYBODY),
    Row(name="procedure-chart", args=("party_admission",), ok=EVERYBODY),
    Row(name="procedure", args=("no_such",), ok=[]),
    Row(name="proceeding-start", args=("party_admission",), ok=EVERYBODY),
    Row(name="proceeding-start", args=("no_such",), ok=[]),
    Row(
        name="proceeding-start",
        args=("party_admission",),
        method="post",
        data=(
            ("title", "某申请人"),
            ("unit", "内科第一党支部（PB1）"),
            ("concerned", "职工P3（P3）"),
        ),
        ok=["branch_secretary"],
        status=302,
        others=422,
        late=True,
    ),
    Row(name="proceeding-list", ok=EVERYBODY),
    Row(name="proceeding", args=OF_BRANCH, ok=PART),
    Row(name="proceeding", args=("999999",), ok=[]),
    Row(
        name="proceeding-act",
        args=STEP,
        ok=["branch_secretary"],
        answers=TOLD,
    ),
    Row(name="proceeding-act", args=("the admission", "no_such"), ok=[]),
    Row(
        name="proceeding-act",
        args=STEP,
        method="post",
        ok=PART,
        status=422,
        late=True,
    ),
    Row(name="proceeding-enter", args=STEP, ok=[], answers=(*TOLD_TOO, *TOLD)),
    Row(name="proceeding-refuse", args=STEP, ok=[], answers=TOLD),
    Row(
        name="proceeding-void",
        args=OF_BRANCH,
        ok=[],
        answers=(*TOLD_TOO, *TOLD),
    ),
    Row(
        name="proceeding-move",
        args=OF_BRANCH,
        ok=[],
        answers=(*TOLD_TOO, *TOLD),
    ),
    Row(name="proceeding-paper", args=("the admission", "999999"), ok=[]),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A proceeding of the branch."""
    made = services.start(
        procedure="party_admission",
        unit="PB1",
        title="某申请人",
        concerned=["D2"],
        actor=hospital.actor("branch_secretary"),
        at=clock.now(),
        today=TODAY,
    )
    return {"the admission": str(made.pk)}
