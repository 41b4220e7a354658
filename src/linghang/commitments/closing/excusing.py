"""Targets that stand in the way of a closing, and the deed that lets one through by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from linghang.commitments import keeping, reach
from linghang.commitments.closing import rules
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Step
from linghang.commitments.reporting.services import locked
from linghang.commitments.spells.rules import Standing
from linghang.commitments.targets import figures
from linghang.commitments.targets import rules as targets
from linghang.commitments.targets.figures import Found
from linghang.commitments.writing.rules import WIDTH
from linghang.foundation.access import Actor, Decision
from linghang.org.rules import Rights
from linghang.procedures.days import Day


def lacking(
    rows: Collection[Commitment], today: date, *, since: Mapping[int, date]
) -> dict[int, list[str]]:
    """Task → what each target of it and of the goals below it lacks, in Chinese, but for those
    that somebody let through; a few queries for all, and those of the figures.

    since: task → the day from which letting through counts, ever where it is absent.
    """
    aimed = _aimed(rows)
    told = list({one.pk: one for found in aimed.values() for one in found}.values())
    found = figures.work_out(told, today)
    through = _excused(told)
    return {
        row.pk: [
            _says(one, row, found[one.pk])
            for one in aimed[row.pk]
            if one.pk in found
            and not _holds(one, row, found[one.pk])
            and not any(day >= since.get(row.pk, day) for day in through.get(one.pk, ()))
        ]
        for row in rows
    }


def _aimed(rows: Collection[Commitment]) -> dict[int, list[Commitment]]:
    """Task → itself and the goals below it, as far as they have a target; one query."""
    wanted = Q(pk__in=[row.pk for row in rows])
    for row in rows:
        wanted |= Q(programme=row.programme_id, path__startswith=row.path, role=Role.GOAL.value)
    known = Commitment.objects.filter(wanted).exclude(target={})
    known = known.exclude(standing=Standing.VOIDED.value).select_related("programme", "unit")
    told = list(known.order_by("path")) if rows else []
    return {row.pk: [one for one in told if _is_of(one, row)] for row in rows}


def _is_of(one: Commitment, task: Commitment) -> bool:
    is_below = one.programme_id == task.programme_id and one.path.startswith(task.path)
    return one.pk == task.pk or (one.role == Role.GOAL.value and is_below)


def _holds(one: Commitment, task: Commitment, found: Found) -> bool:
    """Reached, or as it must be so far; that its own event happened is what closing says."""
    if one.pk == task.pk and found.target.op is targets.Op.EVENT:
        return True
    held = found.state in (targets.State.REACHED, targets.State.ON_THE_WAY)
    return held and found.holds


def _says(one: Commitment, task: Commitment, found: Found) -> str:
    name = "" if one.pk == task.pk else f"{one.number} {one.title}："
    return f"{name}目标（{found.target.says}）{targets.STATE_NAMES[found.state]}，现值{found.shown}"


def _excused(rows: Sequence[Commitment]) -> dict[int, list[date]]:
    """Commitment → the days on which it was let through as it reads today."""
    steps = Step.objects.filter(commitment__in=[one.pk for one in rows], what=What.EXCUSED.value)
    hashes = {one.pk: one.content_hash for one in rows}
    found: defaultdict[int, list[date]] = defaultdict(list)
    for pk, hash, day in steps.values_list("commitment", "hash", "day") if rows else ():
        if hashes[pk] == hash:
            found[pk].append(day)
    return found


@transaction.atomic
def excuse(
    *, commitment_id: int, reason: str, actor: Actor, at: datetime, today: date
) -> Commitment:
    """同意未达目标: let what is above a target that is not reached be closed, saying why.

    By its leader or whoever grants extensions or closes, never by a doer of it or of the tasks
    above. It holds for the target as it reads, and until a relapse. Raises CannotCommit,
    Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    now = figures.work_out([row], today).get(row.pk)
    found = _not_excusing(row, actor, today)
    if row.begun_on is None or row.standing == Standing.VOIDED.value:
        found.append(Complaint("", row.get_standing_display()))
    elif now is None:
        found.append(Complaint("", "没有目标值"))
    elif _holds(row, row, now):
        found.append(Complaint("", f"目标{targets.STATE_NAMES[now.state]}，不用说明"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明未达目标仍可销号的理由"))
    refuse("不能同意", found)
    assert now is not None
    result = f"{targets.STATE_NAMES[now.state]}（现值{now.shown}）"
    happened = Happening(
        commitment=row,
        what=What.EXCUSED,
        text=f"{result}。{reason.strip()}",
        hash=row.content_hash,
        facts={"result": result},
    )
    keeping.keep(happened, actor=actor, at=at, today=today)
    return row


def _not_excusing(row: Commitment, actor: Actor, today: date) -> list[Complaint]:
    rights = reach.of_actor(actor, today)
    if rights is None:
        return [Complaint("", "由有权的人同意，系统不能代办")]
    above = [one for one in _way(row) if one.role != Role.HEADING.value]
    task = next((one for one in reversed(above) if one.role == Role.TASK.value), row)
    decision = _may(task, rights, Day(today))
    found = [] if decision else [Complaint("", decision.reason)]
    place = Day(today).place(task.unit_id or row.programme.unit_id)
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    if not persons.isdisjoint(place.people({who for one in above for who in reach.doers(one)})):
        found.append(Complaint("", f"{rules.DID_IT}，不能同意"))
    return found


def _way(row: Commitment) -> list[Commitment]:
    """From the top of the tree down to the row, which is the last; one query."""
    paths = [row.path[:end] for end in range(WIDTH, len(row.path) + 1, WIDTH)]
    rows = Commitment.objects.filter(programme=row.programme_id, path__in=paths)
    return list(rows.select_related("programme").order_by("path"))


def _may(task: Commitment, rights: Rights, day: Day) -> Decision:
    """Who grants extensions of the task may, and who closes it in the end."""
    kind, unit = task.programme.definition, task.programme.unit_id
    extends = reach.may_extend(task, rights, day)
    return extends if extends else reach.may_approve(kind, rights, unit, day) or extends


def may_excuse(row: Commitment, rights: Rights, today: date) -> bool:
    """Whether the post may let the target of a goal through, for the task above it."""
    way = [one for one in _way(row) if one.role == Role.TASK.value]
    return bool(way) and bool(_may(way[-1], rights, Day(today)))
