"""Deeds: settle the text of a public notice, and say where it was made public."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, reach, trail_actions
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import KeptNotice, Programme
from linghang.commitments.publishing import queries, rules
from linghang.commitments.setting import meeting
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.period import day_label
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.procedures.days import Day


@transaction.atomic
def settle(*, programme_id: int, on: date, actor: Actor, at: datetime, today: date) -> KeptNotice:
    """Keep the text of the notice as of a day, word for word (定稿).

    Also of a programme that has ended. Raises CannotCommit when anything stands against
    publishing it, or when it reads as the last one; Programme.DoesNotExist.
    """
    programme = writing.locked(programme_id)
    found = _not_publishing(programme, actor, today, "定稿")
    if not programme.began_on <= on <= today:
        found.append(Complaint("on", "截至日期在方案开始以前，或在今天以后"))
    refuse("不能定稿", found)
    made = queries.notice(programme, on)
    if made is None:
        refuse("不能定稿", [f"“{programme.definition.name}”不作公开通报"])
    assert made is not None
    last = programme.notices.first()
    digest = rules.digest(made)
    found += [Complaint("", lack) for lack in made.lacks]
    if last is not None and last.digest == digest:
        found.append(Complaint("", f"与第{last.number}稿一字不差，不用再定稿"))
    refuse("不能定稿", found)
    row = KeptNotice.objects.create(
        programme=programme,
        number=last.number + 1 if last else 1,
        on=on,
        title=made.title,
        chapters=[[heading, list(texts)] for heading, texts in made.chapters],
        digest=digest,
        kept_by=actor.person,
        kept_on=today,
        kept_at=at,
    )
    facts = {"number": row.number, "day": day_label(on), "digest": digest}
    _leave(trail_actions.NOTICE_SETTLED, row, actor, at, facts)
    return row


@transaction.atomic
def publish(
    *,
    notice_id: int,
    day: date,
    place: str,
    basis: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> KeptNotice:
    """Say when, where and by whose decision a settled notice was made public (登记公开); once.

    Raises CannotCommit, KeptNotice.DoesNotExist.
    """
    row = (
        KeptNotice.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=notice_id)
    )
    programme = writing.locked(row.programme_id)
    found = _not_publishing(programme, actor, today, "登记公开")
    if row.published_on is not None:
        found.append(Complaint("", f"已登记{day_label(row.published_on)}公开"))
    if not row.kept_on <= day <= today:
        found.append(Complaint("day", "公开日期在定稿以前，或在今天以后"))
    if not place.strip():
        found.append(Complaint("place", "请写明公开在何处"))
    if not basis.strip():
        found.append(Complaint("basis", "请写明公开的依据，如经哪次会议审定"))
    found += [
        Complaint("basis", says)
        for says in sensitivity.reasons_not_to_keep("", f"{place}\n{basis}", programme.sensitivity)
    ]
    refuse("不能登记公开", found)
    row.published_on, row.place, row.basis = day, place.strip(), basis.strip()
    row.published_by, row.published_at = actor.person, at
    row.save(update_fields=["published_on", "place", "basis", "published_by", "published_at"])
    publication = programme.definition.publication
    if publication is not None and publication.day in programme.days_owed:
        told = f"通报第{row.number}稿公开于{row.place}，{row.basis}"
        meeting.met(programme, publication.day, day, text=told, actor=actor, at=at, today=today)
    facts = {"number": row.number, "day": day_label(day), "digest": row.digest}
    _leave(trail_actions.NOTICE_PUBLISHED, row, actor, at, facts)
    return row


def _not_publishing(programme: Programme, actor: Actor, today: date, deed: str) -> list[Complaint]:
    """Why the actor may not; unlike other deeds these come after a programme's end, too."""
    if programme.standing not in (Programme.Standing.IN_FORCE, Programme.Standing.ENDED):
        return [Complaint("", f"方案{programme.get_standing_display()}，不能{deed}")]
    rights = reach.of_actor(actor, today)
    if rights is None:
        return []
    allowed = reach.may_lead(programme.definition, rights, programme.unit_id, Day(today))
    return [] if allowed else [Complaint("", allowed.reason)]


def _leave(
    action: str, row: KeptNotice, actor: Actor, at: datetime, facts: dict[str, object]
) -> None:
    programme = row.programme
    keeping.leave(action, programme, actor=actor, at=at, programme=programme, facts=facts)
