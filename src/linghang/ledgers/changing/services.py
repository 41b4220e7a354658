"""Ask that an entry in force be corrected or voided; it changes when somebody else agrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, reach, reasons, trail_actions
from linghang.ledgers.changing import applying
from linghang.ledgers.closing.queries import Place, reasons_not_to_change
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.entering import rows
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import services as filings
from linghang.ledgers.filing.rules import IN_FORCE, PURPOSE_NAMES, Purpose
from linghang.ledgers.models import Change, Entry, Filing
from linghang.org.models import Unit
from linghang.procedures.days import Day

LEAST_REASON = 4


@transaction.atomic
def ask_correction(
    *, entry_id: int, written: Written, reason: str, actor: Actor, at: datetime, today: date
) -> Change:
    """Ask for an entry in force to say something else from now on. Raises CannotEnter."""
    entry, ledger = _in_force(entry_id)
    told = entering.judged(ledger, written, today=today, files=entering.files_of(entry))
    told.complaints += _reasons_not_to_change(entry, ledger, reason, actor, today)
    told.complaints += _reasons_not_to_move(entry, ledger, written, actor, today)
    places = [Place(entry.unit_id, entry.day)]
    places += [Place(written.unit, written.day)] if written.day else []
    told.complaints += _of_locked_years(ledger, places, actor, today)
    if told.complaints:
        raise CannotEnter("不能提出更正", told.complaints)
    common = written.common
    assert common.day is not None
    sealed = ledger.secrecy is Secrecy.SEALED
    change = Change(
        entry=entry,
        unit_id=common.unit,
        day=common.day,
        until=common.until,
        title=rows.NEUTRAL if sealed else common.title,
        facts={} if sealed else facts.plain(ledger, told.facts),
        sealed=applying.former_text(common.title, rows.dumped(ledger, told.facts))
        if sealed
        else "",
    )
    reasons.keep(change, ledger, reason.strip())
    return _file(change, ledger, Purpose.CORRECTION, actor, at, today)


@transaction.atomic
def ask_voiding(*, entry_id: int, reason: str, actor: Actor, at: datetime, today: date) -> Change:
    """Ask for an entry in force to count no more; it stays to be seen. Raises CannotEnter."""
    entry, ledger = _in_force(entry_id)
    complaints = _reasons_not_to_change(entry, ledger, reason, actor, today)
    places = [Place(entry.unit_id, entry.day)]
    complaints += _of_locked_years(ledger, places, actor, today)
    if complaints:
        raise CannotEnter("不能提出作废", complaints)
    change = Change(
        entry=entry,
        unit_id=entry.unit_id,
        day=entry.day,
        until=entry.until,
        title=entry.title,
        facts=entry.facts,
    )
    reasons.keep(change, ledger, reason.strip())
    return _file(change, ledger, Purpose.VOIDING, actor, at, today)


def _in_force(entry_id: int) -> tuple[Entry, Ledger]:
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    return entry, catalog.catalog()[entry.ledger]


def _of_locked_years(
    ledger: Ledger, places: Sequence[Place], actor: Actor, today: date
) -> list[Complaint]:
    filings.hold(ledger.code, {one.day.year for one in places})
    return reasons_not_to_change(ledger, places, actor=actor, today=today)


def _reasons_not_to_change(
    entry: Entry, ledger: Ledger, reason: str, actor: Actor, today: date
) -> list[Complaint]:
    rights, now = entering.rights_of_actor(actor, today), Day(today)
    found = []
    if entry.standing not in IN_FORCE:
        found.append(Complaint("", f"记录{entry.get_standing_display()}，不能更正或作废"))
    if len("".join(reason.split())) < LEAST_REASON:
        found.append(Complaint("reason", "请写明理由"))
    if entry.changes.filter(applied_on=None, dropped_on=None).exists():
        found.append(Complaint("", "这条记录已有更正或作废在审核，等审核后再提"))
    oversees = reach.may_oversee(ledger, rights, entry.unit_id, now)
    decision = reach.may_enter(ledger, rights, entry.unit_id, now)
    if not decision and not oversees:
        found.append(Complaint("", decision.reason))
    return found


def _reasons_not_to_move(
    entry: Entry, ledger: Ledger, written: Written, actor: Actor, today: date
) -> list[Complaint]:
    """Nobody puts an entry under a unit for which they may not enter, unless they oversee it."""
    if written.unit == entry.unit_id:
        return []
    if not Unit.objects.filter(code=written.unit).exists():
        return [Complaint("unit", f"没有“{written.unit}”这个单位")]
    rights, now = entering.rights_of_actor(actor, today), Day(today)
    oversees = reach.may_oversee(ledger, rights, written.unit, now)
    if oversees or reach.may_enter(ledger, rights, written.unit, now):
        return []
    says = f"您不为这个单位填报，不能把记录改到它名下；请找{oversees.who_can}更正"
    return [Complaint("unit", says)]


def _file(
    change: Change, ledger: Ledger, purpose: Purpose, actor: Actor, at: datetime, today: date
) -> Change:
    loaded = catalog.catalog().items[ledger.code]
    versions.keep(kind=catalog.KIND, code=ledger.code, hash=loaded.hash, body=loaded.body, at=at)
    entry, what = change.entry, PURPOSE_NAMES[purpose]
    change.filing = Filing.objects.create(
        ledger=ledger.code,
        unit_id=entry.unit_id,
        purpose=purpose.value,
        title=f"{what}{ledger.name} {entry.number}",
    )
    change.definition_hash = loaded.hash
    change.asked_by, change.asked_at = actor.person, at
    change.save()
    filings.begin(change.filing, ledger, actor, at, today)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.CHANGE_ASKED,
        subject=entry,
        facts=trail_actions.told(ledger, entry.pk, number=entry.number, what=what),
    )
    return change
