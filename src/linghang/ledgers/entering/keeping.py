"""保存和报送: an entry with its files is kept, and handed in at once if that is wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.filing import services as filings
from linghang.ledgers.models import Entry, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that comes with an entry. field: code. valid_until: for fields that expire."""

    field: str
    content: bytes
    name: str
    media_type: str
    valid_until: date | None = None


@transaction.atomic
def keep(
    *,
    ledger: str,
    written: Written,
    actor: Actor,
    at: datetime,
    today: date,
    uploads: Sequence[Upload] = (),
    taken_off: Collection[int] = (),
    entry_id: int | None = None,
    replaces: int | None = None,
    and_hand_in: bool = False,
) -> Entry:
    """Keep a draft with its files; and hand it in. All of it or nothing.

    taken_off: papers that no longer belong to it. Raises CannotEnter, CannotStore, CannotAct.
    """
    entry = entering.write(
        ledger=ledger,
        written=written,
        actor=actor,
        at=at,
        today=today,
        entry_id=entry_id,
        replaces=replaces,
    )
    for paper in entry.papers.current().filter(pk__in=taken_off):
        entering.detach(paper_id=paper.pk, actor=actor, at=at, today=today)
    attach_all(entry_id=entry.pk, uploads=uploads, actor=actor, at=at, today=today)
    if and_hand_in:
        filings.hand_in(ledger=ledger, entries=[entry.pk], actor=actor, at=at, today=today)
        entry.refresh_from_db()
    return entry


@transaction.atomic
def keep_all(
    *,
    ledger: str,
    rows: Sequence[Written],
    actor: Actor,
    at: datetime,
    today: date,
    and_hand_in: bool = False,
) -> list[Entry]:
    """Keep several drafts together, whole or not at all; and hand them in. Raises CannotEnter."""
    directory = Directory()
    entries = [
        entering.write(
            ledger=ledger, written=one, actor=actor, at=at, today=today, directory=directory
        )
        for one in rows
    ]
    if and_hand_in:
        filings.hand_in(
            ledger=ledger, entries=[one.pk for one in entries], actor=actor, at=at, today=today
        )
    return entries


@transaction.atomic
def attach_all(
    *, entry_id: int, uploads: Sequence[Upload], actor: Actor, at: datetime, today: date
) -> list[Paper]:
    """Put several files behind an entry, all or none. Raises CannotEnter, CannotStore."""
    return [
        entering.attach(
            entry_id=entry_id,
            field=upload.field,
            content=upload.content,
            name=upload.name,
            media_type=upload.media_type,
            valid_until=upload.valid_until,
            actor=actor,
            at=at,
            today=today,
        )
        for upload in uploads
    ]
