"""What the check-up looks at here: what is kept of states and contents agrees with the deeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linghang.commitments import keeping
from linghang.commitments.content import rules as content
from linghang.commitments.models import Commitment, Programme, Version
from linghang.foundation import doctor
from linghang.foundation.doctor import Finding

PIECE = 500


def check(now: datetime) -> Iterator[Finding]:
    """Every state and span is worked out again from the steps; every version has its hash, and the
    last one that of the commitment."""
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
    if unlike := sorted(not_as_kept()):
        told = "、".join(unlike[:5])
        yield doctor.bad(
            f"{len(unlike)}项任务的内容与保存的历次内容不符（{told}）",
            mend="数据库可能被直接改动，请从备份恢复，或联系维护人员查明",
        )
    else:
        yield doctor.fine(f"{count}项任务的内容都与保存的历次内容相符")


def not_as_kept() -> set[str]:
    """Numbers of commitments of which a version is not what its hash says, or the last one is not
    what the commitment says; two queries."""
    rows = Version.objects.order_by("commitment", "number").iterator(PIECE)
    last: dict[int, str] = {}
    wrong: set[int] = set()
    for one in rows:
        last[one.commitment_id] = one.hash
        if not one.is_found and content.digest(one.says) != one.hash:
            wrong.add(one.commitment_id)
    known = Commitment.objects.order_by().select_related("programme")
    return {
        f"{row.programme.number} {row.number}"
        for row in known.only("number", "content_hash", "programme__number").iterator(PIECE)
        if row.pk in wrong or last.get(row.pk) != row.content_hash
    }


def differing() -> Iterator[str]:
    """Numbers of commitments whose kept state or spans differ from what the steps say."""
    for programme in Programme.objects.order_by("pk"):
        rows = Commitment.objects.filter(programme=programme).order_by("path").in_bulk()
        for pk in keeping.differing(programme, rows):
            yield f"{programme.number} {rows[pk].number}"


doctor.register("commitments", "任务与整改", check, needs=("database",))
