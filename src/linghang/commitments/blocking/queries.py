"""What stands in the way of tasks under way: a few queries, however many tasks are asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from linghang.commitments.blocking.rules import Block
from linghang.commitments.closing import dossier
from linghang.commitments.closing.rules import Lack, Lifts
from linghang.commitments.deeds import What
from linghang.commitments.models import Commitment, Extension, Step
from linghang.commitments.spells.rules import Standing
from linghang.foundation.period import day_label
from linghang.ledgers import directory
from linghang.procedures import holders
from linghang.procedures.days import Day
from linghang.procedures.definitions import Seat
from linghang.procedures.holders import Waiting
from linghang.procedures.seats.rules import said

MOST_NAMED = 5
SENT_BACK = (What.RETURNED.value, What.REFUSED.value)
CHANGED = "内容在审定（或销号）以后改过，需重新审定"
READY = "佐证材料已具备"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Everything in the way of a task, what others have to answer first; never empty. lacks: what
    its closing lacks, in Chinese, as far as that was asked."""

    blocks: Sequence[Block]
    lacks: Sequence[str] = ()


def blocked(rows: Collection[Commitment], day: Day) -> dict[int, Blocked]:
    """Task → what stands in its way; a few queries, however many tasks.

    rows: tasks under way, a few, with their programmes.
    """
    waiting = [row for row in rows if row.standing == Standing.CLOSING.value]
    doing = [row for row in rows if row.standing != Standing.CLOSING.value]
    asked = _asked(rows)
    lacks = dossier.lacks(doing, day.on)
    back = _sent_back(doing)
    steps = holders.waiting([row.proceeding for row in waiting if row.proceeding], day)
    names = _names(rows, lacks)
    found = {}
    for row in rows:
        told = [of_extension(asked[row.pk], row, names, day)] if row.pk in asked else []
        told += [of_approval(row, day)] if row.needs_approval else []
        if row.standing == Standing.CLOSING.value:
            told += of_steps(steps.get(row.proceeding or 0, ()), row, day)
        else:
            doer = names.get(row.owner) or names.get(row.unit_id or "", "责任部门")
            others = [one for one in lacks[row.pk] if one.lifts is not Lifts.DECIDE]
            told += [_of_lack(one, row, doer, names, day) for one in others]
            told += [] if lacks[row.pk] else [_ready(row, doer, back)]
        said = [one.says for one in lacks.get(row.pk, ())]
        found[row.pk] = Blocked(blocks=told, lacks=said)
    return found


def _names(rows: Collection[Commitment], lacks: Mapping[int, Sequence[Lack]]) -> dict[str, str]:
    codes = {code for row in rows for code in (row.owner, row.unit_id or "", row.leader)}
    below = {unit for found in lacks.values() for one in found for unit in one.units}
    return directory.names(codes | below)


def _asked(rows: Collection[Commitment]) -> dict[int, Extension]:
    """Task → the extension that waits for its answer; one query."""
    found = Extension.objects.filter(commitment__in=[row.pk for row in rows], decided_on=None)
    return {one.commitment_id: one for one in found}


def _sent_back(rows: Collection[Commitment]) -> dict[int, str]:
    """Task → why its closing was sent back the last time; one query, none where none was."""
    pks = [row.pk for row in rows if row.proceeding]
    steps = Step.objects.filter(commitment__in=pks, what__in=SENT_BACK).order_by("pk")
    told = steps.values_list("commitment", "text") if pks else ()
    return {pk: text for pk, text in told if pk is not None}


def of_extension(asked: Extension, row: Commitment, names: Mapping[str, str], day: Day) -> Block:
    """It waits for the answer to an extension."""
    who = seated(row.programme.definition.seats.extend, day)
    first = f"责任领导{names.get(row.leader, row.leader)}" if row.leader else ""
    return Block(
        says=f"申请延期至{day_label(asked.to_due)}，等待审批",
        who=f"{first}，或{who}" if first else who,
        first=first,
        deed="审批",
    )


def of_approval(row: Commitment, day: Day, says: str = CHANGED) -> Block:
    """It has to be approved again."""
    who = seated(row.programme.definition.seats.decide, day)
    return Block(says=says, who=who, deed="审定")


def of_steps(steps: Sequence[Waiting], row: Commitment, day: Day) -> list[Block]:
    """It waits for whoever checks it: the persons who hold the step today, but for its owner."""
    found = []
    for one in steps:
        people = [
            f"{held.person_name}（{held.title}）"
            for held in one.held
            if row.owner not in (held.person, held.on_behalf_of)
        ]
        named = "、".join(list(dict.fromkeys(people))[:MOST_NAMED])
        who = named or said(one.step.who, day.posts)
        found.append(Block(says=f"已申请销号，等“{one.step.title}”", who=who, deed="验收"))
    return found or [Block(says="待验收")]


def _ready(row: Commitment, doer: str, back: Mapping[int, str]) -> Block:
    if row.pk in back:
        says = f"上次申请销号被退回（{back[row.pk]}）"
        return Block(says=says, who=doer, deed="补正后重新申请销号", is_doers=True)
    return Block(says=READY, who=doer, deed="自查后申请销号", is_doers=True)


def _of_lack(one: Lack, row: Commitment, doer: str, names: Mapping[str, str], day: Day) -> Block:
    seats = row.programme.definition.seats
    if one.lifts is Lifts.LEAD:
        return Block(says=one.says, who=seated(seats.lead, day), deed="登记")
    if one.lifts is Lifts.REVIEW:
        looking = (*seats.lead, *seats.verify, *seats.supervise, *seats.decide)
        return Block(says=one.says, who=seated(looking, day), deed="组织回头看")
    if one.lifts is Lifts.BELOW:
        units = "、".join(names.get(unit, unit) for unit in one.units[:MOST_NAMED])
        return Block(says=one.says, who=units, deed="先办结下级任务")
    if one.lifts is Lifts.TARGET:
        return Block(
            says=one.says,
            who=f"{doer}；确实达不到的，由{seated(seats.extend, day)}同意",
            first=doer,
            deed="完成后登记，确实达不到的报审批延期的领导同意",
            is_doers=True,
        )
    return Block(says=one.says, who=doer, deed="补齐", is_doers=True)


def seated(seats: Sequence[Seat], day: Day) -> str:
    """Who sits in the seats, by post."""
    return said(tuple(seats), day.posts)
