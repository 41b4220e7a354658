"""Store evidence, and find what has been damaged since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import store as files
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.evidence.trail_actions import STORED
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.sensitivity.definitions import Level
from linghang.foundation.trail import queries as trail_queries
from linghang.foundation.trail import services as trail

CHUNK = 500
NAME_LENGTH = 255
UNTOLD = "（知悉范围内的材料）"


class CannotStore(Refused):
    """The file can't be taken as evidence; the message lists every reason."""


@transaction.atomic
def store(
    *,
    content: bytes | Path,
    name: str,
    media_type: str,
    happened_on: date,
    actor: Actor,
    at: datetime,
    valid_until: date | None = None,
    level: str = Level.INTERNAL,
    untold: bool = False,
) -> Evidence:
    """Keep a file as evidence of what happened on a day.

    content: the bytes, or a file to read in pieces (any size). name: shown to people; a path
    before it is cut off. valid_until: last day on which it counts, None for ever. level: how
    sensitive it is; a name that carries the mark of a state secret is refused with any.
    untold: the trail, which many read, does not tell the name.

    Equal content is kept once, with a row each time. When the deed is rolled back, a file may
    stay without a row; it does no harm. Raises CannotStore and NoRoom, and then keeps nothing.
    """
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    reasons = _reasons_not_to_store(content, name, happened_on, valid_until)
    reasons += sensitivity.reasons_not_to_keep(PurePosixPath(name).stem, "", level)
    if reasons:
        raise CannotStore(f"不能存入材料：{'；'.join(reasons)}。")
    kept = files.keep(Path(settings.EVIDENCE_FOLDER), content)
    evidence = Evidence.objects.create(
        sha256=kept.sha256,
        size=kept.size,
        name=name,
        media_type=media_type,
        happened_on=happened_on,
        stored_at=at,
        stored_by=actor.person,
        valid_until=valid_until,
        level=Level(level),
    )
    trail.leave(
        at=at,
        actor=actor,
        action=STORED,
        subject=evidence,
        facts={
            "sha256": kept.sha256,
            "size": kept.size,
            "media_type": media_type,
            "happened_on": happened_on.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None,
            "level": evidence.level,
        },
        personal={"name": UNTOLD if untold else name},  # file names often name people
    )
    return evidence


def _reasons_not_to_store(
    content: bytes | Path, name: str, happened_on: date, valid_until: date | None
) -> list[str]:
    reasons = []
    if not name:
        reasons.append("没有文件名")
    if len(name) > NAME_LENGTH:
        reasons.append(f"文件名超过{NAME_LENGTH}个字")
    if not (content if isinstance(content, bytes) else content.stat().st_size):
        reasons.append("文件是空的")
    if valid_until and valid_until < happened_on:
        reasons.append("有效期早于发生日期")
    return reasons


class Harm(StrEnum):
    """What can happen to stored evidence."""

    MISSING = "missing"
    CHANGED = "changed"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One row whose evidence no longer holds; `says` is Chinese, `file` relative to the store."""

    harm: Harm
    says: str
    file: Path
    evidence_id: int
    name: str


def damaged() -> list[Damage]:
    """Read every stored file again and name each row that no longer holds; empty is good.

    Compares the file with the row's digest and the row's digest with the trail. Each file is
    read once and in pieces, however many rows share it.
    """
    return [*_harmed(), *_swapped()]


def _harmed() -> Iterator[Damage]:
    rows = Evidence.objects.order_by("sha256", "pk").iterator(chunk_size=CHUNK)
    for sha256, sharing in groupby(rows, key=lambda row: row.sha256):
        if found := _harm(sha256):
            for row in sharing:
                yield _damage(row, *found)


def _harm(sha256: str) -> tuple[Harm, str] | None:
    try:
        found = files.digest(files.place(Path(settings.EVIDENCE_FOLDER), sha256))
    except FileNotFoundError:
        return Harm.MISSING, "文件不在存储中"
    except OSError as fault:
        return Harm.MISSING, f"文件读不出来（{fault.strerror}）"
    if found != sha256:
        return Harm.CHANGED, "文件内容与存入时的摘要不符，存入之后被改动过"
    return None


def _swapped() -> Iterator[Damage]:
    """Rows whose digest is not the one that the trail remembers."""
    last = 0
    while rows := list(Evidence.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        ids = [str(row.pk) for row in rows]
        told = trail_queries.told(STORED, Evidence._meta.label_lower, ids)
        digests = {subject: facts.get("sha256") for subject, facts in told}
        for row in rows:
            if digests.get(str(row.pk)) != row.sha256:
                yield _damage(row, Harm.SWAPPED, "登记的摘要与存入时的留痕不符，登记被改动过")
        last = rows[-1].pk


def _damage(row: Evidence, harm: Harm, says: str) -> Damage:
    file = row.file.relative_to(settings.EVIDENCE_FOLDER)
    return Damage(harm=harm, says=says, file=file, evidence_id=row.pk, name=row.name)
