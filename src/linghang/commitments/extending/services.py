"""Deeds on extensions: ask for a later day, grant it or not."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, reach, telling
from linghang.commitments.deeds import What
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Extension
from linghang.commitments.reporting.services import locked
from linghang.foundation.access import Actor
from linghang.foundation.parameters import queries as parameters
from linghang.procedures.days import Day
from linghang.procedures.terms import rules as terms


@transaction.atomic
def ask(
    *, commitment_id: int, to: date, reason: str, actor: Actor, at: datetime, today: date
) -> Extension:
    """Ask for a later day (申请延期). Raises CannotCommit, Commitment.DoesNotExist."""
    row = locked(commitment_id)
    found = []
    rights = reach.of_actor(actor, today)
    if rights is not None:
        decision = reach.may_report(row, rights, Day(today))
        found += [] if decision else [Complaint("", decision.reason)]
    if not row.is_under_way:
        found.append(Complaint("", f"{row.get_standing_display()}，不用延期"))
    if row.due is None:
        found.append(Complaint("to", "没有完成时限，不用延期"))
    elif to <= row.due:
        found.append(Complaint("to", f"新时限要晚于现在的时限（{row.due}）"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明延期的理由"))
    most = terms.bound(row.programme.definition.extensions, parameters.in_force(today))
    if row.extensions.filter(is_granted=True).count() >= most:
        found.append(Complaint("", f"已经延期{most}次，不能再延"))
    if row.extensions.filter(decided_on=None).exists():
        found.append(Complaint("", "已有一次延期申请等待审批"))
    refuse("不能申请延期", found)
    assert row.due is not None
    asked = Extension.objects.create(
        commitment=row,
        from_due=row.due,
        to_due=to,
        reason=reason.strip(),
        asked_by=actor.person,
        asked_on=today,
        asked_at=at,
    )
    _keep(row, What.EXTENSION_ASKED, asked, reason.strip(), actor, at, today)
    return asked


@transaction.atomic
def decide(
    *, extension_id: int, grant: bool, answer: str = "", actor: Actor, at: datetime, today: date
) -> Extension:
    """Grant an extension, or not; never by who asked. The first day stays to be seen.

    Raises CannotCommit, Extension.DoesNotExist.
    """
    asked = Extension.objects.select_for_update().get(pk=extension_id)
    row = locked(asked.commitment_id)
    found = []
    rights = reach.of_actor(actor, today)
    if rights is None:
        found.append(Complaint("", "延期由有权的人审批，系统不能代办"))
    else:
        decision = reach.may_extend(row, rights, Day(today))
        found += [] if decision else [Complaint("", decision.reason)]
    place = Day(today).place(row.unit_id or row.programme.unit_id)
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    if not persons.isdisjoint(place.people({asked.asked_by, row.owner})):
        found.append(Complaint("", "申请人和责任人不能审批自己的延期"))
    if asked.decided_on is not None:
        found.append(Complaint("", "已经审批"))
    if not row.is_under_way:
        found.append(Complaint("", row.get_standing_display()))
    if not grant and not answer.strip():
        found.append(Complaint("answer", "不同意的要写明理由"))
    refuse("不能审批延期", found)
    asked.decided_by, asked.decided_on = actor.person, today
    asked.is_granted, asked.answer = grant, answer.strip()
    asked.save()
    what = What.EXTENDED if grant else What.EXTENSION_REFUSED
    _keep(row, what, asked, answer.strip(), actor, at, today)
    telling.extension_decided(row, asked, actor=actor, at=at, today=today)
    return asked


def _keep(
    row: Commitment, what: What, one: Extension, text: str, actor: Actor, at: datetime, today: date
) -> None:
    facts = {} if what is What.EXTENSION_REFUSED else {"due": one.to_due.isoformat()}
    happened = Happening(
        commitment=row,
        what=what,
        text=text,
        changes={"due": one.to_due} if what is What.EXTENDED else {},
        from_due=one.from_due,
        to_due=one.to_due,
        about=("commitments.extension", str(one.pk)),
        facts=facts,
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
