"""The folder of evidence files: each under its own SHA-256, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from linghang.foundation.errors import Refused

logger = logging.getLogger(__name__)
CHUNK = 1024 * 1024
DRAFTS = ".drafts"
_FULL = {errno.ENOSPC, errno.EDQUOT}


class NoRoom(Refused):
    """The disk is full; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: SHA-256 in hexadecimal, and bytes."""

    sha256: str
    size: int


def place(folder: Path, sha256: str) -> Path:
    """Where the content lies: two digits as folder, the other sixty-two as file."""
    return folder / sha256[:2] / sha256[2:]


def digest(file: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises FileNotFoundError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def keep(folder: Path, content: bytes | Path) -> Kept:
    """Put the content under its digest; content that is there already is not written again.

    Raises NoRoom when the disk is full. Whatever happens, no half-written file stays, and the
    process may be killed at any moment.
    """
    with _draft(folder) as draft:
        kept = _fill(draft, content)
        target = place(folder, kept.sha256)
        if target.exists():
            if digest(target) == kept.sha256:
                return kept
            logger.error("a damaged evidence file is replaced", extra={"sha256": kept.sha256})
        _make_folder(target.parent)
        draft.chmod(0o440)
        draft.replace(target)
        _sync(target.parent)
    return kept


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A file name beside the store's own, on the same file system; gone at the end."""
    drafts = folder / DRAFTS
    draft = drafts / secrets.token_hex(16)
    try:
        drafts.mkdir(parents=True, exist_ok=True)
        yield draft
    except OSError as fault:
        if fault.errno in _FULL:
            raise NoRoom(
                "存储空间不足，材料没有保存：请清理磁盘或联系信息科扩容后再试。"
            ) from fault
        raise
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _fill(draft: Path, content: bytes | Path) -> Kept:
    found, size = hashlib.sha256(), 0
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        for piece in _pieces(content):
            found.update(piece)
            size += len(piece)
            _write(handle, piece)
        os.fsync(handle)
    finally:
        os.close(handle)
    return Kept(found.hexdigest(), size)


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _write(handle: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
