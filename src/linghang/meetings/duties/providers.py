"""Duties that this engine knows of: meetings that the own unit has still to hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.foundation.period import Period
from linghang.meetings import catalog, trail_actions
from linghang.meetings.duties import queries
from linghang.meetings.duties.rules import Duty as Owed
from linghang.meetings.duties.rules import State
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.definitions import Reach
from linghang.org.rules import Rights


def meetings_due(rights: Rights, today: date) -> Iterator[Duty]:
    """What one's own branch, group or body owes until the end of the running periods."""
    if rights.post.reach is Reach.HOSPITAL or not policy.may_record_meetings(rights, None):
        return
    if not policy.may_record_meetings(rights, rights.unit.code, rights.unit.kind):
        return
    for owed in running([rights.unit.code], today):
        short = f"还差{owed.short}次" if owed.owed > 1 else "还没有召开"
        yield Duty(
            section="owe",
            title=f"{owed.period.label}{catalog.meetings()[owed.kind].name}{short}",
            why=f"{rights.unit.name}的组织生活",
            subject=(
                trail_actions.DUTY,
                trail_actions.duty_id(owed.unit, owed.kind, owed.period.start),
            ),
            due=owed.due,
        )


def running(units: list[str], today: date) -> list[Owed]:
    """What the units owe in the periods that run today and have not held yet."""
    found = queries.duties(units, Period.year(today.year), today)
    return [one for one in found if one.state is State.OPEN]
