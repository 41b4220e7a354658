"""Deeds on terms: a new committee begins its term, the end of a term is put off with approval."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.branches import trail_actions
from linghang.branches.models import CommitteeTerm
from linghang.branches.terms import queries, rules
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse
from linghang.procedures.effects import Doing


class CannotEnter(Refused):
    """The term can't be entered so; the message lists every reason."""


@transaction.atomic
def begin(
    *, unit: str, began: date, document: str, actor: Actor, at: datetime, today: date
) -> CommitteeTerm:
    """A committee elected on that day begins its term; the one before ends. Raises CannotEnter."""
    place = Unit.objects.select_for_update().get(code=unit)
    reasons = missing(依据=document.strip())
    if place.kind not in queries.YEARS:
        reasons.append(f"“{place.name}”不设按届选举的委员会")
    if began > today:
        reasons.append("选举日期在今天之后")
    last = CommitteeTerm.objects.filter(unit=place).order_by("-active_from").first()
    if last and began <= last.active_from:
        reasons.append(f"已登记{last.span.label}的一届，新一届应在其后")
    refuse(CannotEnter, "不能登记届期", reasons)
    CommitteeTerm.objects.open().filter(unit=place).update(active_to=began)
    row = CommitteeTerm.objects.create(unit=place, active_from=began, document=document.strip())
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.BEGUN,
        subject=(trail_actions.TERM_OF, unit),
        facts={"unit": place.name, "began": began.isoformat(), "document": row.document},
    )
    return row


@transaction.atomic
def postpone(
    *, unit: str, to: date, approval: str, actor: Actor, at: datetime, today: date
) -> CommitteeTerm:
    """Put the end of the running term off, as the superior approved. Raises CannotEnter."""
    place = Unit.objects.select_for_update().get(code=unit)
    row = CommitteeTerm.objects.open().filter(unit=place).first()
    reasons = missing(上级批准=approval.strip())
    if row is None:
        reasons.append("还没有登记本届任期")
    else:
        values = queries.values(today)
        term = queries.term_of(row, place.kind, values)
        reasons += rules.reasons_not_to_postpone(term, to, most=values.postpone)
    refuse(CannotEnter, "不能登记延期", reasons)
    assert row is not None
    row.postponed_to, row.approval = to, approval.strip()
    row.save(update_fields=["postponed_to", "approval"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.POSTPONED,
        subject=(trail_actions.TERM_OF, unit),
        facts={"unit": place.name, "to": to.isoformat(), "approval": row.approval},
    )
    return row


def begin_by_election(doing: Doing) -> str:
    """What a finished re-election changes: the new committee's term runs from the election.

    params: elected: the step whose day it was.
    """
    began = doing.done_on[doing.params["elected"]]
    begin(
        unit=doing.unit,
        began=began,
        document=doing.title,
        actor=doing.actor,
        at=doing.at,
        today=doing.day,
    )
    return f"新一届委员会任期自{began.isoformat()}起算"
