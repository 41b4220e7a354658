"""Deeds about entries that are not handed in yet: write, throw away; and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count

from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.fields.definitions import Kind
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, reach, trail_actions
from linghang.ledgers.closing.queries import Place, reasons_not_to_change
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import papers, rows
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Complaint, Told
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Apart, Entry, Paper
from linghang.org.models import Unit
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from linghang.procedures.days import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody typed: what every entry has, and the ledger's own fields by code."""

    title: str
    unit: str
    day: date | None
    until: date | None = None
    level: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def common(self) -> Common:
        """What every entry has, as the rules know it."""
        return Common(title=self.title.strip(), day=self.day, unit=self.unit, until=self.until)


def judged(
    ledger: Ledger,
    written: Written,
    *,
    today: date,
    files: Mapping[str, int] | None = None,
    directory: Directory | None = None,
    values: Mapping[str, object] | None = None,
    unfinished: bool = False,
) -> Told:
    """What was typed, as facts with every complaint; asks nobody's rights.

    directory, values (rule parameters of the entry's day): given where many are judged.
    """
    told = facts.read(
        ledger,
        written.common,
        written.fields,
        find=(directory or Directory()).find,
        values=parameters.in_force(written.day or today) if values is None else values,
        files=files,
        unfinished=unfinished,
    )
    if written.day and written.day > today and not ledger.labels.until:
        told.complaints.append(Complaint("day", f"“{ledger.labels.day}”在今天以后，发生后再登记"))
    text = "\n".join(str(one) for one in written.fields.values() if one)
    level = written.level or ledger.level
    reasons = sensitivity.reasons_not_to_keep(written.title, text, level)
    told.complaints += [Complaint("", reason) for reason in reasons]
    return told


@transaction.atomic
def write(
    *,
    ledger: str,
    written: Written,
    actor: Actor,
    at: datetime,
    today: date,
    entry_id: int | None = None,
    replaces: int | None = None,
    directory: Directory | None = None,
) -> Entry:
    """Keep a draft, or change one, or one that was sent back; nothing must be complete yet.

    replaces: the voided entry whose place it takes. directory: for many in one go.
    Raises CannotEnter with each complaint by field, KeyError for an unknown ledger,
    Entry.DoesNotExist.
    """
    loaded = catalog.current(ledger)
    if loaded is None or loaded.item.part_of:
        raise KeyError(ledger)
    rights, now = rights_of_actor(actor, today), Day(today)
    entry = _to_write(ledger, entry_id) if entry_id else Entry(ledger=ledger)
    told = judged(loaded.item, written, today=today, directory=directory, unfinished=True)
    told.complaints += _not_allowed(loaded.item, written, rights, now)
    if written.day:
        places = [Place(written.unit, written.day)]
        told.complaints += reasons_not_to_change(loaded.item, places, actor=actor, today=today)
    if told.complaints or written.day is None:
        told.complaints += [] if written.day else [Complaint("day", "请先填写日期，再保存草稿")]
        raise CannotEnter("不能保存", told.complaints)
    versions.keep(kind=catalog.KIND, code=ledger, hash=loaded.hash, body=loaded.body, at=at)
    is_new = entry.pk is None
    entry.definition_hash = loaded.hash
    entry.level = Level(written.level or loaded.item.level)
    if is_new:
        entry.entered_by, entry.entered_at = actor.person, at
        entry.replaces_id = replaces
    rows.fill(entry, loaded.item, written.common, told.facts)
    if not is_new:
        Apart.objects.look_again(entry.pk, at=at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.WRITTEN,
        subject=entry,
        facts=trail_actions.told(loaded.item, what="新的草稿" if is_new else "修改"),
    )
    return entry


def rights_of_actor(actor: Actor, today: date) -> Rights:
    """The rights under which somebody acts. Raises CannotEnter for the system."""
    if actor.appointment is None:
        raise CannotEnter("不能填报", [Complaint("", "台账由担任有关职务的人填报，系统不能代填")])
    return rights_of(actor.appointment, today)


def _to_write(ledger: str, entry_id: int) -> Entry:
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id, ledger=ledger)
    if not reach.is_open_to_change(entry):
        says = f"这条记录{entry.get_standing_display()}，要改就提出更正"
        raise CannotEnter("不能保存", [Complaint("", says)])
    return entry


def _not_allowed(ledger: Ledger, written: Written, rights: Rights, now: Day) -> list[Complaint]:
    if not Unit.objects.filter(code=written.unit).exists():
        return [Complaint("unit", f"没有“{written.unit}”这个单位")]
    decision = reach.may_enter(ledger, rights, written.unit, now)
    found = [] if decision else [Complaint("unit", f"{decision.reason}，您不能为这个单位填报")]
    if ledger.active_to and now.on >= ledger.active_to:
        found.append(Complaint("", f"“{ledger.name}”自{ledger.active_to}起不再填报"))
    return found


@transaction.atomic
def discard(*, entry_id: int, actor: Actor, at: datetime) -> None:
    """Throw a draft away that was never handed in; only whoever wrote it. Raises CannotEnter."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.standing != Standing.DRAFT or entry.number:
        raise CannotEnter("不能删去", [Complaint("", "报送过的记录只能作废，作废后仍可查看")])
    if entry.entered_by != actor.person:
        raise CannotEnter("不能删去", [Complaint("", "草稿由填写的人自己删去")])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.DISCARDED,
        subject=entry,
        facts=trail_actions.told(catalog.whole(entry.ledger)),
    )
    entry.papers.all().delete()
    entry.delete()


@transaction.atomic
def attach(
    *,
    entry_id: int,
    field: str,
    content: bytes | Path,
    name: str,
    media_type: str,
    actor: Actor,
    at: datetime,
    today: date,
    happened_on: date | None = None,
    valid_until: date | None = None,
) -> Paper:
    """Put a file behind an entry, at any time; it happened on the entry's day if nothing is said.

    In a field of one file it takes the place of the earlier one, which stays to be opened once the
    entry was handed in. Raises CannotEnter, CannotStore.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    one = entry.definition.by_code.get(field)
    complaints = _not_attaching(entry, field, actor, today)
    if one is None or one.kind is not Kind.FILE:
        complaints.append(Complaint(field, "这一项不收文件"))
    elif one.expires and valid_until is None:
        complaints.append(Complaint(field, f"“{one.name}”要写有效期"))
    if entry.standing == Standing.VOIDED:
        complaints.append(Complaint("", "记录已作废"))
    if complaints:
        raise CannotEnter("不能上传", complaints)
    assert one is not None
    if not one.many:
        earlier = entry.papers.current().filter(field=field)
        is_open = reach.is_open_to_change(entry)
        earlier.update(**{"removed_on" if is_open else "replaced_on": today})
    paper = papers.keep(
        Paper(entry=entry, field=field, added_by=actor.person, added_at=at),
        content=content,
        name=name,
        media_type=media_type,
        happened_on=happened_on or entry.day,
        valid_until=valid_until,
        actor=actor,
    )
    _leave(trail_actions.ATTACHED, entry, one.name, actor, at)
    return paper


def _not_attaching(entry: Entry, field: str, actor: Actor, today: date) -> list[Complaint]:
    """Who enters brings files; of a locked year who oversees it, as everything else of it."""
    ledger, rights, now = entry.definition, rights_of_actor(actor, today), Day(today)
    decision = reach.may_enter(ledger, rights, entry.unit_id, now)
    is_out = entry.standing != Standing.LOCKED
    if decision and is_out:
        return []
    oversees = reach.may_oversee(ledger, rights, entry.unit_id, now)
    if is_out or oversees:
        return [] if oversees else [Complaint(field, decision.reason)]
    return [Complaint(field, f"{entry.day.year}年已经归档，补充材料请找{oversees.who_can}")]


@transaction.atomic
def detach(*, paper_id: int, actor: Actor, at: datetime, today: date) -> None:
    """Take a file off an entry that may still be written; the file itself is kept."""
    paper = Paper.objects.current().select_related("entry").get(pk=paper_id)
    if not reach.is_open_to_change(paper.entry):
        raise CannotEnter("不能撤下", [Complaint(paper.field, "报送后材料只能增加，不能撤下")])
    if not reach.may_enter(
        paper.entry.definition, rights_of_actor(actor, today), paper.entry.unit_id, Day(today)
    ):
        raise CannotEnter("不能撤下", [Complaint(paper.field, "材料由填报的岗位撤下")])
    paper.removed_on = today
    paper.save(update_fields=["removed_on"])
    name = paper.entry.definition.by_code[paper.field].name
    _leave(trail_actions.DETACHED, paper.entry, name, actor, at)


def _leave(action: str, entry: Entry, field: str, actor: Actor, at: datetime) -> None:
    number = entry.number or "草稿"
    trail.leave(
        at=at,
        actor=actor,
        action=action,
        subject=entry,
        facts=trail_actions.told(entry.definition, entry.pk, number=number, field=field),
    )


def files_of(entry: Entry) -> dict[str, int]:
    """Field → how many files stand behind it."""
    return files_of_all([entry]).get(entry.pk, {})


def files_of_all(entries: Sequence[Entry]) -> dict[int, dict[str, int]]:
    """Entry → the same, of many in one query; those without files are absent."""
    found: dict[int, dict[str, int]] = {}
    rows = Paper.objects.current().filter(entry__in=[one.pk for one in entries])
    counted = rows.order_by().values_list("entry", "field").annotate(count=Count("pk"))
    for entry, name, count in counted:
        found.setdefault(entry, {})[name] = count
    return found


def again(entry: Entry, sealed: tuple[str, dict[str, Any]] | None = None) -> Written:
    """What an entry says, as if it were typed again. sealed: title and facts of a sealed one."""
    title, told = sealed or (entry.title, entry.told())
    return Written(
        title=title,
        unit=entry.unit_id,
        day=entry.day,
        until=entry.until,
        level=entry.level,
        fields={code: value for code, value in told.items() if value is not None},
    )


def is_sealed(ledger: Ledger) -> bool:
    """Whether entries are kept encrypted."""
    return ledger.secrecy is Secrecy.SEALED
