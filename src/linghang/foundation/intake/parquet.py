"""Immutable Parquet files, named by their content, complete or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linghang.foundation.errors import Refused
from linghang.foundation.intake.duck import literal
from linghang.foundation.later import later

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = later("duckdb")

CHUNK = 4 * 1024 * 1024


class DiskFull(Refused):
    """There is no room; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a manifest. `path` is relative to the folder it was written into."""

    path: str
    rows: int
    bytes: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@contextmanager
def disk_full_is_refused() -> Iterator[None]:
    """A full disk becomes a sentence that a person can act on."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                "磁盘已满，导入没有完成，原有数据没有改变。请清理磁盘后重新导入。"
            ) from fault
        raise
    except duckdb.IOException as fault:
        if "No space left" in str(fault):
            raise DiskFull(
                "磁盘已满，导入没有完成，原有数据没有改变。请清理磁盘后重新导入。"
            ) from fault
        raise


def write(
    connection: duckdb.DuckDBPyConnection, query: str, *, folder: Path, stem: str
) -> StoredFile | None:
    """Write the rows of `query` to `<stem>-<hash>.parquet`; None when there are none.

    The file appears under its name only when it is whole and on disk. Raises DiskFull.
    """
    target_folder = (folder / stem).parent
    with disk_full_is_refused():
        target_folder.mkdir(parents=True, exist_ok=True)
        draft = target_folder / f".draft-{secrets.token_hex(8)}"
        try:
            copied = connection.execute(
                f"copy ({query}) to {literal(str(draft))} (format parquet, compression zstd)"
            ).fetchone()
            rows = int(copied[0]) if copied else 0
            if not rows:
                return None
            digest = file_hash(draft)
            target = folder / f"{stem}-{digest[:16]}.parquet"
            _settle(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    return StoredFile(
        path=str(target.relative_to(folder)), rows=rows, bytes=target.stat().st_size, sha256=digest
    )


def _settle(draft: Path, target: Path) -> None:
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())
    draft.chmod(0o440)
    os.replace(draft, target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_hash(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sweep(folder: Path, *, named: set[str]) -> int:
    """Delete files below `folder` that no manifest names; returns how many."""
    swept = 0
    for path in folder.rglob("*"):
        if path.is_file() and str(path.relative_to(folder)) not in named:
            path.unlink()
            swept += 1
    return swept
