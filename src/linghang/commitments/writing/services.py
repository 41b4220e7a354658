"""Deeds on what a programme holds: add commitments, change, move, void them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linghang.commitments import belonging, keeping, reach, telling
from linghang.commitments.closing.rules import SUBJECT
from linghang.commitments.deciding import services as deciding
from linghang.commitments.deeds import What
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.due import rules as due
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.spells.rules import Standing
from linghang.commitments.targets import figures
from linghang.commitments.versions import services as versions
from linghang.commitments.writing import fixed, naming, regrouping, rules, tree, whole
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.access import Actor
from linghang.ledgers.directory import Directory
from linghang.procedures import services as procedures
from linghang.procedures.days import Day


@transaction.atomic
def add(
    *,
    programme_id: int,
    wanted: Wanted,
    actor: Actor,
    at: datetime,
    today: date,
    day: date | None = None,
    directory: Directory | None = None,
) -> Commitment:
    """Add a commitment to a programme (列入); it begins at once where nothing is to be approved.

    day: on which it was taken on, None for today. Raises CannotCommit with each complaint by
    field, Programme.DoesNotExist.
    """
    programme = locked(programme_id)
    kind = programme.definition
    day = day or today
    parent = parent_of(programme, wanted.parent)
    wanted, found = naming.named(wanted.plain, kind, directory or Directory())
    found += not_leading(programme, actor, today, "列入")
    found += _complaints(programme, wanted, parent)
    if day > today or day < programme.began_on:
        found.append(Complaint("", "列入的日期在方案开始以前，或在今天以后"))
    refuse("不能列入", found)
    is_begun = not kind.approval and programme.standing == Programme.Standing.IN_FORCE
    row = Commitment(
        programme=programme,
        parent=parent,
        path=tree.place(programme, parent),
        number=wanted.number or tree.number(programme, parent),
        since=day,
        begun_on=day if is_begun else None,
        source_type=wanted.source[0],
        source_id=wanted.source[1],
        **tree.columns(programme, wanted),
    )
    row.due = row.first_due
    row.save()
    tree.help_with(row, wanted.helps)
    problems = set(wanted.answers) if row.role == Role.TASK.value else set()
    if row.role == Role.TASK.value and (problem := tree.problem_above(parent)):
        problems.add(problem.pk)
    tree.link(row, problems)
    row.content_hash = tree.content_hash(row)
    row.approved_hash = row.content_hash if is_begun else ""
    row.save(update_fields=["content_hash", "approved_hash"])
    beside = regrouping.holding(problems) if is_begun and problems else []
    if is_begun:
        whole.renew(programme.pk, holds=True)
    standing = Standing.OPEN if is_begun else Standing.PLANNED
    happened = Happening(
        commitment=row,
        what=What.ADDED,
        day=day,
        changes=facet(row, standing),
        hash=row.content_hash,
    )
    step = keeping.keep(happened, actor=actor, at=at, today=today)
    versions.keep((one, step) for one in beside)
    if is_begun and row.role == Role.TASK.value:
        telling.begun(programme, [row], actor=actor, at=at, today=today)
    return row


def facet(row: Commitment, standing: Standing) -> dict[str, Any]:
    """Everything that holds of a commitment, as changes of its first step."""
    return {
        "standing": standing.value,
        "due": row.due,
        "unit": row.unit_id or "",
        "leader": row.leader,
        "type": row.type,
        "top": tree.top(row),
        "above": row.parent_id,
        "weight": row.weight,
        "is_measured": bool(row.target),
    }


def locked(programme_id: int) -> Programme:
    """The programme, its row locked for whoever changes its tree. Raises Programme.DoesNotExist."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme_id)


def parent_of(programme: Programme, pk: int | None) -> Commitment | None:
    """The commitment of that id in the programme. Raises Commitment.DoesNotExist."""
    return Commitment.objects.get(programme=programme, pk=pk) if pk else None


def not_leading(programme: Programme, actor: Actor, today: date, deed: str) -> list[Complaint]:
    """Why the actor may not change the programme; its standing counts, too."""
    found = []
    if programme.standing in (Programme.Standing.ENDED, Programme.Standing.VOIDED):
        found.append(Complaint("", f"方案{programme.get_standing_display()}，不能{deed}"))
    rights = reach.of_actor(actor, today)
    if rights is not None:
        allowed = reach.may_lead(programme.definition, rights, programme.unit_id, Day(today))
        found += [] if allowed else [Complaint("", allowed.reason)]
    return found


def _complaints(
    programme: Programme, wanted: Wanted, parent: Commitment | None, but: Commitment | None = None
) -> list[Complaint]:
    found = rules.complaints(
        programme.definition,
        wanted,
        parent_level=parent.level if parent else "",
        began=programme.began_on,
        sensitive=programme.sensitivity,
    )
    others = Commitment.objects.filter(programme=programme)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if wanted.number and others.filter(number=wanted.number).exists():
        found.append(Complaint("number", f"序号 {wanted.number} 已经用过"))
    if parent is not None and but is None:
        found += fixed.not_under(parent)
    weights = others.filter(parent=parent).exclude(standing=Standing.VOIDED.value)
    if wanted.weight is not None:
        heavy = rules.too_heavy([wanted.weight, *weights.values_list("weight", flat=True)])
        found += [Complaint("weight", heavy)] if heavy else []
    if wanted.answers:
        known = others.filter(pk__in=wanted.answers, role=Role.FINDING.value).count()
        if known < len(set(wanted.answers)):
            found.append(Complaint("answers", "所对应的问题不在本方案中"))
    source = str(wanted.target.get("source", ""))
    if source and not figures.is_source(source):
        found.append(Complaint("target", f"没有 {source} 这个指标或台账统计"))
    return found + _of_rule(programme.definition, wanted)


def _of_rule(kind: ProgrammeKind, wanted: Wanted) -> list[Complaint]:
    known = {"began", "feedback", *(one.code for one in kind.days)}
    if wanted.due_rule is not None and wanted.due_rule.anchor not in known:
        return [Complaint("due", f"“{kind.name}”没有 {wanted.due_rule.anchor} 这个日期")]
    return []


@transaction.atomic
def edit(
    *,
    commitment_id: int,
    wanted: Wanted,
    reason: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> Commitment:
    """Change what a commitment says. What was approved then needs to be approved again.

    Its place is changed with moving.move(). Once it has begun, its day changes by an extension
    alone, and a problem keeps its text. Raises CannotCommit, Commitment.DoesNotExist.
    """
    row = locked_one(commitment_id)
    kind = row.programme.definition
    wanted, found = naming.named(replace(wanted.plain, level=row.level), kind, Directory())
    found += not_leading(row.programme, actor, today, "修改")
    found += _complaints(row.programme, replace(wanted, level=row.level), row.parent, row)
    columns = tree.columns(row.programme, replace(wanted, level=row.level))
    found += fixed.fixed(row, wanted, columns)
    found += fixed.being_checked(row)
    found += fixed.numbered(row, wanted)
    found += fixed.not_owning(row, wanted.owner, today)
    found += deciding.reasons_not_to_change(row, columns, today)
    if row.begun_on and not reason.strip():
        found.append(Complaint("reason", "已经下达的，修改要写明理由"))
    refuse("不能修改", found)
    rests_on = deciding.rests_on(row, columns, today)
    changes = {
        name: value
        for name, value, old in (
            ("unit", columns["unit_id"] or "", row.unit_id or ""),
            ("leader", columns["leader"], row.leader),
            ("type", columns["type"], row.type),
            ("due", columns["first_due"], row.due),
            ("weight", columns["weight"], row.weight),
            ("is_measured", bool(columns["target"]), bool(row.target)),
        )
        if value != old and (name != "due" or row.begun_on is None)
    }
    if row.begun_on is not None:
        columns = {k: v for k, v in columns.items() if k not in ("first_due", "due_rule")}
    for name, value in columns.items():
        setattr(row, name, value)
    beside = regrouping.naming(row) if fixed.is_renumbered(row, wanted) else set()
    row.number = wanted.number or row.number
    tree.help_with(row, wanted.helps)
    formerly = set(row.answers.values_list("problem", flat=True))
    if row.role == Role.TASK.value:
        above = tree.problem_above(row.parent)
        tree.link(row, {*wanted.answers, *([above.pk] if above else [])})
    changes |= _answering(row, formerly)
    row.content_hash = tree.content_hash(row)
    row.save()
    happened = Happening(
        commitment=row,
        what=What.CHANGED,
        text=reason,
        changes=changes,
        hash=row.content_hash,
        about=rests_on,
    )
    return _kept(row, happened, formerly, beside, actor=actor, at=at, today=today)


def _kept(
    row: Commitment,
    happened: Happening,
    formerly: set[int],
    beside: Collection[int] = (),
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> Commitment:
    """Keep a deed with what it did to the problems that it answers, or answered until now.

    beside: what says the number of the commitment, where that is another now.
    """
    touched = formerly ^ regrouping.answered([row])
    others = regrouping.regrouped(touched, text=f"{row.number}：{happened.text}")
    said = regrouping.holding(set(beside) - touched) if beside else []
    step, *_ = keeping.keep_each([happened, *others], actor=actor, at=at, today=today)
    versions.keep((one, step) for one in said)
    row.refresh_from_db(fields=["standing", "since", "due"])
    whole.renew(row.programme_id)
    return row


def locked_one(commitment_id: int) -> Commitment:
    """The commitment with its programme and parent, its row locked. Raises DoesNotExist."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("programme", "parent")
    return rows.get(pk=commitment_id)


def rehash(row: Commitment) -> None:
    """Write the hash of what it says now."""
    row.content_hash = tree.content_hash(row)
    row.save(update_fields=["content_hash"])


@transaction.atomic
def answer(
    *,
    measure_id: int,
    problems: list[int],
    reason: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> Commitment:
    """Say which problems of the programme a measure answers; the one above it is always one.

    What has begun is changed with a reason, and needs to be approved again. Raises CannotCommit,
    Commitment.DoesNotExist.
    """
    row = locked_one(measure_id)
    found = not_leading(row.programme, actor, today, "调整对应的问题")
    found += fixed.being_checked(row)
    if row.standing == Standing.VOIDED.value:
        found.append(Complaint("", "已经作废"))
    wanted = set(problems)
    if problem := tree.problem_above(row.parent):
        wanted.add(problem.pk)
    known = Commitment.objects.filter(
        programme=row.programme, pk__in=wanted, role=Role.FINDING.value
    )
    if row.role != Role.TASK.value or known.count() < len(wanted):
        found.append(Complaint("answers", "措施只能对应本方案中的问题"))
    if row.begun_on and not reason.strip():
        found.append(Complaint("reason", "已经下达的，调整要写明理由"))
    refuse("不能调整对应的问题", found)
    formerly = set(row.answers.values_list("problem", flat=True))
    tree.link(row, wanted)
    rehash(row)
    happened = Happening(
        commitment=row,
        what=What.LINKED,
        text=reason.strip(),
        changes=_answering(row, formerly),
        hash=row.content_hash,
    )
    return _kept(row, happened, formerly, actor=actor, at=at, today=today)


def _answering(row: Commitment, formerly: set[int]) -> dict[str, Any]:
    """What changed of the problems that a measure answers."""
    now = row.answers.values_list("problem", flat=True)
    return belonging.moved(belonging.ANSWERS, formerly, now)


@transaction.atomic
def void(
    *, commitment_id: int, reason: str, actor: Actor, at: datetime, today: date
) -> list[Commitment]:
    """Void a commitment and all below it, with a reason; they stay to be seen and count nowhere.

    Raises CannotCommit, Commitment.DoesNotExist.
    """
    row = locked_one(commitment_id)
    found = not_leading(row.programme, actor, today, "作废")
    every = [row, *Commitment.objects.below(row)]
    if not reason.strip():
        found.append(Complaint("reason", "请写明作废的理由"))
    if row.standing == Standing.VOIDED.value:
        found.append(Complaint("", "已经作废"))
    waiting = any(one.standing == Standing.CLOSING.value for one in every)
    if waiting or fixed.being_checked(row.parent):
        found.append(Complaint("", "有正在验收的任务，验收完或退回后再作废"))
    for one in every:
        one.programme = row.programme
    found += deciding.reasons_not_to_stop(every, today)
    refuse("不能作废", found)
    voided = [one for one in every if one.standing != Standing.VOIDED.value]
    happened = [
        Happening(
            commitment=one,
            what=What.VOIDED,
            text=reason.strip(),
            changes={"standing": Standing.VOIDED.value},
            about=deciding.basis(one, today),
        )
        for one in voided
    ]
    happened += _without(row.programme, voided, reason.strip())
    keeping.keep_each(happened, actor=actor, at=at, today=today)
    for one in voided:
        one.refresh_from_db(fields=["standing", "since", "due"])
        if one.proceeding is not None:
            procedures.withdraw(
                subject=(SUBJECT, str(one.pk)),
                reason=reason.strip(),
                actor=actor,
                at=at,
                today=today,
            )
    whole.renew(row.programme_id)
    return voided


def _without(programme: Programme, voided: list[Commitment], reason: str) -> list[Happening]:
    """What it does to the problems that remain, and to the goals above tasks that were open."""
    found = regrouping.regrouped(regrouping.answered(voided), text=reason, gone=voided)
    open_ones = [one.path for one in voided if one.role == Role.TASK.value and one.is_under_way]
    pks = [one.pk for one in voided]
    return found + regrouping.left(programme, open_ones, text=reason, gone=pks)


def days_of(programme: Programme) -> dict[str, date]:
    """Every day of the programme that is known (see due.rules)."""
    return programme.known_days


def due_of(row: Commitment) -> date | None:
    """The day that follows from the rule of its day due; None without rule, or not known yet."""
    rule = row.rule()
    return due.resolve(rule, row.programme.known_days) if rule else None
