"""Reminds those who preside over a unit's meetings of one whose period is nearly over."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import system_actor
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.period import day_label
from linghang.meetings import catalog, trail_actions
from linghang.meetings.duties import providers
from linghang.meetings.duties.rules import Duty
from linghang.notices import services as notices
from linghang.org import queries as org
from linghang.org.models import Unit
from linghang.org.posts_held.rules import Basis

DAYS = "branch_meeting.remind_days"
NOTICE = "meeting_due"


@transaction.atomic
def remind(*, now: datetime, today: date) -> int:
    """Tell each unit's chair once of every meeting that is due within DAYS; returns how many.

    The notice rests when the meeting is recorded or its absence explained (`until`).
    """
    days = parameters.value(DAYS, today)
    kinds = {kind for one in catalog.meetings().items.values() for kind in one.item.of}
    units = dict(Unit.objects.on(today).filter(kind__in=kinds).values_list("code", "name"))
    due = [
        one
        for one in providers.running(list(units), today)
        if isinstance(days, int) and one.days_left(today) <= days
    ]
    chairs = _chairs(today) if due else {}
    return sum(_told(one, units[one.unit], chairs, now) for one in due)


def _chairs(today: date) -> dict[tuple[str, str], list[str]]:
    """(unit, post) → who holds it, not by delegation."""
    wanted = {post for one in catalog.meetings().items.values() for post in one.item.chair[:1]}
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for tenure in org.tenures(today, held=sorted(wanted)):
        if tenure.basis is not Basis.DELEGATED:
            found[tenure.unit, tenure.post.code].append(tenure.person)
    return found


def _told(duty: Duty, unit: str, chairs: dict[tuple[str, str], list[str]], now: datetime) -> int:
    kind = catalog.meetings()[duty.kind]
    to = [person for post in kind.chair[:1] for person in chairs.get((duty.unit, post), [])]
    name = trail_actions.duty_id(duty.unit, duty.kind, duty.period.start)
    if not to:
        return 0
    told = notices.notify(
        kind=NOTICE,
        to=to,
        subject=(trail_actions.DUTY, name),
        facts={
            "unit": unit,
            "kind": kind.name,
            "period": duty.period.label,
            "due": day_label(duty.due),
        },
        actor=system_actor(),
        at=now,
        due=duty.due,
        once=name,
    )
    return len(told)
