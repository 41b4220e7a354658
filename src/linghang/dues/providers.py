"""Duties that this engine knows of: this month's dues to collect, members to ask why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from linghang.dues import queries, rules, trail_actions
from linghang.dues import rates as tables
from linghang.dues.models import Base
from linghang.dues.rules import State
from linghang.foundation.period import Period
from linghang.notices.duties import Duty
from linghang.org.party import policy as party_policy
from linghang.org.rules import Rights


def to_collect(rights: Rights, today: date) -> Iterator[Duty]:
    """For who keeps a branch's dues: how many have not paid this month."""
    unit = rights.unit.code
    if not party_policy.may_collect_dues(rights, unit) or not Base.objects.exists():
        return
    month = rules.month_of(today)
    lines = queries.sheet(unit, today.year, today, opens=False)
    open_ones = sum(one.states[month] is State.RUNNING for one in lines)
    if open_ones:
        period = Period.month(today.year, today.month)
        yield Duty(
            section="owe",
            title=f"{period.label}党费还有{open_ones}名党员没有登记",
            why=rights.unit.name,
            subject=(trail_actions.MONTH, trail_actions.month_id(unit, period.code)),
            due=period.end - timedelta(days=1),
        )


def behind(rights: Rights, today: date) -> Iterator[Duty]:
    """For the branch secretary: who is behind for as long as asks for a talk."""
    unit = rights.unit.code
    if not party_policy.may_read_dues(rights, unit) or not Base.objects.exists():
        return
    terms = tables.terms(today)
    late = [
        one
        for one in queries.behind_of(unit, today)
        if rules.alert(len(one.months), terms.alerts[1:]) is not None
    ]
    if late:
        longest = max(len(one.months) for one in late)
        yield Duty(
            section="watch",
            title=f"{len(late)}名党员连续{terms.alerts[1]}个月以上未交党费，最长{longest}个月",
            why=rights.unit.name,
            subject=(trail_actions.BRANCH, unit),
        )
