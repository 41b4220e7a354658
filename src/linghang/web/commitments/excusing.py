"""A target that is not reached, let through for the task above it, as a form."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse

from linghang.commitments.closing import excusing
from linghang.commitments.definitions import Role
from linghang.commitments.spells.rules import Standing
from linghang.commitments.targets.rules import State
from linghang.web.commitments.deeds import asked, asks, long
from linghang.web.commitments.reached import by
from linghang.web.commitments.seen import Seen, seen_at
from linghang.web.requests import Request


class ExcuseForm(forms.Form):
    """Why the task above may be closed all the same."""

    reason = long("理由", help="写明为什么没有达到、上级任务为什么仍可销号。理由和同意人一直显示。")


def is_open(seen: Seen) -> bool:
    """Whether the post may let it through, and there is anything to let through."""
    row = seen.row
    is_missed = row.target_state not in ("", State.REACHED.value)
    standing = row.standing not in (Standing.PLANNED.value, Standing.VOIDED.value)
    if row.role != Role.GOAL.value or not (is_missed and standing):
        return False
    return excusing.may_excuse(row, seen.plan.request.rights, seen.today)


@asks
def excuse(request: Request, pk: int) -> HttpResponse:
    """Let what stands above a target be closed though it is not reached, saying why."""
    seen = seen_at(request, pk)
    row = seen.row
    return asked(
        request,
        seen,
        is_open,
        ExcuseForm,
        title="同意未达目标",
        submit="同意",
        deed=lambda row, given: excusing.excuse(commitment_id=row.pk, **given, **by(request)),
        done="已同意，上级任务可以申请销号。",
        asks=[
            f"目标现值：{row.target_shown or '—'}。办理的人不能同意；目标修改或反弹后要重新说明。"
        ],
    )
