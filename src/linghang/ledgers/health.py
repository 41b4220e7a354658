"""The check-up of what is counted beforehand: the triggers stand, and the numbers are right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.tallies import queries, services, triggers
from linghang.ledgers.tallies.models import Tally

SOME = 12
MEND = "执行 linghang migrate，所有月度汇总随后重新计算"


def check(now: datetime) -> Iterator[Finding]:
    """Some months are counted again from their entries, others each day."""
    if not triggers.are_kept(connection):
        yield doctor.bad("台账的改动没有被记下，统计数字可能过时", mend=MEND)
        return
    rows = Tally.objects.order_by("pk")
    total = rows.count()
    first = now.toordinal() * SOME % max(total - SOME + 1, 1)
    wrong = [one for one in rows[first : first + SOME] if not _agrees(one)]
    if wrong:
        named = "、".join(str(one) for one in wrong[:3])
        yield doctor.bad(f"台账月度汇总与记录不符：{named}", mend=MEND)
    else:
        yield doctor.fine(f"台账月度汇总{total}份，抽查与记录一致")


def _agrees(one: Tally) -> bool:
    """Touched ones and those of older definitions say nothing, and are never asked."""
    declared = catalog.current(one.ledger)
    if declared is None or queries.stamp(declared.item) != one.stamp:
        return True
    whole = catalog.whole(one.ledger)
    if not queries.good(whole, declared.item, [one.month], whole=True):
        return True
    (again,) = services.counted(whole, declared.item, Period(one.month, one.ends))
    return (again.whole, again.by_unit) == (one.whole, one.by_unit)


doctor.register("ledgers.tallies", "台账月度汇总", check, needs=("database",))
