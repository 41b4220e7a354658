"""Deeds on a programme: set it up, approve it, set its days, end it, void it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from linghang.commitments import catalog, keeping, reach
from linghang.commitments.deeds import What
from linghang.commitments.definitions import BEGAN, FEEDBACK, ProgrammeKind
from linghang.commitments.faults import Complaint, refuse
from linghang.commitments.models import Commitment, Programme, Serial
from linghang.commitments.setting import days
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import rules, whole
from linghang.commitments.writing import services as writing
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level as Sensitivity
from linghang.ledgers.directory import Directory
from linghang.org.models import Unit
from linghang.procedures.days import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A programme as somebody enters it. unit: who leads it; leader: person. days: of its kind."""

    title: str
    unit: str
    began_on: date
    leader: str = ""
    feedback_on: date | None = None
    days: Mapping[str, date] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sensitivity: str = ""
    source: tuple[str, str] = ("", "")


@transaction.atomic
def set_up(
    *, kind: str, described: Described, actor: Actor, at: datetime, today: date
) -> Programme:
    """Set up a programme (建立方案): a draft, or in force at once where nothing is approved.

    Raises CannotCommit with each complaint by field, KeyError for an unknown kind.
    """
    loaded = catalog.current(kind)
    if loaded is None:
        raise KeyError(kind)
    declared = loaded.item
    leader, found = _leader(described.leader)
    facts, wrong = rules.read_facts(declared.facts, described.fields)
    found += wrong + _wrong(declared, described, actor, today)
    refuse("不能建立", found)
    versions.keep(kind=catalog.KIND, code=kind, hash=loaded.hash, body=loaded.body, at=at)
    programme = Programme.objects.create(
        kind=kind,
        definition_hash=loaded.hash,
        number=_number(declared, described.began_on.year),
        title=described.title.strip(),
        unit=Unit.objects.get(code=described.unit),
        leader=leader,
        began_on=described.began_on,
        feedback_on=described.feedback_on,
        days=_days(declared, described),
        facts=facts,
        words={state: word.strip() for state, word in described.words.items() if word.strip()},
        sensitivity=Sensitivity(described.sensitivity or declared.sensitivity),
        entered_by=actor.person,
        entered_at=at,
        source_type=described.source[0],
        source_id=described.source[1],
    )
    if not declared.approval:
        programme.standing = Programme.Standing.IN_FORCE
        programme.approved_by, programme.approved_on = actor.person, today
        programme.approved_hash = programme.content_hash = whole.hash_of(programme)
        programme.save()
    keeping.keep_of_programme(programme, What.SET_UP, actor=actor, at=at, today=today)
    return programme


def _leader(word: str) -> tuple[str, list[Complaint]]:
    known = Directory().find(FieldKind.PERSON, word.strip()) if word.strip() else None
    if isinstance(known, str):
        return "", [Complaint("leader", known)]
    return (known.code if known else ""), []


def _wrong(kind: ProgrammeKind, described: Described, actor: Actor, today: date) -> list[Complaint]:
    found = []
    if not described.title.strip():
        found.append(Complaint("title", "没有写名称"))
    level = described.sensitivity or kind.sensitivity
    words = "\n".join(str(one) for one in described.fields.values())
    found += [
        Complaint("", says)
        for says in sensitivity.reasons_not_to_keep(described.title, words, level)
    ]
    if not Unit.objects.filter(code=described.unit).exists():
        return [*found, Complaint("unit", f"没有“{described.unit}”这个单位")]
    rights = reach.of_actor(actor, today)
    if rights is None:
        found.append(Complaint("", "方案由担任有关职务的人建立，系统不能代办"))
    else:
        allowed = reach.may_lead(kind, rights, described.unit, Day(today))
        found += [] if allowed else [Complaint("unit", allowed.reason)]
    if described.began_on > today:
        found.append(Complaint("began_on", "开始日期在今天以后"))
    if described.feedback_on and described.feedback_on < described.began_on:
        found.append(Complaint("feedback_on", "反馈日期早于开始日期"))
    if strange := sorted(set(described.days) - {one.code for one in kind.days}):
        found.append(Complaint("days", f"“{kind.name}”没有 {'、'.join(strange)} 这些日期"))
    if strange := sorted(set(described.words) - {"done", "stage_done", "open"}):
        found.append(Complaint("words", f"没有 {'、'.join(strange)} 这种状态"))
    return found


def _days(kind: ProgrammeKind, described: Described) -> dict[str, str]:
    """The days that are set, and those that follow from others as far as these are known."""
    known = {BEGAN: described.began_on, **described.days}
    if described.feedback_on:
        known[FEEDBACK] = described.feedback_on
    return days.stored(days.following(kind, known))


def _number(kind: ProgrammeKind, year: int) -> str:
    serial, _ = Serial.objects.select_for_update().get_or_create(kind=kind.code, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"{kind.prefix}-{year}-{serial.last:02d}"


@transaction.atomic
def end(*, programme_id: int, actor: Actor, at: datetime, today: date, text: str = "") -> Programme:
    """End a programme of which nothing is under way any more. Raises CannotCommit."""
    programme = writing.locked(programme_id)
    found = writing.not_leading(programme, actor, today, "结束")
    waiting = Commitment.objects.filter(programme=programme).tasks()
    count = waiting.under_way().count() + waiting.filter(standing=Standing.PLANNED.value).count()
    if count:
        found.append(Complaint("", f"还有{count}项没有销号"))
    if programme.standing != Programme.Standing.IN_FORCE:
        found.append(Complaint("", "方案还没有审定"))
    names = {one.code: one.name for one in programme.definition.days}
    if owed := "、".join(names[code] for code in programme.days_owed):
        found.append(Complaint("", f"节点还没有登记办结：{owed}"))
    refuse("不能结束", found)
    programme.standing, programme.ended_on = Programme.Standing.ENDED, today
    programme.save(update_fields=["standing", "ended_on"])
    keeping.keep_of_programme(programme, What.ENDED, actor=actor, at=at, today=today, text=text)
    return programme


@transaction.atomic
def void(*, programme_id: int, reason: str, actor: Actor, at: datetime, today: date) -> Programme:
    """Void a programme and everything in it, with a reason. Raises CannotCommit."""
    programme = writing.locked(programme_id)
    found = writing.not_leading(programme, actor, today, "作废")
    if not reason.strip():
        found.append(Complaint("reason", "请写明作废的理由"))
    refuse("不能作废", found)
    for row in Commitment.objects.filter(programme=programme, parent=None):
        if row.standing != Standing.VOIDED.value:
            writing.void(commitment_id=row.pk, reason=reason, actor=actor, at=at, today=today)
    programme.standing = Programme.Standing.VOIDED
    programme.save(update_fields=["standing"])
    keeping.keep_of_programme(
        programme, What.VOIDED, actor=actor, at=at, today=today, text=reason.strip()
    )
    return programme
