"""What stands in the way of a commitment now, and who can lift it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linghang.commitments import reach
from linghang.commitments.blocking import queries
from linghang.commitments.blocking.rules import Block
from linghang.commitments.closing import dossier
from linghang.commitments.closing import services as closing
from linghang.commitments.closing.rules import DID_IT
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Extension
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.procedures import queries as procedures
from linghang.web.commitments.seen import Seen

MOST_NAMED = 5
NOT_MINE = {"seat", "not_here", "substitute", "limited", "concerned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Where it stands. step: title of the closing step that waits; may_decide: for this post.

    lacks: what closing lacks; extension: one that waits for its answer.
    """

    title: str
    blocks: Sequence[Block] = ()
    step: str = ""
    may_decide: bool = False
    lacks: Sequence[str] = ()
    extension: Extension | None = None
    proceeding: int | None = None


def now(seen: Seen) -> Now:
    """Where the commitment stands today for the acting post."""
    row = seen.row
    if row.role != Role.TASK.value:
        return _derived(seen)
    day = seen.plan.day
    if row.standing == Standing.PLANNED.value:
        who = queries.seated(seen.plan.kind.seats.decide, day)
        return Now(title="等方案审定", blocks=[Block(says="方案审定后下达，从那天起办理", who=who)])
    if row.standing == Standing.VOIDED.value:
        return Now(title="已作废", blocks=[])
    extension = row.extensions.filter(decided_on=None).first()
    if row.standing in {one.value for one in ACCEPTED}:
        return Now(title="已销号", blocks=[*_of_closed(seen, extension), *_reviews(seen)])
    found = queries.blocked([row], day)[row.pk]
    if row.standing == Standing.CLOSING.value and row.proceeding is not None:
        return _closing(seen, list(found.blocks), extension)
    return Now(
        title="还不能销号" if found.lacks else "可以申请销号",
        blocks=[*found.blocks, *_reviews(seen)],
        lacks=found.lacks,
        extension=extension,
    )


def _derived(seen: Seen) -> Now:
    """A problem and a goal follow from what is done under them."""
    row = seen.row
    if row.role == Role.FINDING.value:
        below: Sequence[Commitment] = seen.line.measures
    else:
        tasks = seen.plan.rows().below(row).filter(role=Role.TASK.value)
        below = list(tasks.exclude(standing=Standing.VOIDED.value))
    accepted = {one.value for one in ACCEPTED}
    waiting = [one for one in below if one.standing not in accepted]
    names = directory.names({one.unit_id or "" for one in waiting})
    blocks = [
        Block(
            says=f"{one.number} {one.title}：{one.get_standing_display()}",
            who=names.get(one.unit_id or "", ""),
        )
        for one in waiting[:MOST_NAMED]
    ]
    if len(waiting) > MOST_NAMED:
        blocks.append(Block(says=f"还有{len(waiting) - MOST_NAMED}项没有销号", who=""))
    title = f"所属{len(below)}项，已销号{len(below) - len(waiting)}项" if below else ""
    blocks += _approval(seen)
    return Now(title=title, blocks=blocks)


def _closing(seen: Seen, blocks: list[Block], extension: Extension | None) -> Now:
    """The step of the closing that lies open, and whether the acting post may do it."""
    reading = closing.reading(seen.row, seen.today)
    waiting = [
        one for one in procedures.lines(reading, seen.plan.request.rights) if one.open is not None
    ]
    if not waiting:
        return Now(title="待验收", blocks=blocks, proceeding=seen.row.proceeding)
    line = waiting[0]
    blocked = line.answer.blocks if line.answer is not None else ()
    mine = line.answer is not None and not {one.code for one in blocked} & NOT_MINE
    doers = set(reach.doers(seen.row))
    own = {seen.plan.request.rights.person, seen.plan.request.rights.on_behalf_of}
    if mine and doers & own:
        blocks.append(Block(says=f"{DID_IT}，不能参加验收", who=blocks[-1].who))
    return Now(
        title=f"待验收：{line.step.title}",
        blocks=blocks,
        step=line.step.title,
        may_decide=mine and not blocked and not doers & own,
        extension=extension,
        proceeding=seen.row.proceeding,
    )


def _approval(seen: Seen) -> list[Block]:
    row = seen.row
    return [queries.of_approval(row, seen.plan.day)] if row.needs_approval else []


def _of_closed(seen: Seen, extension: Extension | None) -> list[Block]:
    """What reads otherwise than when it was closed: that, too, needs to be approved again."""
    row, day = seen.row, seen.plan.day
    changed = [f"{one}，需重新审定" for one in dossier.changed(row, seen.today)]
    if changed:
        return [queries.of_approval(row, day, says) for says in changed]
    asked = [queries.of_extension(extension, row, seen.line.names, day)] if extension else []
    return [*asked, *_approval(seen)]


def _reviews(seen: Seen) -> list[Block]:
    planned = seen.row.reviews.filter(done_on=None).order_by("planned_on").first()
    if planned is None or planned.planned_on > seen.today:
        return []
    who = queries.seated(seen.plan.kind.seats.lead, seen.plan.day)
    return [Block(says=f"应于{day_label(planned.planned_on)}回头看，还没有登记结果", who=who)]
