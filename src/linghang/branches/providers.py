"""Duties that this engine knows of: committees to be elected anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linghang.branches import trail_actions
from linghang.branches.models import CommitteeTerm
from linghang.branches.terms import queries
from linghang.branches.terms.rules import State
from linghang.foundation.period import day_label
from linghang.notices.duties import Duty
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.party import policy as party_policy
from linghang.org.rules import Rights

OWN = (Kind.PARTY_BRANCH, Kind.PARTY_GENERAL_BRANCH)


def to_elect(rights: Rights, today: date) -> Iterator[Duty]:
    """The own branch's term that ends or is over; for the office how many are overdue."""
    if not party_policy.may_read_branches(rights) or not CommitteeTerm.objects.exists():
        return
    if rights.unit.kind in OWN:
        one = queries.standing(rights.unit.code, today)
        if one and one.term and one.state in (State.SOON, State.OVERDUE):
            over = one.state is State.OVERDUE
            yield Duty(
                section="owe",
                title="本届支委会任期已满，还没有换届" if over else "本届任期将满，请准备换届",
                why=f"{one.name}任期到{day_label(one.term.due)}",
                subject=(trail_actions.TERM_OF, one.unit),
                due=one.term.due,
            )
        return
    if policy.may_oversee_meetings(rights):
        late = [one for one in queries.standings(None, today) if one.state is State.OVERDUE]
        if late:
            yield Duty(
                section="watch",
                title=f"{len(late)}个党组织逾期未换届",
                why="换届",
                subject=(trail_actions.TERM_OF, ""),
            )
