"""Deeds of who does it: report progress, bring evidence, say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from linghang.commitments import keeping, reach, trail_actions
from linghang.commitments.closing import digest
from linghang.commitments.due import rules as due
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Commitment, Note, Paper, Produced
from linghang.commitments.spells.rules import Standing
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.procedures.days import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that is brought. happened_on: the day of what it proves."""

    content: bytes | Path
    name: str
    media_type: str
    happened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of progress. period: "" for that of the day, or of the note that it corrects.
    percent: 0…100. corrects: a note; reason: why it is corrected."""

    done: str
    difficulties: str = ""
    next: str = ""
    percent: int | None = None
    period: str = ""
    day: date | None = None
    corrects: int | None = None
    reason: str = ""


@transaction.atomic
def report(
    *,
    commitment_id: int,
    said: Report,
    uploads: Sequence[Upload] = (),
    actor: Actor,
    at: datetime,
    today: date,
) -> Note:
    """Report on a commitment that is under way (进展反馈), with its evidence.

    Raises CannotCommit, CannotStore, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    day = said.day or today
    found = _not_reporting(row, actor, today)
    if not row.is_under_way and not said.corrects:
        found.append(Complaint("", f"{row.get_standing_display()}，不再反馈进展"))
    if not said.done.strip():
        found.append(Complaint("done", "没有写已做的工作"))
    if said.percent is not None and not 0 <= said.percent <= 100:
        found.append(Complaint("percent", "进度在0到100之间"))
    if day > today or (row.begun_on and day < row.begun_on):
        found.append(Complaint("day", "日期在下达以前，或在今天以后"))
    old = row.notes.filter(pk=said.corrects).first() if said.corrects else None
    found += _not_correcting(said, old) if said.corrects else []
    text = "\n".join([said.done, said.difficulties, said.next])
    found += [
        Complaint("", says)
        for says in sensitivity.reasons_not_to_keep("", text, row.programme.sensitivity)
    ]
    refuse("不能反馈", found)
    note = Note.objects.create(
        commitment=row,
        period=said.period or (old.period if old else due.period_of(row.reports(), day)),
        day=day,
        done=said.done.strip(),
        difficulties=said.difficulties.strip(),
        next=said.next.strip(),
        percent=said.percent,
        corrects=old,
        reason=said.reason.strip() if old else "",
        person=actor.person,
        unit=_unit(actor, today),
        at=at,
    )
    renew(row)
    digest.renew(row)
    _leave(trail_actions.REPORTED, row, actor, at)
    for one in uploads:
        attach(commitment_id=row.pk, upload=one, note=note, actor=actor, at=at, today=today)
    return note


def _not_correcting(said: Report, old: Note | None) -> list[Complaint]:
    """A report is corrected once; what corrects it may be corrected in its turn."""
    found = []
    if old is None:
        found.append(Complaint("corrects", "要更正的反馈不在这项任务上"))
    elif old.corrected_by.exists():
        found.append(Complaint("corrects", "这份反馈已经更正过，请更正最新的一份"))
    if not said.reason.strip():
        found.append(Complaint("reason", "请写明更正的理由"))
    return found


def renew(row: Commitment) -> None:
    """What boards show of the reports: the day of the last, and the progress that it tells."""
    standing = row.notes.filter(corrected_by=None).order_by("-day", "-pk")
    last = standing.first()
    told = standing.exclude(percent=None).first()
    row.reported_on = last.day if last else None
    row.percent = told.percent if told else None
    row.save(update_fields=["reported_on", "percent"])


def locked(commitment_id: int) -> Commitment:
    """The commitment with its programme, its row locked. Raises Commitment.DoesNotExist."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=commitment_id)


def _unit(actor: Actor, today: date) -> str:
    rights = reach.of_actor(actor, today)
    return rights.unit.code if rights else ""


def _not_reporting(row: Commitment, actor: Actor, today: date) -> list[Complaint]:
    rights = reach.of_actor(actor, today)
    found = []
    if rights is not None:
        decision = reach.may_report(row, rights, Day(today))
        found += [] if decision else [Complaint("", decision.reason)]
    if row.standing in (Standing.VOIDED.value, Standing.PLANNED.value):
        found.append(Complaint("", row.get_standing_display()))
    return found


@transaction.atomic
def attach(
    *,
    commitment_id: int,
    upload: Upload,
    note: Note | None = None,
    actor: Actor,
    at: datetime,
    today: date,
) -> Paper:
    """Put a file behind a commitment (佐证材料), at any time, also after closing.

    Raises CannotCommit, CannotStore, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    found = _not_reporting(row, actor, today)
    if upload.happened_on > today:
        found.append(Complaint("happened_on", "材料的发生日期在今天以后"))
    refuse("不能上传", found)
    return keep_paper(row, upload, note=note, actor=actor, at=at)


def keep_paper(
    row: Commitment, upload: Upload, *, note: Note | None = None, actor: Actor, at: datetime
) -> Paper:
    """Put a file behind a commitment; the deed that brings it has asked whether it may be.

    Raises CannotStore.
    """
    stored = evidence.store(
        content=upload.content,
        name=upload.name,
        media_type=upload.media_type,
        happened_on=upload.happened_on,
        level=row.programme.sensitivity,
        actor=actor,
        at=at,
    )
    paper = Paper.objects.create(
        commitment=row,
        note=note,
        evidence=stored,
        name=stored.name,
        happened_on=upload.happened_on,
        added_by=actor.person,
        added_at=at,
    )
    digest.renew(row)
    _leave(trail_actions.ATTACHED, row, actor, at)
    return paper


@transaction.atomic
def detach(*, paper_id: int, reason: str, actor: Actor, at: datetime, today: date) -> Paper:
    """Take a file off that does not belong there, as long as nobody looks at it; it is kept and
    stays to be seen. Raises CannotCommit, Paper.DoesNotExist."""
    paper = Paper.objects.get(pk=paper_id, removed_on=None)
    row = locked(paper.commitment_id)
    found = _not_reporting(row, actor, today)
    if row.standing not in (Standing.OPEN.value, Standing.REOPENED.value):
        found.append(Complaint("", "申请销号后材料只能增加，不能撤下"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明撤下的理由"))
    refuse("不能撤下", found)
    paper.removed_on, paper.removed_by = today, actor.person
    paper.removed_because = reason.strip()
    paper.save(update_fields=["removed_on", "removed_by", "removed_because"])
    _leave(trail_actions.DETACHED, row, actor, at)
    return paper


@transaction.atomic
def produce(
    *,
    commitment_id: int,
    code: str,
    number: int = 1,
    title: str = "",
    names: str = "",
    day: date | None = None,
    about: tuple[str, str] = ("", ""),
    actor: Actor,
    at: datetime,
    today: date,
) -> Produced:
    """Say what came of a commitment: rules revised, money recovered, people dealt with.

    code: a yield of the kind. names: of persons, where the yield names any. about: the record
    that it is counted from; each is counted once. Raises CannotCommit, Commitment.DoesNotExist.
    """
    row = locked(commitment_id)
    day = day or today
    declared = row.programme.definition.by_yield.get(code)
    found = _not_reporting(row, actor, today)
    if declared is None:
        found.append(Complaint("code", "没有这类成果"))
    elif names.strip() and not declared.named:
        found.append(Complaint("names", f"“{declared.name}”不登记人员"))
    if number < 1:
        found.append(Complaint("number", "数量要大于0"))
    if day > today or day < row.programme.began_on:
        found.append(Complaint("day", "日期在方案开始以前，或在今天以后"))
    if about[1] and row.yields.filter(
        code=code, about_type=about[0], about_id=about[1], voided_on=None
    ):
        found.append(Complaint("about", "这条记录已经登记过"))
    refuse("不能登记成果", found)
    assert declared is not None
    made = Produced.objects.create(
        commitment=row,
        code=code,
        day=day,
        known_on=today,
        number=number,
        title=title.strip(),
        names=names.strip(),
        about_type=about[0],
        about_id=about[1],
        person=actor.person,
        at=at,
    )
    digest.renew(row)
    facts = {"name": declared.name, "count": number}
    _leave(trail_actions.PRODUCED, row, actor, at, facts)
    return made


@transaction.atomic
def unproduce(
    *, produced_id: int, reason: str, actor: Actor, at: datetime, today: date
) -> Produced:
    """Void what was said to have come of it, as long as nobody looks at it; what was known before
    stays. What stands closed is corrected first. Raises CannotCommit, Produced.DoesNotExist."""
    made = Produced.objects.get(pk=produced_id, voided_on=None)
    row = locked(made.commitment_id)
    found = _not_reporting(row, actor, today)
    if row.standing not in (Standing.OPEN.value, Standing.REOPENED.value):
        found.append(Complaint("", "申请销号后成果只能增加，不能作废；已销号的先更正销号"))
    if not reason.strip():
        found.append(Complaint("reason", "请写明作废的理由"))
    refuse("不能作废成果", found)
    made.voided_on, made.voided_by, made.voided_because = today, actor.person, reason.strip()
    made.save(update_fields=["voided_on", "voided_by", "voided_because"])
    _leave(trail_actions.UNPRODUCED, row, actor, at)
    return made


def _leave(
    action: str,
    row: Commitment,
    actor: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    keeping.leave(
        action,
        row,
        actor=actor,
        at=at,
        programme=row.programme,
        facts={"number": row.number, **(facts or {})},
    )
