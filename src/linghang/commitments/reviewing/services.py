"""Deeds of looking back (回头看): plan it, say whether what was done still holds; corrections."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linghang.commitments import keeping, reach, telling, trail_actions
from linghang.commitments.closing import rules as closing
from linghang.commitments.deeds import What
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Review
from linghang.commitments.progress.rules import Kind
from linghang.commitments.reporting.services import locked
from linghang.commitments.reviewing import planning
from linghang.commitments.setting import resuming
from linghang.commitments.spells.rules import ACCEPTED, STANDING_NAMES, Standing
from linghang.commitments.writing.services import not_leading
from linghang.foundation.access import Actor
from linghang.procedures.days import Day

HELD, REBOUND = Review.Result.HELD.value, Review.Result.REBOUND.value


@transaction.atomic
def plan(
    *,
    commitment_id: int,
    on: date,
    review_id: int | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> Review:
    """Plan a day on which to look back. review_id: a look that waits and gets this day instead.

    Raises CannotCommit, Commitment.DoesNotExist, Review.DoesNotExist.
    """
    row = locked(commitment_id)
    found = _not_reviewing(row, actor, today)
    if row.standing in (Standing.PLANNED.value, Standing.VOIDED.value):
        found.append(Complaint("", row.get_standing_display()))
    if on < today:
        found.append(Complaint("on", "计划日期已经过去"))
    waiting = row.reviews.filter(done_on=None)
    if waiting.filter(planned_on=on).exists():
        found.append(Complaint("on", "这一天已经安排了回头看"))
    refuse("不能安排回头看", found)
    review = waiting.get(pk=review_id) if review_id else Review(commitment=row)
    review.planned_on = on
    review.save()
    keeping.leave(
        trail_actions.REVIEW_PLANNED,
        row,
        actor=actor,
        at=at,
        programme=row.programme,
        facts={"number": row.number, "day": on.isoformat()},
    )
    return review


def _not_reviewing(row: Commitment, actor: Actor, today: date) -> list[Complaint]:
    rights = reach.of_actor(actor, today)
    if rights is None:
        return [Complaint("", "回头看由有权的人办理，系统不能代办")]
    decision = reach.may_review(row, rights, Day(today))
    return [] if decision else [Complaint("", decision.reason)]


@transaction.atomic
def look_back(
    *,
    commitment_id: int,
    rebound: bool,
    text: str,
    actor: Actor,
    at: datetime,
    today: date,
    review_id: int | None = None,
) -> Review:
    """Say what was found: it holds, or it has come back and is reopened (反弹), with the link.

    Never by who did it. A continuous task is looked at while it goes on; others when they are
    closed. review_id: the planned look; None takes the first that waits, or adds one.
    Raises CannotCommit, Commitment.DoesNotExist, Review.DoesNotExist.
    """
    row = locked(commitment_id)
    found = _not_reviewing(row, actor, today)
    place = Day(today).place(row.unit_id or row.programme.unit_id)
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    if closing.reasons_not_to_verify(persons, sorted(place.people(reach.doers(row)))):
        found.append(Complaint("", "本人办理过这项任务，不能参加回头看"))
    is_closed = row.standing in {one.value for one in ACCEPTED}
    goes_on = row.type == Kind.CONTINUOUS and row.is_under_way
    if not is_closed and not goes_on:
        found.append(Complaint("", f"{row.get_standing_display()}，还不到回头看的时候"))
    if not text.strip():
        found.append(Complaint("text", "请写明回头看的情况"))
    refuse("不能登记回头看", found)
    waiting = row.reviews.filter(done_on=None)
    review = waiting.get(pk=review_id) if review_id else waiting.first()
    review = review or Review(commitment=row, planned_on=today)
    review.done_on, review.person, review.at = today, actor.person, at
    review.result, review.text = (REBOUND if rebound else HELD), text.strip()
    review.save()
    _keep(row, review, is_closed, actor, at, today)
    if not rebound and row.type == Kind.CONTINUOUS:
        planning.plan_after(row, today)
    return review


def _keep(
    row: Commitment, review: Review, was_closed: bool, actor: Actor, at: datetime, today: date
) -> None:
    reopens = review.result == REBOUND and was_closed
    happened = Happening(
        commitment=row,
        what=What.REOPENED if reopens else What.REVIEWED,
        text=review.text,
        changes={"standing": Standing.REOPENED.value} if reopens else {},
        about=("commitments.review", str(review.pk)),
        facts={} if reopens else {"result": review.get_result_display()},
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
    if reopens:
        again = f"{row.number} 反弹：{review.text}"
        resuming.resume(row.programme, reason=again, actor=actor, at=at, today=today)
        row.closed_hash, row.percent, row.proceeding = "", None, None
        row.save(update_fields=["closed_hash", "percent", "proceeding"])
        telling.reopened(row, review.text, actor=actor, at=at, today=today)


@transaction.atomic
def correct(
    *,
    commitment_id: int,
    day: date,
    reason: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> Commitment:
    """Take back a closing that was recorded wrongly, from an earlier day on (更正).

    Figures of that day change as far as they are asked for as known today; as they were known
    before, they stay. Raises CannotCommit, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    found = not_leading(row.programme, actor, today, "更正")
    if row.standing not in {one.value for one in ACCEPTED}:
        found.append(Complaint("", "只有已经销号的可以更正"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明更正的理由"))
    if not row.since <= day <= today:
        found.append(Complaint("day", f"更正的生效日期在销号（{row.since}）之后、今天之前"))
    refuse("不能更正", found)
    again = row.steps.filter(what=What.REOPENED.value).exists()
    standing = Standing.REOPENED if again else Standing.OPEN
    happened = Happening(
        commitment=row,
        what=What.CORRECTED,
        day=day,
        text=reason.strip(),
        changes={"standing": standing.value},
        facts={"day": day.isoformat(), "standing": STANDING_NAMES[standing]},
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
    row.closed_hash, row.proceeding = "", None
    row.save(update_fields=["closed_hash", "proceeding"])
    return row
