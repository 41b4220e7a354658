"""The deeds of the vault: seal, open, rotate; and what there is to know about its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.locks import exclusive
from linghang.foundation.trail import services as trail
from linghang.foundation.vault import columns, keyfile, purposes, ring, sealing
from linghang.foundation.vault.columns import RAW, Column
from linghang.foundation.vault.faults import CannotOpen
from linghang.foundation.vault.fields import Sealed
from linghang.foundation.vault.keyfile import Key
from linghang.foundation.vault.sealing import fingerprint, open_sealed, seal
from linghang.foundation.vault.trail_actions import KEY_MADE, ROTATED

__all__ = [
    "Held",
    "Rotation",
    "check",
    "fingerprint",
    "held",
    "open_sealed",
    "rotate",
    "seal",
    "sealed_columns",
]
BATCH = 1_000
SUBJECT = "vault.key"
Progress = Callable[[int], None]


def sealed_columns() -> list[Column]:
    """Every sealed column of every installed table."""
    return columns.sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the database holds under one key of a purpose.

    fault: why the key does not open anything now, in Chinese; empty when it does.
    """

    purpose: str
    key_id: str
    rows: int
    is_active: bool
    fault: str


def held(purpose: str) -> list[Held]:
    """The keys of a purpose with the rows under each: those in the folder and those in use.

    Rows whose key can't be read off their token count under the key "".
    """
    try:
        active = ring.active_id(purpose)
    except CannotOpen:
        active = None
    used = _use(purpose)
    return [
        Held(
            purpose=purpose,
            key_id=key_id,
            rows=used[key_id],
            is_active=key_id == active,
            fault=_fault(purpose, key_id),
        )
        for key_id in sorted({*used, *ring.present(purpose)} | ({active} if active else set()))
    ]


def _use(purpose: str) -> Counter[str]:
    start = sealing.beginning(purpose, "")[:-1]
    digits = len(start) + keyfile.ID_DIGITS + 1
    counted: Counter[str] = Counter()
    for column in columns.of(purpose):
        for beginning, rows in columns.use(column, digits=digits).items():
            is_ours = beginning.startswith(start) and beginning.endswith(":")
            counted[beginning[len(start) : -1] if is_ours else ""] += rows
    return counted


def _fault(purpose: str, key_id: str) -> str:
    if not key_id:
        return "密文被改动过，看不出是用哪个密钥加密的。"
    try:
        ring.opening(purpose, key_id)
    except CannotOpen as fault:
        return str(fault)
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unopened:
    """A row whose text can't be opened, and why."""

    column: Column
    pk: object
    says: str


def check(purpose: str, *, most: int = 20) -> tuple[int, int, list[Unopened]]:
    """Open every sealed text of a purpose.

    Gives how many were opened, how many could not be, and the first `most` of those.
    """
    opened = unopened = 0
    shown: list[Unopened] = []
    for column in columns.of(purpose):
        rows = column.tokens().order_by("pk").values_list("pk", RAW)
        for pk, token in rows.iterator(chunk_size=BATCH):
            try:
                Sealed(token, purpose).open()
                opened += 1
            except CannotOpen as fault:
                unopened += 1
                if len(shown) < most:
                    shown.append(Unopened(column=column, pk=pk, says=str(fault)))
    return opened, unopened, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What came of a rotation.

    resumed: it went on with one that had been interrupted, under the key made then.
    left: rows that could not be opened and were left as they are.
    """

    purpose: str
    key_id: str
    resumed: bool
    resealed: int
    retired: tuple[str, ...]
    left: int


def rotate(
    purpose: str,
    *,
    actor: Actor,
    at: datetime,
    despite_lost: bool = False,
    progress: Progress = lambda resealed: None,
) -> Rotation:
    """Make a new key, seal everything anew with it, and put old keys aside that nothing needs.

    Works in transactions of 1,000 rows beside deeds that go on. Killed at any moment, everything
    can still be opened, and the next call goes on where this one stopped.
    despite_lost: go on although a key in use can't be read; its rows stay as they are.
    progress: told the rows sealed anew so far, after each batch.

    Raises CannotOpen's kinds before anything is changed when a key in use can't be read, Busy
    when another rotation runs. Must be called outside transactions.
    """
    purposes.check(purpose)
    with exclusive(f"vault.rotate.{purpose}", wait=False):
        resumed = ring.unfinished_rotation(purpose)
        if not despite_lost:
            _refuse_lost_keys(purpose)
        key = ring.sealing(purpose) if resumed else _new_key(purpose, actor, at)
        resealed = left = 0
        for column in columns.of(purpose):
            done, missed = _reseal(column, key, resealed, progress)
            resealed, left = resealed + done, left + missed
        return _end(purpose, key, resumed, resealed, left, actor, at)


def _refuse_lost_keys(purpose: str) -> None:
    for key_id in _use(purpose):
        if key_id:
            ring.opening(purpose, key_id)


@transaction.atomic
def _new_key(purpose: str, actor: Actor, at: datetime) -> Key:
    former = _former(purpose)
    key = ring.add(purpose)
    trail.leave(
        at=at,
        actor=actor,
        action=KEY_MADE,
        subject=(SUBJECT, key.id),
        facts={
            "purpose": purposes.name(purpose),
            "algorithm": key.algorithm.value,
            "former": former,
        },
    )
    ring.note_rotation(key)
    ring.activate(key)
    return key


def _former(purpose: str) -> str | None:
    try:
        return ring.active_id(purpose)
    except CannotOpen:
        return None


def _reseal(column: Column, key: Key, before: int, progress: Progress) -> tuple[int, int]:
    """Rows sealed anew, and rows left as they are because they don't open.

    before: rows of other columns that were sealed anew before this one.
    """
    done = missed = 0
    last: object = None
    while True:
        last, resealed, left = _reseal_batch(column, key, last)
        done, missed = done + resealed, missed + left
        if last is None:
            return done, missed
        progress(before + done)


@transaction.atomic
def _reseal_batch(column: Column, key: Key, after: object) -> tuple[object, int, int]:
    """The last row looked at (None: there are no more), and the two counts of this batch."""
    rows = column.tokens().exclude(
        **{f"{RAW}__startswith": sealing.beginning(column.purpose, key.id)}
    )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    batch = list(rows.select_for_update().order_by("pk").values_list("pk", RAW)[:BATCH])
    resealed = 0
    for pk, token in batch:
        try:
            text = Sealed(token, column.purpose).open()
        except CannotOpen:
            continue
        fresh = Sealed(sealing.seal(text, purpose=column.purpose), column.purpose)
        resealed += column.bare().filter(pk=pk).update(**{column.field: fresh})
    return (batch[-1][0] if batch else None), resealed, len(batch) - resealed


@transaction.atomic
def _end(
    purpose: str,
    key: Key,
    resumed: bool,
    resealed: int,
    left: int,
    actor: Actor,
    at: datetime,
) -> Rotation:
    used = _use(purpose)
    retired = tuple(one for one in ring.present(purpose) if one != key.id and not used[one])
    trail.leave(
        at=at,
        actor=actor,
        action=ROTATED,
        subject=(SUBJECT, key.id),
        facts={
            "purpose": purposes.name(purpose),
            "resealed": resealed,
            "retired": list(retired),
            "left": left,
        },
    )
    for one in retired:
        ring.retire(purpose, one)
    ring.end_rotation(purpose)
    return Rotation(
        purpose=purpose,
        key_id=key.id,
        resumed=resumed,
        resealed=resealed,
        retired=retired,
        left=left,
    )
