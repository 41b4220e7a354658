"""Targets that stand in the way of a closing, and the deed that lets one through by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from linghang.commitments import keeping, reach
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
from linghang.foundation.access import Actor
from linghang.procedures.days import Day


def lacking(row: Commitment, today: date, *, since: date | None = None) -> list[str]:
    """What each target of a task and of the goals below it lacks, in Chinese, but for those that
    somebody let through from `since` on, None for ever."""
    rows = _aimed(row)
    found = figures.work_out(rows, today)
    open_ones = [one for one in rows if one.pk in found and not _holds(one, row, found[one.pk])]
    through = _excused(open_ones, since)
    return [_says(one, row, found[one.pk]) for one in open_ones if one.pk not in through]


def _aimed(row: Commitment) -> list[Commitment]:
    """The task and the goals below it that have a target; one query."""
    below = Q(path__startswith=row.path, role=Role.GOAL.value)
    rows = Commitment.objects.filter(Q(pk=row.pk) | below, programme=row.programme_id)
    rows = rows.exclude(target={}).exclude(standing=Standing.VOIDED.value)
    return list(rows.select_related("programme", "unit").order_by("path"))


def _holds(one: Commitment, task: Commitment, found: Found) -> bool:
    """Reached, or as it must be so far; that its own event happened is what closing says."""
    if one.pk == task.pk and found.target.op is targets.Op.EVENT:
        return True
    held = found.state in (targets.State.REACHED, targets.State.ON_THE_WAY)
    return held and found.holds


def _says(one: Commitment, task: Commitment, found: Found) -> str:
    name = "" if one.pk == task.pk else f"{one.number} {one.title}："
    return f"{name}目标（{found.target.says}）{targets.STATE_NAMES[found.state]}，现值{found.shown}"


def _excused(rows: Sequence[Commitment], since: date | None) -> set[int]:
    """Those that were let through as they read today."""
    steps = Step.objects.filter(commitment__in=[one.pk for one in rows], what=What.EXCUSED.value)
    if since is not None:
        steps = steps.filter(day__gte=since)
    hashes = {one.pk: one.content_hash for one in rows}
    told = steps.values_list("commitment", "hash") if rows else ()
    return {pk for pk, hash in told if hashes[pk] == hash}


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
    found = []
    if not may_excuse(row, rights, Day(today)):
        extends = reach.may_extend(row, rights, Day(today))
        found.append(Complaint("", extends.reason))
    place = Day(today).place(row.unit_id or row.programme.unit_id)
    persons = place.people({actor.person, actor.on_behalf_of or actor.person})
    paths = [row.path[:end] for end in range(WIDTH, len(row.path) + 1, WIDTH)]
    above = Commitment.objects.filter(programme=row.programme_id, path__in=paths)
    doers = {who for one in above.exclude(role=Role.HEADING.value) for who in reach.doers(one)}
    if not persons.isdisjoint(place.people(doers)):
        found.append(Complaint("", "本人是责任人、反馈过进展或上传过材料，不能同意"))
    return found


def may_excuse(row: Commitment, rights: reach.Rights, day: Day) -> bool:
    """Whether the post may let a target through: who grants extensions of it, or closes."""
    kind, unit = row.programme.definition, row.programme.unit_id
    return bool(reach.may_extend(row, rights, day) or reach.may_approve(kind, rights, unit, day))
