"""The arithmetic of the trail: digests, links of the chain, and where a chain first breaks."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

FORMAT = "linghang.trail/1"  # first in every digest, so that a later format can't be confused
GENESIS = "0" * 64  # what the first seal calls the hash before it
NOTHING = "{}"
SHREDDED = "trail.entry.shredded"  # the deed that removes a personal value from an entry
SUBJECT = "trail.entry"


_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


def canonical(value: object) -> str:
    """The one text of a JSON value: sorted keys, no spaces, Chinese as it is.

    Raises TypeError for what is no JSON, ValueError for NaN and infinities.
    """
    return _encode(value)


def sha256(value: object) -> str:
    """Hexadecimal SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def instant(at: datetime) -> str:
    """UTC to the microsecond: the form in which an instant enters a digest."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Content(NamedTuple):
    """What an entry says. Maps are their canonical texts, so that every stored byte counts."""

    at: datetime | None
    person: str
    appointment: int | None
    on_behalf_of: str
    action: str
    subject_type: str
    subject_id: str
    facts: str
    personal_digests: str


def content_digest(content: Content) -> str:
    """The digest of an entry; of its personal values it holds only their salted digests."""
    at = instant(content.at) if content.at else None
    return sha256([FORMAT, at, *content[1:]])


def salted_digest(field: str, value: str, salt: str) -> str:
    """The digest of a personal value: without the salt nobody can try out names against it."""
    return sha256([FORMAT, field, salt, value])


def link_hash(
    *, previous_hash: str, sequence: int, entry_id: int, entry_digest: str, sealed_at: datetime
) -> str:
    """The hash of a seal, which the next seal repeats: SHA-256 over six lines."""
    sealed = instant(sealed_at)
    text = f"{FORMAT}\n{previous_hash}\n{sequence}\n{entry_id}\n{entry_digest}\n{sealed}"
    return hashlib.sha256(text.encode()).hexdigest()


class Row(NamedTuple):
    """An entry as stored; `personal` is a JSON text.

    `id` is None where the entry is gone; other values are None where tampering made them
    unreadable.
    """

    id: int | None
    content: Content
    personal: str
    digest: str
    shredded: frozenset[str] = frozenset()  # fields whose removal is itself in the trail


GONE = Row(None, Content(None, "", None, "", "", "", "", NOTHING, NOTHING), NOTHING, "")


class Link(NamedTuple):
    """A seal with the entry that it seals. An unreadable instant is None."""

    sequence: int
    entry_id: int
    entry_digest: str
    previous_hash: str
    hash: str
    sealed_at: datetime | None
    row: Row


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain as exported on a day."""

    day: date
    sequence: int
    hash: str


class Fault(StrEnum):
    """What can be wrong with a trail."""

    CONTENT = "content_changed"
    PERSONAL = "personal_changed"
    LINK = "link_broken"
    MISSING = "entry_missing"
    GAP = "sequence_gap"
    CUT = "tail_cut"
    REWRITTEN = "rewritten"
    LOST = "never_sealed"
    HEAD = "head_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One place where the trail does not hold; `says` is Chinese. What is unknown is None."""

    fault: Fault
    says: str
    sequence: int | None = None
    entry_id: int | None = None
    at: datetime | None = None
    action: str = ""


def row_fault(row: Row) -> tuple[Fault, str] | None:
    """What is wrong with an entry taken by itself; None when its digests hold."""
    if row.id is None:
        return Fault.MISSING, "条目已不存在"
    if content_digest(row.content) != row.digest:
        return Fault.CONTENT, "内容与摘要不符，留痕之后被改动过"
    if row.personal == NOTHING and row.content.personal_digests == NOTHING:
        return None
    return _personal_fault(row)


def _personal_fault(row: Row) -> tuple[Fault, str] | None:
    digests, kept = as_map(row.content.personal_digests), as_map(row.personal)
    if kept is None or digests is None:
        return Fault.PERSONAL, "个人信息已无法读取，留痕之后被改动过"
    for field, stored in kept.items():
        if not _is_kept(field, stored, digests):
            return Fault.PERSONAL, f"个人信息“{field}”与摘要不符，留痕之后被改动过"
    if erased := sorted(digests.keys() - kept.keys() - row.shredded):
        return Fault.PERSONAL, f"个人信息“{'、'.join(erased)}”被删除，却没有删除的留痕"
    return None


def _is_kept(field: str, stored: object, digests: Mapping[str, object]) -> bool:
    if not isinstance(stored, dict) or stored.keys() != {"value", "salt"}:
        return False
    value, salt = stored["value"], stored["salt"]
    if not isinstance(value, str) or not isinstance(salt, str):
        return False
    return digests.get(field) == salted_digest(field, value, salt)


def as_map(text: str | None) -> dict[str, object] | None:
    """The map that the text holds; None when it holds none (only a tampered row does)."""
    try:
        value = json.loads(text or "")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def missing_fields(row: Row) -> frozenset[str]:
    """Personal fields that were once there: shredded, or erased by somebody."""
    if row.content.personal_digests == NOTHING:
        return frozenset()
    digests, kept = as_map(row.content.personal_digests), as_map(row.personal)
    return frozenset((digests or {}).keys() - (kept or {}).keys())


class Walk:
    """A walk along the chain from its first seal; keeps only where it stands.

    links come in the order of their sequence; heads are those exported before the walk began.
    after: the seal behind which the walk begins; None for the first of all.
    After breaks() has been exhausted, `checked` and `sequence` say how far it got.
    """

    def __init__(self, heads: Iterable[Head] = (), *, after: Link | None = None) -> None:
        self.checked = 0
        self.sequence = after.sequence if after else 0
        self._hash = after.hash if after else GENESIS
        self._heads: dict[int, list[Head]] = defaultdict(list)
        for head in heads:
            self._heads[head.sequence].append(head)

    def breaks(self, links: Iterable[Link]) -> Iterator[Break]:
        """Every break in order. After one the walk goes on from what is stored."""
        for link in links:
            if link.sequence != self.sequence + 1:
                yield self._gap(link)
            elif found := self._link_fault(link):
                yield _at(link, *found)
            yield from self._against_heads(link)
            self.sequence, self._hash = link.sequence, link.hash
            self.checked += 1
        yield from self._tail()

    def _gap(self, link: Link) -> Break:
        first, last = self.sequence + 1, link.sequence - 1
        which = f"第{first}号" if first == last else f"第{first}号至第{last}号"
        says = f"{which}封记缺失（缺口之后的第一条是第{link.sequence}号，条目{link.entry_id}）"
        return Break(fault=Fault.GAP, says=says, sequence=first)

    def _link_fault(self, link: Link) -> tuple[Fault, str] | None:
        if found := row_fault(link.row):
            return found
        if link.row.digest != link.entry_digest:
            return Fault.CONTENT, "条目的摘要与封记所载不符，封存之后被改动过"
        if link.previous_hash != self._hash:
            return Fault.LINK, "与前一号封记接不上，这里或前一号被改写过"
        if link.sealed_at is None or link.hash != _expected_hash(link, link.sealed_at):
            return Fault.LINK, "封记与自己的散列值不符，封存之后被改动过"
        return None

    def _against_heads(self, link: Link) -> Iterator[Break]:
        for head in self._heads.pop(link.sequence, ()):
            if head.hash != link.hash:
                says = f"与{head.day}导出的链首不符，这一号或更早的封记被整段重写过"
                yield _at(link, Fault.REWRITTEN, says)

    def _tail(self) -> Iterator[Break]:
        beyond = [
            head
            for sequence in self._heads
            if sequence > self.sequence
            for head in self._heads[sequence]
        ]
        if beyond:
            head = min(beyond, key=lambda head: (head.day, head.sequence))
            was = f"{head.day}导出的链首是第{head.sequence}号"
            says = f"链尾被截断：{was}，现在只到第{self.sequence}号"
            yield Break(fault=Fault.CUT, says=says, sequence=self.sequence + 1)


def _expected_hash(link: Link, sealed_at: datetime) -> str:
    return link_hash(
        previous_hash=link.previous_hash,
        sequence=link.sequence,
        entry_id=link.entry_id,
        entry_digest=link.entry_digest,
        sealed_at=sealed_at,
    )


def _at(link: Link, fault: Fault, says: str) -> Break:
    content = link.row.content
    return Break(
        fault=fault,
        says=says,
        sequence=link.sequence,
        entry_id=link.entry_id,
        at=content.at,
        action=content.action or "",  # None where it can't be read
    )
