"""Key files: made once, readable by their owner only, the same for all processes that start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def made_once(file: Path, *, size: int) -> bytes:
    """The content of a key file; it is made of `size` random bytes when it is not there.

    Safe when several processes ask at once: one of them makes it, all read the same.
    """
    if not file.exists():
        write_once(file, secrets.token_bytes(size))
    return file.read_bytes()


def write_once(file: Path, content: bytes) -> bool:
    """Write a key file whole, readable by its owner only, and never over one that is there.

    False when the file was there already, which then stays as it is. What was written survives
    a power cut.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return False
    finally:
        draft.unlink()
    sync(file.parent)
    return True


def sync(folder: Path) -> None:
    """Make new names in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
