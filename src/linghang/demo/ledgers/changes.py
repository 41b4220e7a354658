"""Corrections and voidings of entries in force: asked for, most of them verified."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from linghang.demo.ledgers.planning import ASKED, CLOSED_ON, CORRECTED, VOIDED, Fate, Plan
from linghang.demo.ledgers.writing import BATCH, Desk, Filed
from linghang.demo.proceeding import instant
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.entering import rows
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common
from linghang.ledgers.filing.rules import PURPOSE_NAMES, Purpose, Standing
from linghang.ledgers.models import COLUMNS, Change, Entry, Filing, Former
from linghang.procedures.definitions import Outcome

REASONS = (
    "复核原始登记册，数字登记有误。",
    "与平台后台数字核对不一致，按后台更正。",
    "名称与通知不一致，按通知更正。",
)
VOIDING = "与其他单位重复登记，由主办单位保留一条。"


def write(desk: Desk, entries: Sequence[Entry], chance: random.Random) -> None:
    """Draw which entries are corrected or voided, and write that as the deeds would have."""
    asked = list(_drawn(desk, entries, chance))
    filed = [one for one, _, _ in asked]
    desk.file(filed)
    changes = [_change(desk, one, entry, told) for one, entry, told in asked]
    Change.objects.bulk_create(changes, batch_size=BATCH)
    formers, changed, voided = [], [], []
    for (one, entry, told), change in zip(asked, changes, strict=True):
        if one.shape.outcome is not Outcome.COMPLETED:
            continue
        if one.filing.purpose == Purpose.VOIDING:
            entry.standing, entry.voided_on = Standing.VOIDED.value, one.plan.decided_on
            voided.append(entry)
        else:
            formers.append(_former(entry, change, one.plan.decided_on))
            _correct(desk, entry, told, change.title, one.plan.decided_on)
            changed.append(entry)
    Former.objects.bulk_create(formers, batch_size=BATCH)
    columns = ["title", "facts", "version", "effective_on", *COLUMNS]
    Entry.objects.bulk_update(changed, columns, batch_size=100)
    Entry.objects.bulk_update(voided, ["standing", "voided_on"], batch_size=100)


def _drawn(
    desk: Desk, entries: Sequence[Entry], chance: random.Random
) -> Iterator[tuple[Filed, Entry, Mapping[str, Any]]]:
    today = desk.house.today
    if desk.is_sealed:
        return
    for entry in entries:
        drawn = chance.random()
        if entry.standing != Standing.VERIFIED or drawn >= CORRECTED + VOIDED + ASKED:
            continue
        asked_on = _after(entry, chance, today)
        if asked_on is None:
            continue
        decided = min(asked_on + timedelta(days=chance.randint(0, 6)), today)
        is_voiding = CORRECTED <= drawn < CORRECTED + VOIDED
        waits = drawn >= CORRECTED + VOIDED and (today - asked_on).days < 40
        purpose = Purpose.VOIDING if is_voiding else Purpose.CORRECTION
        yield _filed(desk, entry, purpose, asked_on, decided, waits)


def _after(entry: Entry, chance: random.Random, today: date) -> date | None:
    """A day after it came into force on which the year was not locked yet."""
    assert entry.effective_on is not None
    found = entry.effective_on + timedelta(days=chance.randint(3, 60))
    closed = date(entry.day.year + 1, *CLOSED_ON) - timedelta(days=8)
    return found if found <= min(today, closed) else None


def _filed(
    desk: Desk, entry: Entry, purpose: Purpose, asked_on: date, decided: date, waits: bool
) -> tuple[Filed, Entry, Mapping[str, Any]]:
    fate = Fate.WAITING if waits else Fate.VERIFIED
    shape = desk.shapes.of(fate)
    filing = Filing(
        ledger=entry.ledger,
        unit_id=entry.unit_id,
        purpose=purpose.value,
        title=f"{PURPOSE_NAMES[purpose]}{desk.ledger.name} {entry.number}",
        verified_on=decided if shape.outcome is Outcome.COMPLETED else None,
    )
    plan = Plan(unit=entry.unit_id, entries=(), fate=fate, handed_on=asked_on, decided_on=decided)
    by = desk.house.holder(desk.ledger.enter, entry.unit_id)
    told = facts.typed(desk.ledger, entry.facts)
    if purpose is Purpose.CORRECTION:
        told = _mended(desk, told)
    return Filed(filing=filing, plan=plan, by=by, shape=shape), entry, told


def _mended(desk: Desk, told: dict[str, Any]) -> dict[str, Any]:
    """One number a little higher: the first that no check and no limit speaks of."""
    bound = {code for check in desk.ledger.checks for code in (check.field, check.other)}
    for one in desk.ledger.fields:
        free = one.kind in (Kind.INTEGER, Kind.MONEY) and one.most is None
        if free and one.code not in bound and told.get(one.code):
            return {**told, one.code: told[one.code] + (1 if one.kind is Kind.INTEGER else 100)}
    return told


def _change(desk: Desk, one: Filed, entry: Entry, told: Mapping[str, Any]) -> Change:
    is_voiding = one.filing.purpose == Purpose.VOIDING
    plain = facts.plain(desk.ledger, told)
    is_same = not is_voiding and plain == entry.facts
    return Change(
        entry=entry,
        filing=one.filing,
        reason=VOIDING if is_voiding else REASONS[2 if is_same else entry.pk % 2],
        unit_id=entry.unit_id,
        day=entry.day,
        until=entry.until,
        title=f"{entry.title}（更名）" if is_same else entry.title,
        facts=entry.facts if is_voiding else plain,
        definition_hash=desk.hash,
        asked_by=one.by.person,
        asked_at=instant(one.plan.handed_on),
        applied_on=one.plan.decided_on if one.filing.verified_on else None,
    )


def _former(entry: Entry, change: Change, on: date) -> Former:
    assert entry.effective_on is not None
    return Former(
        entry=entry,
        version=entry.version,
        unit_id=entry.unit_id,
        day=entry.day,
        until=entry.until,
        title=entry.title,
        facts=entry.facts,
        definition_hash=entry.definition_hash,
        effective_on=entry.effective_on,
        replaced_on=on,
        change=change,
    )


def _correct(desk: Desk, entry: Entry, told: Mapping[str, Any], title: str, on: date) -> None:
    common = Common(title=title, day=entry.day, unit=entry.unit_id, until=entry.until)
    rows.place(entry, desk.ledger, common, told)
    entry.version, entry.effective_on = entry.version + 1, on
