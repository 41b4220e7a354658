"""What stands in the way of a commitment now, and who can lift it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linghang.commitments import reach
from linghang.commitments.closing import dossier
from linghang.commitments.closing import services as closing
from linghang.commitments.closing.rules import DID_IT
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Extension
from linghang.commitments.spells.rules import ACCEPTED, Standing
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.procedures import queries as procedures
from linghang.procedures.definitions import Seat
from linghang.procedures.holders import holders
from linghang.procedures.seats.rules import said
from linghang.web.commitments.seen import Seen

MOST_NAMED = 5
NOT_MINE = {"seat", "not_here", "substitute", "limited", "concerned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing that stands in the way. who: who can lift it."""

    says: str
    who: str


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
    extension = row.extensions.filter(decided_on=None).first()
    told = _extension(seen, extension) if extension else []
    unlike = _approval(seen) if row.needs_approval else []
    if row.standing == Standing.CLOSING.value and row.proceeding is not None:
        return _closing(seen, [*told, *unlike], extension)
    if row.standing == Standing.PLANNED.value:
        who = _holders(seen, seen.plan.kind.seats.decide)
        return Now(title="等方案审定", blocks=[Block(says="方案审定后下达，从那天起办理", who=who)])
    if row.standing == Standing.VOIDED.value:
        return Now(title="已作废", blocks=[])
    if row.standing in {one.value for one in ACCEPTED}:
        told = _since_closed(seen) or [*told, *unlike]
        return Now(title="已销号", blocks=[*told, *_reviews(seen)])
    lacks = dossier.reasons(row, seen.today)
    doer = seen.line.owner or seen.line.unit or "责任部门"
    own = [Block(says=says, who=doer) for says in lacks if says != dossier.NOT_APPROVED]
    blocks = [*told, *unlike, *own]
    blocks += _reviews(seen)
    title = "还不能销号" if lacks else "可以申请销号"
    if not lacks:
        blocks.append(Block(says="佐证材料已具备，等责任部门自查后申请销号", who=doer))
    return Now(title=title, blocks=blocks, lacks=lacks, extension=extension)


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
    blocks += _approval(seen) if row.needs_approval else []
    return Now(title=title, blocks=blocks)


def _closing(seen: Seen, told: list[Block], extension: Extension | None) -> Now:
    """The step of the closing that lies open, who holds it, and whether the acting post may."""
    reading = closing.reading(seen.row, seen.today)
    waiting = [
        one for one in procedures.lines(reading, seen.plan.request.rights) if one.open is not None
    ]
    if not waiting:
        return Now(title="待验收", blocks=told, proceeding=seen.row.proceeding)
    line = waiting[0]
    people = [f"{held.person_name}（{held.title}）" for held in holders(reading, line.step)]
    people = list(dict.fromkeys(people))
    who = "、".join(people[:MOST_NAMED]) or said(line.step.who, seen.plan.day.posts)
    blocked = line.answer.blocks if line.answer is not None else ()
    mine = line.answer is not None and not {one.code for one in blocked} & NOT_MINE
    doers = set(reach.doers(seen.row))
    own = {seen.plan.request.rights.person, seen.plan.request.rights.on_behalf_of}
    blocks = [*told, Block(says=f"等“{line.step.title}”", who=who)]
    if mine and doers & own:
        blocks.append(Block(says=f"{DID_IT}，不能参加验收", who=who))
    return Now(
        title=f"待验收：{line.step.title}",
        blocks=blocks,
        step=line.step.title,
        may_decide=mine and not blocked and not doers & own,
        extension=extension,
        proceeding=seen.row.proceeding,
    )


def _extension(seen: Seen, asked: Extension) -> list[Block]:
    who = _holders(seen, seen.plan.kind.seats.extend)
    leader = f"责任领导{seen.line.leader}，或" if seen.row.leader else ""
    return [Block(says=f"申请延期至{day_label(asked.to_due)}，等待审批", who=f"{leader}{who}")]


def _approval(seen: Seen) -> list[Block]:
    who = _holders(seen, seen.plan.kind.seats.decide)
    return [Block(says="内容在审定（或销号）以后改过，需重新审定", who=who)]


def _since_closed(seen: Seen) -> list[Block]:
    """What reads otherwise than when it was closed: that, too, needs to be approved again."""
    who = _holders(seen, seen.plan.kind.seats.decide)
    return [
        Block(says=f"{one}，需重新审定", who=who) for one in dossier.changed(seen.row, seen.today)
    ]


def _reviews(seen: Seen) -> list[Block]:
    planned = seen.row.reviews.filter(done_on=None).order_by("planned_on").first()
    if planned is None or planned.planned_on > seen.today:
        return []
    who = _holders(seen, seen.plan.kind.seats.lead)
    return [Block(says=f"应于{day_label(planned.planned_on)}回头看，还没有登记结果", who=who)]


def _holders(seen: Seen, seats: Sequence[Seat]) -> str:
    return said(tuple(seats), seen.plan.day.posts)
