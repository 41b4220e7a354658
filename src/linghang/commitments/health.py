"""What the check-up looks at here: what is kept of states agrees with the deeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linghang.commitments import keeping
from linghang.commitments.models import Commitment, Programme
from linghang.foundation import doctor
from linghang.foundation.doctor import Finding

PIECE = 500


def check(now: datetime) -> Iterator[Finding]:
    """Every state and span is worked out again from the steps."""
    wrong = list(differing())
    count = Commitment.objects.count()
    if wrong:
        told = "、".join(wrong[:5])
        yield doctor.bad(
            f"{len(wrong)}项任务的状态与办理经过不符（{told}）",
            mend="数据库可能被直接改动，请从备份恢复，或联系维护人员查明",
        )
    else:
        yield doctor.fine(f"{count}项任务的状态都与办理经过相符")


def differing() -> Iterator[str]:
    """Numbers of commitments whose kept state or spans differ from what the steps say."""
    for programme in Programme.objects.order_by("pk"):
        rows = Commitment.objects.filter(programme=programme).order_by("path").in_bulk()
        for pk in keeping.differing(programme, rows):
            yield f"{programme.number} {rows[pk].number}"


doctor.register("commitments", "任务与整改", check, needs=("database",))
