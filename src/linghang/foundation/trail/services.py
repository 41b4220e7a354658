"""The deeds of the trail: leave, seal, shred, export the head; and the check of the whole."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.locks import exclusive
from linghang.foundation.trail import actions, heads, queries, rules, subjects
from linghang.foundation.trail.models import Entry, Seal, Unsealed
from linghang.foundation.trail.rules import Break, Content, Fault, Head, Link, Walk

BATCH = 1_000
STEP = 10_000  # seals between two reports of progress
SHOWN = 20  # breaks that a report lists; all are counted
EXPORT_LOCK = "trail.head"
SEAL_LOCK = "trail.seal"


class NothingToShred(Refused):
    """The entry has no such personal value, or no longer has it."""


def leave(
    *,
    at: datetime,
    actor: Actor,
    action: str,
    subject: tuple[str, str] | Model,
    facts: Mapping[str, object] | None = None,
    personal: Mapping[str, str] | None = None,
) -> Entry:
    """Leave an entry inside the transaction of the deed that it tells of.

    action: registered with `actions.register`.
    subject: ("cases.batch", "12") or a saved model instance.
    facts: JSON values that name no person. personal: texts that privacy law may remove later;
    only their salted digests enter the chain.

    Raises ValueError for an unregistered action, a sentence left with holes or a subject that
    nobody named, TypeError for facts that are no JSON, RuntimeError outside a transaction. Takes
    two inserts.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action}: an entry is left inside the deed's transaction")
    facts, personal = dict(facts or {}), dict(personal or {})
    actions.check(action, {*facts, *personal})
    kept = {field: {"value": value, "salt": _salt()} for field, value in personal.items()}
    subject_type, subject_id = _named(subject)
    subjects.check(subject_type)
    entry = Entry(
        at=at,
        person=actor.person,
        appointment=actor.appointment,
        on_behalf_of=actor.on_behalf_of or "",
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        facts=facts,
        personal=kept,
        personal_digests={field: rules.salted_digest(field, **kept[field]) for field in kept},
    )
    entry.digest = rules.content_digest(_content(entry))
    entry.save()
    Unsealed.objects.create(entry=entry)
    return entry


def _salt() -> str:
    return secrets.token_hex(16)


def _named(subject: tuple[str, str] | Model) -> tuple[str, str]:
    if isinstance(subject, Model):
        if subject.pk is None:
            raise ValueError(f"an unsaved {subject._meta.label_lower} is no subject")
        return subject._meta.label_lower, str(subject.pk)
    return subject


def _content(entry: Entry) -> Content:
    return Content(
        at=entry.at,
        person=entry.person,
        appointment=entry.appointment,
        on_behalf_of=entry.on_behalf_of,
        action=entry.action,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        facts=rules.canonical(entry.facts),
        personal_digests=rules.canonical(entry.personal_digests),
    )


def seal(*, now: datetime) -> int:
    """Chain every committed entry that has no seal yet; returns how many.

    One sealer works at a time, a second waits. Entries are taken by id, 1,000 to a transaction;
    one whose deed commits late comes in a later batch. Must be called outside transactions.
    """
    sealed = 0
    with exclusive(SEAL_LOCK):
        while count := _seal_batch(now):
            sealed += count
    return sealed


@transaction.atomic
def _seal_batch(now: datetime) -> int:
    waiting = list(
        Unsealed.objects.order_by("entry_id").values_list("entry_id", "entry__digest")[:BATCH]
    )
    if not waiting:
        return 0
    last = Seal.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, rules.GENESIS)
    seals = []
    for entry_id, digest in waiting:
        sequence += 1
        own = rules.link_hash(
            previous_hash=previous,
            sequence=sequence,
            entry_id=entry_id,
            entry_digest=digest,
            sealed_at=now,
        )
        seals.append(
            Seal(
                sequence=sequence,
                entry_id=entry_id,
                entry_digest=digest,
                previous_hash=previous,
                hash=own,
                sealed_at=now,
            )
        )
        previous = own
    Seal.objects.bulk_create(seals)
    Unsealed.objects.filter(entry_id__in=[entry_id for entry_id, _ in waiting]).delete()
    return len(seals)


@transaction.atomic
def shred(*, entry_id: int, field: str, actor: Actor, at: datetime) -> Entry:
    """Remove a personal value and its salt for good (依法清除); the chain still holds.

    The removal leaves an entry of its own, returned; without it the missing value would be
    reported as erased. Raises NothingToShred.
    """
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if field not in entry.personal:
        raise NothingToShred(f"留痕{entry_id}没有可以清除的个人信息“{field}”。")
    personal = {name: kept for name, kept in entry.personal.items() if name != field}
    Entry.objects.filter(pk=entry_id).replace_personal(personal)
    return leave(
        at=at,
        actor=actor,
        action=rules.SHREDDED,
        subject=(rules.SUBJECT, str(entry_id)),
        facts={"field": field},
    )


def export_head(*, folder: Path, at: datetime) -> Path | None:
    """Write the end of the chain to `trail-head-YYYY-MM-DD.json` (local day); None if no seal.

    Raises HeadGoesBack when the chain is behind what was exported before.
    """
    with exclusive(EXPORT_LOCK):
        last = Seal.objects.order_by("-sequence").first()
        if last is None:
            return None
        head = Head(timezone.localdate(at), last.sequence, last.hash)
        count = Seal.objects.filter(sequence__lte=last.sequence).count()
        return heads.write(folder, head, count=count, sealed_at=last.sealed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check of the whole trail found."""

    checked: int  # sealed entries walked
    unsealed: int  # entries that wait for the sealer; their own digests were checked, too
    oldest_unsealed: timedelta | None  # how long the oldest of them has waited
    heads: int  # exported heads that the chain was compared with
    broken: int  # all breaks
    breaks: tuple[Break, ...]  # the first of them, in the order of the chain

    @property
    def holds(self) -> bool:
        return not self.broken

    @property
    def first(self) -> Break | None:
        """The first broken place, None when the trail holds."""
        return self.breaks[0] if self.breaks else None


Progress = Callable[[int], None]


def verify(*, heads_folder: Path | None, now: datetime, progress: Progress | None = None) -> Report:
    """Check every entry, every link, and the chain against the exported heads.

    heads_folder: None checks the chain alone, which misses a tail cut off with its entries.
    progress: told the number of seals walked so far, every 10,000.
    Reads in chunks (constant memory) and may run while deeds and the sealer go on.
    """
    # Heads first: what they name was in the chain before we began to walk.
    exported = list(heads.read(heads_folder)) if heads_folder else []
    known = [head for head in exported if isinstance(head, Head)]
    unreadable = (found for found in exported if isinstance(found, Break))
    walk, waiting = Walk(known), _Waiting()
    broken = 0
    breaks: list[Break] = []
    links = _told(queries.links(), progress) if progress else queries.links()
    for found in chain(walk.breaks(links), unreadable, waiting.breaks(), _lost()):
        broken += 1
        if len(breaks) < SHOWN:
            breaks.append(found)
    return Report(
        checked=walk.checked,
        unsealed=waiting.count,
        oldest_unsealed=now - waiting.oldest if waiting.oldest else None,
        heads=len(known),
        broken=broken,
        breaks=tuple(breaks),
    )


def _told(links: Iterable[Link], progress: Progress) -> Iterator[Link]:
    for number, link in enumerate(links, start=1):
        yield link
        if number % STEP == 0:
            progress(number)


class _Waiting:
    """Counts the unsealed entries while it checks their own digests."""

    def __init__(self) -> None:
        self.count = 0
        self.oldest: datetime | None = None

    def breaks(self) -> Iterator[Break]:
        for entry_id, row in queries.unsealed():
            self.count += 1
            if row.content.at and (self.oldest is None or row.content.at < self.oldest):
                self.oldest = row.content.at
            if found := rules.row_fault(row):
                yield _break(entry_id, row.content, *found)


def _lost() -> Iterator[Break]:
    for entry_id, row in queries.never_sealed():
        yield _break(entry_id, row.content, Fault.LOST, "既没有封记，也不在待封之列，封记被删除过")


def _break(entry_id: int, content: Content, fault: Fault, says: str) -> Break:
    return Break(
        fault=fault, says=says, entry_id=entry_id, at=content.at, action=content.action or ""
    )
