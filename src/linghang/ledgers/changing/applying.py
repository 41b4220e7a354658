"""A correction or a voiding that was verified takes effect; what was in force before is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, trail_actions
from linghang.ledgers.closing.queries import closed_years
from linghang.ledgers.entering import rows
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common, Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing.rules import Purpose, Standing
from linghang.ledgers.models import Apart, Change, Entry, Filing, Former
from linghang.procedures.subjects import Happened


def apply(filing: Filing, happened: Happened) -> None:
    """Carry out every change of the filing, in the transaction of the deed that verified it.

    Raises CannotEnter for what was asked before the year was locked.
    """
    changes = filing.changes.filter(applied_on=None, dropped_on=None)
    locked = closed_years(filing.ledger)
    for change in changes.select_related("entry").order_by("pk"):
        _ask_year(change, locked)
        if filing.purpose == Purpose.VOIDING:
            _void(change, happened)
        else:
            _correct(change, happened, is_locked=change.day.year in locked)
        change.applied_on = happened.day
        change.save(update_fields=["applied_on"])


def _ask_year(change: Change, locked: Mapping[int, datetime]) -> None:
    """What was asked while the year was open is not done to it once it is locked."""
    for year in sorted({change.entry.day.year, change.day.year} & set(locked)):
        if change.asked_at < locked[year]:
            says = f"提出以后{year}年归档了；请终止这次更正，或由监管的职务重新开放这一年"
            raise CannotEnter("不能审核", [Complaint("", says)])


def _void(change: Change, happened: Happened) -> None:
    entry = _locked(change)
    entry.standing, entry.voided_on = Standing.VOIDED.value, happened.day
    entry.save(update_fields=["standing", "voided_on"])
    _leave(trail_actions.VOIDED, entry, happened, {})


def _correct(change: Change, happened: Happened, *, is_locked: bool) -> None:
    entry = _locked(change)
    sealed = getattr(entry, "sealed", None)
    assert entry.effective_on is not None
    Former.objects.create(
        entry=entry,
        version=entry.version,
        unit_id=entry.unit_id,
        day=entry.day,
        until=entry.until,
        title=entry.title,
        facts=entry.facts,
        sealed=former_text(sealed.title.open(), sealed.facts.open()) if sealed else "",
        definition_hash=entry.definition_hash,
        effective_on=entry.effective_on,
        replaced_on=happened.day,
        change=change,
    )
    ledger = catalog.version(entry.ledger, change.definition_hash)
    title, told = change.title, told_by(entry, change)
    if change.sealed:
        title = change.sealed.open().split("\n", 1)[0]
    entry.definition_hash = change.definition_hash
    entry.version += 1
    entry.effective_on = happened.day
    entry.standing = (Standing.LOCKED if is_locked else Standing.VERIFIED).value
    common = Common(title=title, day=change.day, unit=change.unit_id, until=change.until)
    rows.fill(entry, ledger, common, told)
    Apart.objects.look_again(entry.pk, at=happened.at)
    _leave(trail_actions.CORRECTED, entry, happened, {"version": entry.version})


def told_by(entry: Entry, change: Change) -> dict[str, Any]:
    """What an entry would say after a change, field by field."""
    ledger = catalog.version(entry.ledger, change.definition_hash)
    if change.sealed:
        return rows.loaded(ledger, change.sealed.open().split("\n", 1)[1])
    return facts.typed(ledger, change.facts)


def former_text(title: str, told: str) -> str:
    """Title and facts of a sealed entry as one text to be sealed."""
    return f"{title}\n{told}"


def _locked(change: Change) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).get(pk=change.entry_id)


def _leave(action: str, entry: Entry, happened: Happened, more: dict[str, object]) -> None:
    trail.leave(
        at=happened.at,
        actor=happened.actor,
        action=action,
        subject=entry,
        facts=trail_actions.told(entry.definition, entry.pk, number=entry.number, **more),
    )
