"""The list that makes a folder a backup: what is in it, from when, by which version."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FORMAT = 1
LIST = "backup.json"
KEY_LIST = "keys.json"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileRecord(_Strict):
    """A file of the backup; `path` is relative to its folder, with `/` between its parts."""

    path: str = Field(min_length=1)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @field_validator("path")
    @classmethod
    def _stays_below(cls, path: str) -> str:
        """A list that leads out of its folder was written by somebody else."""
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts:
            raise ValueError(path)
        return path


class TableRecord(_Strict):
    """A table of the database: how many rows, and the digest of all of them in their order."""

    name: str
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Damage(_Strict):
    """A file that was missing or changed before the backup was made."""

    path: str
    says: str


class BackupList(_Strict):
    """`backup.json`, written last: a folder without it is no backup.

    engine: sqlite or postgresql. database: path of the dump. migrations: [app, name] of every
    step that the database had taken. keys: file name → fingerprint of the keys in use; the keys
    themselves are never in here. digest: SHA-256 of all the rest.
    """

    format: Literal[1]
    name: str
    version: str
    made_at: datetime
    hospital: str
    engine: Literal["sqlite", "postgresql"]
    server: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[TableRecord, ...]
    files: tuple[FileRecord, ...]
    damaged: tuple[Damage, ...] = ()
    facts: dict[str, str] = {}
    keys: dict[str, str] = {}
    digest: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


class KeyList(_Strict):
    """`keys.json` beside copied keys: of which backup, and what each file must hash to."""

    format: Literal[1]
    name: str
    made_at: datetime
    files: tuple[FileRecord, ...]
