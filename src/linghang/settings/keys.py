"""The session signing key of an embedded installation, made once and kept beside its data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Read the key, or make it (readable by the owner only). Safe when several processes start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "session.key"
    if not file.exists():
        draft = folder / f".session.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        draft.unlink()
    return file.read_text().strip()
