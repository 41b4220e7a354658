"""Deeds on targets: say what no record tells; work out every state anew."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from linghang.commitments import keeping, reach, trail_actions
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Observation, Programme
from linghang.commitments.offering import registry
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reporting.services import Upload, locked
from linghang.commitments.spells.rules import Standing
from linghang.commitments.targets import figures, rules
from linghang.commitments.targets.figures import Found
from linghang.foundation.access import Actor, system_actor
from linghang.procedures.days import Day

PAPER = "commitments.paper"


@transaction.atomic
def observe(
    *,
    commitment_id: int,
    day: date,
    value: Decimal | None = None,
    text: str = "",
    about: tuple[str, str] = ("", ""),
    upload: Upload | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> Observation:
    """Say what the figure of a target is, or that its event happened, where no record tells it.

    value: in the target's unit. text: the grade, or what happened. about: the record that it
    rests on; upload: a file that it rests on, which is put behind the commitment. Refused where
    the target is bound to a source: that fact is typed there. Raises CannotCommit, CannotStore,
    Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    aim = rules.target(row.target)
    found = [*_not_observing(row, actor, today), *_not_so(aim, value, text.strip())]
    if row.begun_on is None or row.standing == Standing.VOIDED.value:
        found.append(Complaint("", f"{row.get_standing_display()}，下达以后、作废以前才登记"))
    found += _not_resting(row, about, actor, today)
    if day > today or day < row.programme.began_on:
        found.append(Complaint("day", "日期在方案开始以前，或在今天以后"))
    refuse("不能登记目标现值", found)
    assert aim is not None
    if upload is not None:
        about = (PAPER, str(reporting.keep_paper(row, upload, actor=actor, at=at).pk))
    seen = Observation.objects.create(
        commitment=row,
        day=day,
        known_on=today,
        value=value,
        text=text.strip(),
        about_type=about[0],
        about_id=about[1],
        person=actor.person,
        at=at,
    )
    shown = text.strip() or f"{value}{aim.unit}"
    keeping.leave(
        trail_actions.OBSERVED,
        row,
        actor=actor,
        at=at,
        programme=row.programme,
        facts={"number": row.number, "value": shown},
    )
    _keep_all([row], actor, at, today)
    return seen


def _not_observing(row: Commitment, actor: Actor, today: date) -> list[Complaint]:
    rights = reach.of_actor(actor, today)
    if rights is None:
        return []
    may = reach.may_report(row, rights, Day(today))
    lead = reach.may_lead(row.programme.definition, rights, row.programme.unit_id, Day(today))
    return [] if may or lead else [Complaint("", may.reason)]


def _not_resting(
    row: Commitment, about: tuple[str, str], actor: Actor, today: date
) -> list[Complaint]:
    """Why the figure can't rest on it: a file must be here, a record be open to who names it."""
    kind, key = about
    if not kind:
        return []
    if kind == PAPER:
        known = key.isdigit() and row.papers.filter(pk=key, removed_on=None).exists()
        return [] if known else [Complaint("about", "依据的材料不在这项任务上，或已撤下")]
    rights = reach.of_actor(actor, today)
    if rights is not None and registry.find(rights, about, today) is not None:
        return []
    return [Complaint("about", "依据的记录没有生效，或者本职务看不到")]


def _not_so(aim: rules.Target | None, value: Decimal | None, text: str) -> list[Complaint]:
    if aim is None:
        return [Complaint("", "没有目标值")]
    if aim.source:
        return [Complaint("", "目标由指标或台账得出，不再填报")]
    if aim.grade:
        says = f"等次只能是：{'、'.join(aim.grades)}"
        return [] if text in aim.grades else [Complaint("text", says)]
    if aim.op is rules.Op.EVENT:
        return [] if text else [Complaint("text", "请写明完成的情况")]
    return [] if value is not None else [Complaint("value", "请填写目标的现值")]


@transaction.atomic
def renew(*, now: datetime, today: date, programme: int | None = None) -> int:
    """Work out the state of every target of programmes in force; returns how many changed.

    What changed is a deed by name, so that figures of earlier days stay.
    """
    rows = Commitment.objects.filter(
        programme__standing=Programme.Standing.IN_FORCE, begun_on__isnull=False
    ).exclude(target={})
    rows = rows.exclude(standing=Standing.VOIDED.value).select_related("programme", "unit")
    if programme is not None:
        rows = rows.filter(programme=programme)
    return _keep_all(list(rows), system_actor(), now, today)


def _keep_all(rows: list[Commitment], actor: Actor, at: datetime, today: date) -> int:
    """Columns at once, deeds by programme; returns how many states changed."""
    found = figures.work_out(rows, today)
    was = {row.pk: row.target_state for row in rows}
    shown = [row for row in rows if _show(row, found[row.pk], today)]
    columns = ["target_state", "target_shown", "target_on"]
    Commitment.objects.bulk_update(shown, columns, batch_size=500)
    turned: defaultdict[int, list[Happening]] = defaultdict(list)
    for row in shown:
        if was[row.pk] != row.target_state:
            turned[row.programme_id].append(_happening(row, found[row.pk]))
    for happenings in turned.values():
        keeping.keep_each(happenings, actor=actor, at=at, today=today)
    return sum(len(happenings) for happenings in turned.values())


def _show(row: Commitment, found: Found, today: date) -> bool:
    """Set what boards show; whether it is anything new."""
    now = (found.state.value, found.shown)
    if now == (row.target_state, row.target_shown) and row.target_on is not None:
        return False
    row.target_state, row.target_shown, row.target_on = *now, today
    return True


def _happening(row: Commitment, found: Found) -> Happening:
    says = f"{rules.STATE_NAMES[found.state]}，现值{found.shown}"
    return Happening(
        commitment=row,
        what=What.TARGET,
        text=says,
        changes=_changes(row, found),
        facts={"result": says},
    )


def _changes(row: Commitment, found: Found) -> dict[str, str]:
    """A goal with nothing below it stands as its target does."""
    if row.role != Role.GOAL.value or Commitment.objects.below(row).exists():
        return {}
    reached = found.state is rules.State.REACHED
    standing = Standing.DONE if reached else Standing.OPEN
    return {} if row.standing == standing.value else {"standing": standing.value}
