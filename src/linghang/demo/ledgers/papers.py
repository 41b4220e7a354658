"""Files behind entries: where a ledger requires one, and a handful to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linghang.demo.ledgers.recipes import Recipe
from linghang.demo.ledgers.writing import BATCH, Desk, Told
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog
from linghang.ledgers.definitions import LedgerField
from linghang.ledgers.models import Entry, Paper
from linghang.procedures.progress.conditions.rules import holds

SHOWN = 3


def attach(desk: Desk, recipe: Recipe, told: Sequence[Told]) -> None:
    """Put one stored file behind every entry that needs it, and behind the first few others.

    Sealed ledgers have none: their files are encrypted one by one, under keys of their own.
    """
    assert not (desk.is_sealed and recipe.papers), recipe.ledger
    found: list[Paper] = []
    for one in desk.ledger.fields:
        if one.kind is Kind.FILE and (one.required or one.code in recipe.papers):
            wanted = list(_wanting(one, told))
            wanted = wanted if one.required else wanted[-SHOWN:]
            if wanted:
                stored = _stored(desk, one, wanted[0])
                found += [_paper(entry, one, stored) for entry in wanted]
    Paper.objects.bulk_create(found, batch_size=BATCH)


def _wanting(one: LedgerField, told: Sequence[Told]) -> Iterator[Entry]:
    for entry, _, facts in told:
        if one.when is None or holds(one.when, facts, {}) is True:
            yield entry


def _stored(desk: Desk, one: LedgerField, entry: Entry) -> Evidence:
    by = desk.house.holder(desk.ledger.enter, entry.unit_id)
    return evidence.store(
        content=f"演示材料：{desk.ledger.name}——{one.name}".encode(),
        name=f"{one.name[:40]}.txt".replace("/", "、"),
        media_type="text/plain",
        happened_on=entry.day,
        level=entry.level,
        untold=catalog.is_confidential(desk.ledger.code),
        actor=Actor(person=by.person, appointment=by.appointment),
        at=entry.entered_at,
    )


def _paper(entry: Entry, one: LedgerField, stored: Evidence) -> Paper:
    return Paper(
        entry=entry,
        field=one.code,
        evidence=stored,
        added_by=entry.entered_by,
        added_at=entry.entered_at,
    )
