"""Make a backup while people work, and forget old ones."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.backup import collection, database, files, holdings, keyring, rules
from linghang.foundation.backup.definitions import (
    FORMAT,
    LIST,
    BackupList,
    Damage,
    FileRecord,
    TableRecord,
)
from linghang.foundation.backup.holdings import Holding, Named
from linghang.foundation.backup.trail_actions import MADE
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail

LOCK = "backup"
Told = Callable[[str], None]


class CannotBackUp(Refused):
    """The backup can't be made there; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished backup. forgotten: names of older ones that were removed afterwards."""

    folder: Path
    content: BackupList
    linked: int
    keys: Path | None
    forgotten: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """What has been gathered so far. twins: folder of the newest good backup beside this one."""

    folder: Path
    twins: Path | None
    records: list[FileRecord] = field(default_factory=list)
    damaged: list[Damage] = field(default_factory=list)
    linked: int = 0

    def take(self, holding: Holding, named: list[Named]) -> None:
        """Copy the files of a holding; what is missing or changed is noted, not passed over."""
        source = holding.folder()
        for one in named:
            path = f"{holding.code}/{one.path}"
            if source is None or not (source / one.path).is_file():
                if one.needed:
                    self.damaged.append(Damage(path=path, says="文件不见了"))
                continue
            target = self.folder / path
            twin = self.twins / path if self.twins else None
            size, sha256 = files.copy(source / one.path, target, twin=twin)
            self.linked += target.stat().st_nlink > 1
            self.records.append(FileRecord(path=path, bytes=size, sha256=sha256))
            if one.sha256 and one.sha256 != sha256:
                self.damaged.append(Damage(path=path, says="内容与登记的不同"))


def version() -> str:
    """The version of this program."""
    return importlib.metadata.version("linghang")


def make(
    *,
    folder: Path,
    actor: Actor,
    at: datetime,
    keys: Path | None = None,
    keys_beside_data: bool = False,
    keep: int = 0,
    told: Told | None = None,
) -> Made:
    """Write one backup into a folder of backups, whole or not at all; people go on working.

    The database is taken at one moment, then the files that it names at that moment, which never
    change. keys: where to copy the keys; None copies none. keep: how many backups to keep, 0 all.
    Files that were missing or changed before are in `content.damaged`; the backup is made.

    Raises CannotBackUp, KeysBesideData, NoRoom (older backups are untouched), NoTool, ToolFailed
    and Busy while another backup is being made.
    """
    tell = told or _silent
    folder = folder.resolve()
    _refuse_place(folder)
    if keys is not None:
        keyring.refuse_beside(keys, data=folder, told=keys_beside_data)
    with (
        locks.exclusive(LOCK, wait=False),
        files.room(f"磁盘已满，备份没有完成：{folder} 所在磁盘空间不足。以前的备份没有改变。"),
    ):
        files.make_folder(folder)
        _clear_halves(folder)
        name = rules.name_at(at, taken=[one.name for one in folder.iterdir()])
        draft = folder / f"{rules.HALF}{name}"
        try:
            content, linked = _write(draft, name=name, at=at, tell=tell)
            key_folder = keyring.copy_out(keys, name=name, at=at) if keys else None
            draft.rename(folder / name)
            files.sync(folder)
        finally:
            files.remove(draft)
        _leave(content, actor=actor, at=at)
        forgotten = forget(folder=folder, keep=keep)
    return Made(
        folder=folder / name,
        content=content,
        linked=linked,
        keys=key_folder,
        forgotten=tuple(forgotten),
    )


def _silent(text: str) -> None:
    """Nobody listens."""


def _refuse_place(folder: Path) -> None:
    """Not into a folder whose strange files are swept, nor into that of the keys."""
    for holding in holdings.registered():
        own = holding.folder()
        if own is not None and folder.is_relative_to(own.resolve()):
            raise CannotBackUp(f"不能备份到 {folder}：它在{holding.name}的文件夹里，请换一处。")
    for own in keyring.folders().values():
        if folder.is_relative_to(own.resolve()):
            raise CannotBackUp(f"不能备份到 {folder}：它在密钥文件夹里，请换一处。")
    if folder.exists() and not os.access(folder, os.W_OK):
        raise CannotBackUp(f"不能备份到 {folder}：没有写权限。")


def _clear_halves(folder: Path) -> None:
    """What a killed run left; we hold the lock, so nobody is writing them."""
    for one in folder.iterdir():
        if one.is_dir() and rules.is_half(one.name):
            files.remove(one)


def _write(draft: Path, *, name: str, at: datetime, tell: Told) -> tuple[BackupList, int]:
    """Fill the draft; its list is the last file in it."""
    draft.mkdir(mode=0o700)
    older = collection.good(draft.parent)
    gathered = _Draft(draft, older[-1].folder if older else None)
    kept = holdings.registered()
    for holding in (one for one in kept if one.early):
        gathered.take(holding, list(holding.files("default")))
    tell("数据库……")
    with database.snapshot(draft) as taken:
        named = {one.code: list(one.files(taken.alias)) for one in kept if not one.early}
        facts = dict(_facts(kept, taken.alias))
        migrations, tables = database.migrations(taken.alias), database.tables(taken.alias)
    files.sync(taken.file)
    for holding in (one for one in kept if not one.early):
        tell(f"{holding.name}：{len(named[holding.code])}个文件……")
        gathered.take(holding, named[holding.code])
    content = rules.sealed(
        BackupList(
            format=FORMAT,
            name=name,
            version=version(),
            made_at=at,
            hospital=settings.HOSPITAL_NAME,
            engine=taken.engine,
            server=taken.server,
            database=taken.file.name,
            migrations=migrations,
            tables=tables,
            files=(files.record(taken.file, below=draft), *gathered.records),
            damaged=tuple(gathered.damaged),
            facts=facts,
            keys=keyring.fingerprints(),
        )
    )
    files.write(draft / LIST, content.model_dump_json(indent=1))
    files.sync_folders(draft)
    return content, gathered.linked


def _facts(kept: list[Holding], alias: str) -> Iterator[tuple[str, str]]:
    for one in kept:
        found: Mapping[str, str] = one.facts(alias) if one.facts else {}
        yield from found.items()


@transaction.atomic
def _leave(content: BackupList, *, actor: Actor, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=MADE,
        subject=("backup.backup", content.name),
        facts={
            "name": content.name,
            "files": len(content.files),
            "bytes": content.bytes,
            "damaged": len(content.damaged),
            "digest": content.digest,
        },
    )


def forget(*, folder: Path, keep: int) -> list[str]:
    """Remove the oldest good backups beyond the newest `keep`; returns their names.

    Each is made a half one first, so that one whose removal is killed is not taken for good.
    """
    names = [found.folder.name for found in collection.good(folder)]
    gone = rules.to_forget(names, keep=keep)
    for name in gone:
        half = folder / f"{rules.HALF}{name}"
        (folder / name).rename(half)
        files.remove(half)
    return gone


def changed_tables(content: BackupList, now: tuple[TableRecord, ...]) -> list[str]:
    """Names of the tables that are not, row for row, what the backup says."""
    found = {one.name: one for one in now}
    return [one.name for one in content.tables if found.get(one.name) != one]
