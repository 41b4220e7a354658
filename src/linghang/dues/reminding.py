"""Tells the branch secretary who is behind, at one, three and five months, and what to look into.

At the number of months that the Party's constitution names nobody is judged by a machine: the
secretary is asked to find out whether there is a good reason.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from linghang.dues import queries, rules, trail_actions
from linghang.dues import rates as tables
from linghang.dues.queries import Behind
from linghang.dues.rates import Terms
from linghang.foundation.access import system_actor
from linghang.notices import services as notices
from linghang.org import queries as org
from linghang.org.posts_held.rules import Basis

BEHIND, LOOK_INTO = "dues_behind", "dues_look_into"
TOLD = "branch_secretary"


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell each branch secretary once for each step that a member has reached; returns how many."""
    terms = tables.terms(today)
    secretaries: defaultdict[str, list[str]] = defaultdict(list)
    for tenure in org.tenures(today, held=[TOLD]):
        if tenure.basis is not Basis.DELEGATED:
            secretaries[tenure.unit].append(tenure.person)
    told = 0
    for branch in queries.office_behind(today):
        to = secretaries.get(branch.unit, [])
        if to:
            told += _tell(branch, to, terms, now)
    return told


def _tell(one: Behind, to: list[str], terms: Terms, now: datetime) -> int:
    step = rules.alert(len(one.months), (*terms.alerts, terms.exit))
    if step is None:
        return 0
    found = notices.notify(
        kind=LOOK_INTO if step >= terms.exit else BEHIND,
        to=[person for person in to if person != one.person] or to,
        subject=(trail_actions.ARREARS, trail_actions.arrears_id(one.unit, one.person)),
        facts={
            "name": one.name,
            "months": rules.label(one.months),
            "count": len(one.months),
        },
        actor=system_actor(),
        at=now,
        once=f"{one.person}:{one.months[0]:%Y-%m}:{step}",
    )
    return len(found)
