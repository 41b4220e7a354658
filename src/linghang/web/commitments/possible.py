"""What the acting post may do with a commitment now, as buttons of its page."""

from __future__ import annotations

from django.urls import reverse

from linghang.commitments.definitions import Role
from linghang.commitments.progress.rules import Kind
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.web.commitments import deciding, excusing
from linghang.web.commitments.seen import Seen
from linghang.web.commitments.standing import Now
from linghang.web.details import Way


def ways(seen: Seen, now: Now) -> list[Way]:
    """The deeds that are open to the post, the one probably wanted first."""
    row = seen.row
    found = _of_task(seen, now) if row.role == Role.TASK.value else []
    if excusing.is_open(seen):
        found.append(Way("同意未达目标", _to(seen, "commitment-excuse"), "done"))
    if deciding.is_open(seen):
        found.append(Way("提请变更", _to(seen, "commitment-put-up"), "send"))
    if seen.may_observe:
        found.append(Way("登记目标现值", _to(seen, "commitment-observe"), "overview"))
    if seen.plan.leads and row.standing != Standing.VOIDED.value:
        found += _of_lead(seen)
    return found


def _of_lead(seen: Seen) -> list[Way]:
    """Nothing while it is being checked: it is sent back first."""
    if seen.row.standing == Standing.CLOSING.value:
        return []
    found = [
        Way("修改", _to(seen, "commitment-edit"), "pencil"),
        Way("分解", f"{seen.plan.url('commitment-add')}?under={seen.row.pk}", "tree"),
    ]
    if may_move(seen):
        found.append(Way("调整位置", _to(seen, "commitment-move"), "switch"))
    found.append(Way("作废", _to(seen, "commitment-void"), "delete", grave=True))
    return found


def may_move(seen: Seen) -> bool:
    """Whether the post brings it to another place: a problem keeps its own once it is fed back."""
    row = seen.row
    is_fixed = row.role == Role.FINDING.value and row.begun_on is not None
    shut = (Standing.VOIDED.value, Standing.CLOSING.value)
    return seen.plan.leads and row.standing not in shut and not is_fixed


def may_plan(seen: Seen) -> bool:
    """Whether the post sets a day on which to look back."""
    return seen.may_review and seen.row.standing not in (
        Standing.VOIDED.value,
        Standing.PLANNED.value,
    )


def _of_task(seen: Seen, now: Now) -> list[Way]:
    found = []
    if now.may_decide:
        found.append(Way("验收通过", _to(seen, "commitment-pass"), "done", main=True))
        found.append(Way("退回", _to(seen, "commitment-return"), "undo"))
    if seen.may_report:
        found += _of_doer(seen, now)
    if now.extension is not None and seen.may_extend and _is_others(seen, now):
        url = reverse("commitment-extension", args=[seen.row.pk, now.extension.pk])
        found.append(Way("审批延期", url, "clock", main=True))
    accepted = seen.row.standing in {one.value for one in ACCEPTED}
    goes_on = seen.row.type == Kind.CONTINUOUS and seen.row.is_under_way
    if seen.may_review and (accepted or goes_on):
        found.append(Way("回头看", _to(seen, "commitment-review"), "eye"))
    if may_plan(seen):
        found.append(Way("安排回头看", _to(seen, "commitment-review-plan"), "calendar"))
    if seen.plan.leads and accepted:
        found.append(Way("更正销号", _to(seen, "commitment-correct"), "undo"))
    return found


def _of_doer(seen: Seen, now: Now) -> list[Way]:
    row, found = seen.row, []
    is_open = row.is_under_way and row.standing != Standing.CLOSING.value
    if row.is_under_way:
        main = is_open and bool(now.lacks)
        found.append(Way("反馈进展", _to(seen, "commitment-report"), "pencil", main=main))
    if row.standing not in (Standing.VOIDED.value, Standing.PLANNED.value):
        found.append(Way("上传佐证", _to(seen, "commitment-attach"), "upload"))
        if seen.plan.kind.yields:
            found.append(Way("登记成果", _to(seen, "commitment-produce"), "plus"))
    if is_open:
        ready = not now.lacks
        found.append(Way("申请销号", _to(seen, "commitment-apply"), "send", main=ready))
        if row.due is not None and now.extension is None:
            found.append(Way("申请延期", _to(seen, "commitment-extend"), "clock"))
    return found


def _is_others(seen: Seen, now: Now) -> bool:
    own = {seen.plan.request.rights.person, seen.plan.request.rights.on_behalf_of}
    assert now.extension is not None
    return now.extension.asked_by not in own and seen.row.owner not in own


def _to(seen: Seen, name: str) -> str:
    return reverse(name, args=[seen.row.pk])
