"""Copying files so that they are whole and on disk, and saying so when there is no room."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linghang.foundation.backup.definitions import FileRecord
from linghang.foundation.errors import Refused

CHUNK = 1024 * 1024
# EFBIG: a quota or limit on the size of one file, which is as full as a disk can be.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(Refused):
    """The disk of the target is full; what was there before is untouched."""


@contextmanager
def room(says: str) -> Iterator[None]:
    """A full disk becomes a sentence; others' backups and data stay as they are."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise NoRoom(says) from fault
        raise
    except sqlite3.OperationalError as fault:
        # The database tells a full disk, and a file over its limit, by these words.
        if "full" in str(fault) or "disk I/O" in str(fault):
            raise NoRoom(says) from fault
        raise


def digest(file: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def record(file: Path, *, below: Path) -> FileRecord:
    """A file that lies in the backup already, as the list names it."""
    return FileRecord(
        path=file.relative_to(below).as_posix(), bytes=file.stat().st_size, sha256=digest(file)
    )


def make_folder(folder: Path) -> None:
    """A folder with all above it; those that were not there are the owner's only."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def copy(source: Path, target: Path, *, twin: Path | None = None) -> tuple[int, str]:
    """Copy a file, synced; (bytes, SHA-256) of what was written.

    twin: the same file in an earlier backup on the same disk; when its content is the same it is
    linked, not copied.
    """
    make_folder(target.parent)
    if twin is not None and _linked(source, target, twin):
        return target.stat().st_size, digest(target)
    found, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as stream:
        while piece := stream.read(CHUNK):
            found.update(piece)
            size += len(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return size, found.hexdigest()


def _linked(source: Path, target: Path, twin: Path) -> bool:
    """Link the twin when it is as good as the source; it is read again, damage is not handed on."""
    if not twin.is_file() or twin.stat().st_size != source.stat().st_size:
        return False
    if digest(twin) != digest(source):
        return False
    try:
        os.link(twin, target)
    except OSError as fault:
        if fault.errno in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            return False
        raise
    return True


def write(file: Path, text: str) -> None:
    """Write a small file, synced."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def sync(file: Path) -> None:
    """Bring a file or the names in a folder to the disk."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(folder: Path) -> None:
    """Bring the names in a folder and in all folders below to the disk."""
    for path in (*(one for one in folder.rglob("*") if one.is_dir()), folder):
        sync(path)


def remove(folder: Path) -> None:
    """Delete a folder with all that is in it; nothing when it is not there."""
    shutil.rmtree(folder, ignore_errors=True)
