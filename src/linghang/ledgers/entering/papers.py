"""Files behind entries as the store keeps them: those of sealed ledgers under keys of their own."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.services import CannotStore
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.foundation.vault import files
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.entering.rows import NEUTRAL
from linghang.ledgers.models import Paper

UNKNOWN = "application/octet-stream"


def keep(
    paper: Paper,
    *,
    content: bytes | Path,
    name: str,
    media_type: str,
    happened_on: date,
    valid_until: date | None,
    actor: Actor,
) -> Paper:
    """Store the file and save the paper. Raises CannotStore.

    Of what few may know the trail tells no name. Of a sealed ledger the store holds ciphertext,
    and the evidence neither name nor kind; its digest is that of the ciphertext.
    """
    entry = paper.entry
    secrecy = entry.definition.secrecy
    if secrecy is Secrecy.SEALED:
        name = name.replace("\\", "/").rpartition("/")[2].strip()
        content = _read(content, name, entry.level)
        key, content = files.lock(content)
        paper.sealed = json.dumps({"name": name, "key": key}, ensure_ascii=False)
        name, media_type = NEUTRAL, UNKNOWN
    paper.evidence = evidence.store(
        content=content,
        name=name,
        media_type=media_type,
        happened_on=happened_on,
        valid_until=valid_until,
        level=entry.level,
        untold=secrecy is not Secrecy.OPEN,
        actor=actor,
        at=paper.added_at,
    )
    paper.save()
    return paper


def _read(content: bytes | Path, name: str, level: str) -> bytes:
    """The whole content; asked of it is what the store could not ask of ciphertext."""
    found = content if isinstance(content, bytes) else content.read_bytes()
    reasons = [
        *([] if name else ["没有文件名"]),
        *([] if found else ["文件是空的"]),
        *sensitivity.reasons_not_to_keep(PurePosixPath(name).stem, "", level),
    ]
    if reasons:
        raise CannotStore(f"不能存入材料：{'；'.join(reasons)}。")
    return found


def name_of(paper: Paper) -> str:
    """The name of the file, for who may read the entry. Raises CannotOpen."""
    if not paper.sealed:
        return paper.evidence.name
    return str(json.loads(paper.sealed.open())["name"])


def opened(paper: Paper) -> BinaryIO:
    """The file as it was handed in, for who may read the entry. Raises Missing, CannotOpen."""
    stream = paper.evidence.open()
    if not paper.sealed:
        return stream
    with stream:
        box = stream.read()
    return io.BytesIO(files.unlock(json.loads(paper.sealed.open())["key"], box))
