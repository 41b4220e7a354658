"""Duties that this engine knows of: one's own batches that wait to be committed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.cases.grouping.returns.models import RETURNS
from linghang.cases.models import FRONT_SHEETS
from linghang.foundation.intake.models import Batch, State
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.rules import Rights

WAITING = {
    State.STAGED.value: "已检查完毕，请入库或放弃",
    State.INTERRUPTED.value: "检查或入库中断，请重新检查或放弃",
}


def staged_batches(rights: Rights, today: date) -> Iterator[Duty]:
    """Batches that the person sent and that nothing has become of yet."""
    if policy.may_import_cases(rights):
        yield from _waiting(rights, FRONT_SHEETS, "病案首页", "cases.batch")


def staged_returns(rights: Rights, today: date) -> Iterator[Duty]:
    """The same of the insurer's returns."""
    if policy.may_settle_cases(rights):
        yield from _waiting(rights, RETURNS, "医保返回", "cases.returns")


def _waiting(rights: Rights, kind: str, name: str, subject: str) -> Iterator[Duty]:
    for batch in Batch.objects.filter(kind=kind, person=rights.person, state__in=WAITING):
        yield Duty(
            section="owe",
            title=f"{batch}{name}{batch.get_state_display()}",
            why=WAITING[batch.state],
            subject=(subject, str(batch.pk)),
        )
