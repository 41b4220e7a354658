"""Deed: say that what was to be done by a day of the programme was done."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, reach
from linghang.commitments.deeds import What
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Programme
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.period import day_label
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.procedures.days import Day


@transaction.atomic
def meet(
    *,
    programme_id: int,
    code: str,
    day: date,
    text: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Programme:
    """Say when that was done which a day of the programme is for, and on what it stands (节点办结).

    text: the paper, the meeting, the place. What was said wrongly is said again; the first stays
    among the steps. Not of a day that is only counted from. Raises CannotCommit,
    Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    found = _not_meeting(programme, actor, today)
    owed = {one.code for one in programme.definition.days if one.owed}
    if code not in owed:
        found.append(Complaint("code", "没有这个要办结的节点"))
    if not programme.began_on <= day <= today:
        found.append(Complaint("day", "办结日期在方案开始以前，或在今天以后"))
    if not text.strip():
        found.append(Complaint("text", "请写明依据，如文号、会议、报送给谁"))
    told = sensitivity.reasons_not_to_keep("", text, programme.sensitivity)
    found += [Complaint("text", says) for says in told]
    refuse("不能登记办结", found)
    met(programme, code, day, text=text.strip(), actor=actor, at=at, today=today)
    return programme


def met(
    programme: Programme,
    code: str,
    day: date,
    *,
    text: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    """Keep that a day was met, whoever found it; its row is locked."""
    names = {one.code: one.name for one in programme.definition.days}
    programme.met = {**programme.met, code: day.isoformat()}
    programme.save(update_fields=["met"])
    keeping.keep_of_programme(
        programme,
        What.DAY_MET,
        actor=actor,
        at=at,
        today=today,
        day=day,
        text=f"{names[code]}：{text}",
        facts={"name": names[code], "day": day_label(day)},
    )


def _not_meeting(programme: Programme, actor: Actor, today: date) -> list[Complaint]:
    """Why the actor may not; what was done before the approval is met as well."""
    if programme.standing not in (Programme.Standing.DRAFT, Programme.Standing.IN_FORCE):
        return [Complaint("", f"方案{programme.get_standing_display()}，不能登记办结")]
    rights = reach.of_actor(actor, today)
    if rights is None:
        return []
    allowed = reach.may_lead(programme.definition, rights, programme.unit_id, Day(today))
    return [] if allowed else [Complaint("", allowed.reason)]
