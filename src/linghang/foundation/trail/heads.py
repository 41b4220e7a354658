"""The exported ends of the chain: one small file a day, best kept on another machine."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from linghang.foundation.errors import Refused
from linghang.foundation.trail import rules
from linghang.foundation.trail.rules import Break, Fault, Head

_FILE = re.compile(r"^trail-head-(\d{4}-\d{2}-\d{2})\.json$")
_HASH = re.compile(r"^[0-9a-f]{64}$")


class HeadGoesBack(Refused):
    """The chain is shorter than, or differs from, what was exported before."""


def write(folder: Path, head: Head, *, count: int, sealed_at: datetime) -> Path:
    """Write the day's file, whole or not at all; a later head of the same day replaces it.

    count: seals in the database. Raises HeadGoesBack when a file in the folder names a later
    head or another hash under the same sequence; that file stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = [found for found in read(folder) if isinstance(found, Head)]
    for other in known:
        if other.sequence > head.sequence:
            raise HeadGoesBack(
                f"没有导出链首：{other.day}导出过第{other.sequence}号，现在的链只到"
                f"第{head.sequence}号，留痕可能被截断，请运行 linghang trail verify 查明。"
            )
        if other.sequence == head.sequence and other.hash != head.hash:
            raise HeadGoesBack(
                f"没有导出链首：第{head.sequence}号与{other.day}导出的不一致，"
                "留痕可能被重写，请运行 linghang trail verify 查明。"
            )
    file = folder / f"trail-head-{head.day}.json"
    facts = {
        "sequence": head.sequence,
        "hash": head.hash,
        "count": count,
        "sealed_at": rules.instant(sealed_at),
    }
    _replace(file, json.dumps(facts, indent=2) + "\n")
    return file


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def read(folder: Path) -> Iterator[Head | Break]:
    """The heads in the folder by day; a file that can't be read comes as a Break.

    A folder that is not there holds nothing; other files in it are passed over.
    """
    for file in sorted(folder.glob("trail-head-*.json")):
        if found := _FILE.match(file.name):
            yield _read_one(file, found[1])


def _read_one(file: Path, day: str) -> Head | Break:
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        head = Head(date.fromisoformat(day), facts["sequence"], facts["hash"])
        if not isinstance(head.sequence, int) or not _HASH.match(head.hash):
            raise ValueError(file)
    except (ValueError, KeyError, TypeError):
        return Break(fault=Fault.HEAD, says=f"链首文件{file.name}无法读取，导出之后被改动过")
    return head
