"""Corrections and voidings of entries in force: asked for, most of them verified."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linghang.demo.ledgers import inserting
from linghang.demo.ledgers.planning import ASKED, CLOSED_ON, CORRECTED, VOIDED, Fate, Plan
from linghang.demo.ledgers.writing import Desk, Filed, Told
from linghang.demo.proceeding import instant
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers.entering import rows
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common
from linghang.ledgers.filing.rules import IN_FORCE, PURPOSE_NAMES, Purpose, Standing
from linghang.ledgers.models import Change, Entry, Filing, Former
from linghang.procedures.definitions import Outcome

REASONS = (
    "复核原始登记册，数字登记有误。",
    "与平台后台数字核对不一致，按后台更正。",
    "名称与通知不一致，按通知更正。",
)
STEPS = {Kind.INTEGER: 1, Kind.MONEY: 100}
VOIDING = "与其他单位重复登记，由主办单位保留一条。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change of an entry before either is written. said: what the entry said before."""

    filed: Filed
    told: Told
    said: Told


def draw(desk: Desk, told: Sequence[Told], chance: random.Random) -> list[Asked]:
    """Draw which entries are corrected or voided; those say from here on what they say now."""
    found = []
    for one in told:
        drawn = chance.random()
        if drawn < CORRECTED + VOIDED + ASKED and one.entry.standing in IN_FORCE:
            asked = None if desk.is_sealed else _asked(desk, one, chance, drawn)
            found += [asked] if asked else []
    return found


def _asked(desk: Desk, one: Told, chance: random.Random, drawn: float) -> Asked | None:
    today = desk.house.today
    asked_on = _after(one.entry, chance, today)
    if asked_on is None:
        return None
    decided = min(asked_on + timedelta(days=chance.randint(0, 6)), today)
    is_voiding = CORRECTED <= drawn < CORRECTED + VOIDED
    waits = drawn >= CORRECTED + VOIDED and (today - asked_on).days < 40
    filed = _filed(
        desk,
        one.entry,
        Purpose.VOIDING if is_voiding else Purpose.CORRECTION,
        Fate.WAITING if waits else Fate.VERIFIED,
        (asked_on, decided),
    )
    asked = Asked(filed=filed, told=one if is_voiding else _mended(desk, one), said=_copy(one))
    if filed.filing.verified_on:
        _apply(desk, asked, decided)
    return asked


def _apply(desk: Desk, asked: Asked, on: date) -> None:
    entry = asked.told.entry
    if asked.filed.filing.purpose == Purpose.VOIDING:
        entry.standing, entry.voided_on = Standing.VOIDED.value, on
        return
    common = Common(title=asked.told.title, day=entry.day, unit=entry.unit_id, until=entry.until)
    rows.place(entry, desk.ledger, common, asked.told.facts)
    entry.version, entry.effective_on = entry.version + 1, on


def _copy(one: Told) -> Told:
    return Told(copy.copy(one.entry), one.title, one.facts)


def save(desk: Desk, asked: Sequence[Asked]) -> None:
    """Write the changes, and what corrected entries said before; the entries are there."""
    desk.file([one.filed for one in asked])
    changes = [_change(desk, one) for one in asked]
    inserting.insert(changes, keys=True)
    inserting.insert(
        [
            _former(one, change)
            for one, change in zip(asked, changes, strict=True)
            if one.filed.filing.purpose == Purpose.CORRECTION and change.applied_on
        ]
    )


def _after(entry: Entry, chance: random.Random, today: date) -> date | None:
    """A day after it came into force on which the year was not locked yet."""
    assert entry.effective_on is not None
    found = entry.effective_on + timedelta(days=chance.randint(3, 60))
    closed = date(entry.day.year + 1, *CLOSED_ON) - timedelta(days=8)
    return found if found <= min(today, closed) else None


def _filed(
    desk: Desk, entry: Entry, purpose: Purpose, fate: Fate, days: tuple[date, date]
) -> Filed:
    shape = desk.shapes.of(fate)
    asked_on, decided = days
    filing = Filing(
        ledger=entry.ledger,
        unit_id=entry.unit_id,
        purpose=purpose.value,
        title=f"{PURPOSE_NAMES[purpose]}{desk.ledger.name} {entry.number}",
        verified_on=decided if shape.outcome is Outcome.COMPLETED else None,
    )
    plan = Plan(unit=entry.unit_id, entries=(), fate=fate, handed_on=asked_on, decided_on=decided)
    by = desk.house.holder(desk.ledger.enter, entry.unit_id)
    return Filed(filing=filing, plan=plan, by=by, shape=shape)


def _mended(desk: Desk, one: Told) -> Told:
    """One number a little higher: the first that no check or limit speaks of; else the title."""
    bound = {code for check in desk.ledger.checks for code in (check.field, check.other)}
    for field in desk.ledger.fields:
        free = field.kind in STEPS and field.most is None and field.code not in bound
        if free and one.facts.get(field.code):
            more = one.facts[field.code] + STEPS[field.kind]
            return Told(one.entry, one.title, {**one.facts, field.code: more})
    return Told(one.entry, f"{one.title}（更名）", one.facts)


def _change(desk: Desk, one: Asked) -> Change:
    entry, plan = one.told.entry, one.filed.plan
    is_voiding = one.filed.filing.purpose == Purpose.VOIDING
    is_renamed = one.told.title != one.said.title
    return Change(
        entry=entry,
        filing=one.filed.filing,
        reason=VOIDING if is_voiding else REASONS[2 if is_renamed else entry.pk % 2],
        unit_id=entry.unit_id,
        day=entry.day,
        until=entry.until,
        title=one.told.title,
        facts=facts.plain(desk.ledger, one.told.facts),
        definition_hash=desk.hash,
        asked_by=one.filed.by.person,
        asked_at=instant(plan.handed_on),
        applied_on=one.filed.filing.verified_on,
    )


def _former(one: Asked, change: Change) -> Former:
    said = one.said.entry
    assert said.effective_on is not None
    assert change.applied_on is not None
    return Former(
        entry=one.told.entry,
        version=said.version,
        unit_id=said.unit_id,
        day=said.day,
        until=said.until,
        title=said.title,
        facts=said.facts,
        definition_hash=said.definition_hash,
        effective_on=said.effective_on,
        replaced_on=change.applied_on,
        change=change,
    )
