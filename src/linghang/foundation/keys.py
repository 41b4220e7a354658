"""Key files: made once, readable by their owner only, the same for all processes that start."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def made_once(file: Path, *, size: int) -> bytes:
    """The content of a key file; it is made of `size` random bytes when it is not there.

    Safe when several processes ask at once: one of them makes it, all read the same.
    """
    if not file.exists():
        _make(file, secrets.token_bytes(size))
    return file.read_bytes()


def _make(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
