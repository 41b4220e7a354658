"""Duties that this engine knows of: meetings that the own unit has still to hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.foundation.period import Period
from linghang.meetings import catalog, trail_actions
from linghang.meetings.duties import queries
from linghang.meetings.duties.rules import Duty as Owed
from linghang.meetings.duties.rules import State
from linghang.meetings.models import Meeting
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.definitions import Capability, Kind, Reach
from linghang.org.rules import Rights

OVERSEEN = (Kind.PARTY_BRANCH, Kind.PARTY_GROUP)


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


def branches_behind(rights: Rights, today: date) -> Iterator[Duty]:
    """For who looks after branches: how many have still to meet, and what was missed unexplained.

    One line each, whatever their number; the page of all branches names them.
    """
    if not policy.may_oversee_meetings(rights) or not Meeting.objects.took_place().exists():
        return  # a hospital that keeps no meetings here yet is not behind with all of them
    structure = rights.structure
    places = (place for kind in OVERSEEN for place in structure.of_kind(kind))
    allowed = rights.units(Capability.MEETINGS_READ)
    codes = [place.code for place in places if place.code in allowed]
    found = queries.duties(codes, Period.year(today.year), today)
    waiting = [one for one in found if one.state is State.OPEN]
    missing = [one for one in found if one.state is State.MISSING]
    if waiting:
        units = len({one.unit for one in waiting})
        yield Duty(
            section="watch",
            title=f"{units}个支部、党小组本期还有{len(waiting)}次会议没有召开",
            why="组织生活",
            subject=(trail_actions.OVERSIGHT, "waiting"),
            due=min(one.due for one in waiting),
        )
    if missing:
        units = len({one.unit for one in missing})
        yield Duty(
            section="watch",
            title=f"{units}个支部、党小组今年缺{len(missing)}次会议，没有说明原因",
            why="组织生活",
            subject=(trail_actions.OVERSIGHT, "missing"),
        )


def running(units: list[str], today: date) -> list[Owed]:
    """What the units owe in the periods that run today and have not held yet."""
    found = queries.duties(units, Period.year(today.year), today)
    return [one for one in found if one.state is State.OPEN]
