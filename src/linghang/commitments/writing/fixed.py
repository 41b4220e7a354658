"""What of a commitment may not be changed any more, or not now, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from linghang.commitments.closing import passed
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint
from linghang.commitments.models import Commitment
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.commitments.writing import regrouping
from linghang.commitments.writing.rules import WIDTH, Wanted

NOT_CHANGED = "问题的原文和原编号不能改，写错的作废后重新列入"
BEING_CHECKED = "正在验收，退回以后再改"
PASSED_IT = "这个人核验过现在的销号，不能再作责任人"
_accepted = {one.value for one in ACCEPTED}


def fixed(row: Commitment, wanted: Wanted, columns: dict[str, Any]) -> list[Complaint]:
    """What of it stays as it is since it began, or was closed."""
    found = []
    if row.standing == Standing.VOIDED.value:
        found.append(Complaint("", "已经作废，不能修改"))
    if row.begun_on is None:
        return found
    if row.role == Role.FINDING.value and (
        (wanted.title, wanted.text) != (row.title, row.text)
        or wanted.number not in ("", row.number)
    ):
        found.append(Complaint("text", NOT_CHANGED))
    if columns["first_due"] != row.first_due or columns["due_rule"] != row.due_rule:
        found.append(Complaint("due", "已经下达的，完成时限通过申请延期改变，原定时限保留"))
    if row.type != wanted.type and row.standing in _accepted:
        found.append(Complaint("type", "已经销号，不能改类型"))
    return found


def being_checked(row: Commitment | None) -> list[Complaint]:
    """Nothing of what is being checked is changed under the hands of who checks it: neither the
    task nor what lies below it; a query at most."""
    if row is None:
        return []
    paths = [row.path[:end] for end in range(WIDTH, len(row.path) + 1, WIDTH)]
    waiting = Commitment.objects.filter(
        programme=row.programme_id, path__in=paths, standing=Standing.CLOSING.value
    )
    return [Complaint("", BEING_CHECKED)] if waiting.exists() else []


def is_renumbered(row: Commitment, wanted: Wanted) -> bool:
    """Whether it is to have another number."""
    return wanted.number not in ("", row.number)


def numbered(row: Commitment, wanted: Wanted) -> list[Complaint]:
    """What names it by its number would read otherwise while it is being checked."""
    if not is_renumbered(row, wanted):
        return []
    rows = Commitment.objects.filter(pk__in=regrouping.naming(row))
    is_waiting = rows.filter(standing=Standing.CLOSING.value).exists()
    says = "其下或所对应的任务正在验收，验收完或退回后再改序号"
    return [Complaint("number", says)] if is_waiting else []


def not_owning(row: Commitment, owner: str, today: date) -> list[Complaint]:
    """Whoever passed the closing that it stands by does not come to answer for it."""
    if owner == row.owner or row.standing not in _accepted or row.role != Role.TASK.value:
        return []
    return [Complaint("owner", PASSED_IT)] if passed.is_by(row, owner, today) else []


def not_under(parent: Commitment) -> list[Complaint]:
    """Why nothing more may be put under it."""
    if parent.standing == Standing.VOIDED.value:
        return [Complaint("parent", "上级已经作废")]
    if parent.standing in _accepted and parent.role == Role.TASK.value:
        return [Complaint("parent", "上级已经销号，不能再分解")]
    return being_checked(parent)
