"""Duties that this engine knows of: what the own branch still owes before the year is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.foundation.parameters import queries as parameters
from linghang.meetings import trail_actions
from linghang.meetings.yearly import queries
from linghang.meetings.yearly.rules import MATTER_NAMES
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.rules import Rights

DAYS = "branch_year.remind_days"


def year_due(rights: Rights, today: date) -> Iterator[Duty]:
    """What one's own branch still owes, once its last day is near."""
    if rights.unit.kind is not Kind.PARTY_BRANCH:
        return
    if not policy.may_record_meetings(rights, rights.unit.code, rights.unit.kind):
        return
    days = parameters.value(DAYS, today)
    for one in queries.owing([rights.unit.code], today.year, today).get(rights.unit.code, ()):
        if isinstance(days, int) and one.is_near(today, days):
            yield Duty(
                section="owe",
                title=f"{MATTER_NAMES[one.matter]}：{one.says}",
                why=f"{rights.unit.name}的年度事项",
                subject=(trail_actions.YEAR, f"{one.unit}:{one.matter.value}"),
                due=one.due,
            )
